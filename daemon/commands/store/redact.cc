#include "daemon/commands/store/redact.h"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kShortest = 4;  // what is shorter would tear texts to pieces and is told nowhere else
constexpr std::size_t kLooksRandom = 20;  // letters and digits in one run
constexpr std::string_view kReplacement = "REDACTED";

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A parameter whose name says what it is.
bool is_telling(std::string_view name) {
  static constexpr std::array<std::string_view, 13> kParts{
      "token", "key", "secret", "auth", "sig", "pass", "pwd", "sess", "sid", "user", "mail", "hash", "code"};
  const std::string lower = to_lower(name);
  return std::any_of(kParts.begin(), kParts.end(),
                     [&](std::string_view part) { return lower.find(part) != lower.npos; });
}

/// Long, of letters and digits both: nobody's word.
bool looks_random(std::string_view text) {
  std::size_t run = 0;
  bool digits = false, letters = false;
  for (const char c : text) {
    if (!is_alnum(c)) {
      run = 0, digits = letters = false;
      continue;
    }
    ++run;
    (c <= '9' ? digits : letters) = true;
    if (run >= kLooksRandom && digits && letters) return true;
  }
  return false;
}

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~')
      out += c;
    else
      (out += '%') += {kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

std::string percent_decoded(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
    out += coded ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
    if (coded) i += 2;
  }
  return out;
}

}  // namespace

Redactor::Redactor(const SourceOptions& source) {
  const SourceAccess& access = source.access;
  for (const auto& [name, value] : access.headers) add(value);
  for (const std::string* secret : {&access.user, &access.password, &access.bearer, &access.cookies})
    add(*secret);
  for (const std::string_view cookie : split(access.cookies, ';'))
    if (const std::size_t equals = cookie.find('='); equals != cookie.npos)
      add(trim(cookie.substr(equals + 1)));
  for (const auto& [name, value] : source.params)
    if (is_telling(name) || looks_random(value)) add(value);
  add_url(access.proxy);
  add_url(source.url);
}

void Redactor::add_url(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == url.npos) return;
  const std::size_t begin = scheme + 3, end = std::min(url.find_first_of("/?#", begin), url.size());
  if (const std::size_t at = url.rfind('@', end); at != url.npos && at >= begin)
    for (const std::string_view part : split(std::string_view(url).substr(begin, at - begin), ':')) add(part);
  const std::size_t query = std::min(url.find('?', end), url.size());
  for (const std::string_view segment : split(std::string_view(url).substr(end, query - end), '/'))
    if (looks_random(segment)) add(segment);
  if (query == url.size()) return;
  for (std::string_view pair : split(std::string_view(url).substr(query + 1), '&')) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = equals < pair.size() ? pair.substr(equals + 1) : pair;
    if (is_telling(pair.substr(0, equals)) || looks_random(value)) add(value);
  }
}

void Redactor::add(std::string_view secret) {
  const std::string plain = percent_decoded(secret);
  const std::string quoted = boost::json::serialize(boost::json::string(plain));
  for (const std::string& form : {std::string(secret), plain, percent_encoded(plain), escape_markup(plain),
                                  quoted.substr(1, quoted.size() - 2)})
    add_form(form);
}

void Redactor::add_form(std::string form) {
  if (form.size() < kShortest || std::find(secrets_.begin(), secrets_.end(), form) != secrets_.end()) return;
  const auto longer = [](const std::string& a, const std::string& b) { return a.size() > b.size(); };
  secrets_.insert(std::upper_bound(secrets_.begin(), secrets_.end(), form, longer), std::move(form));
}

std::string Redactor::redacted(std::string text) const {
  for (const std::string& secret : secrets_) replace_all(text, secret, kReplacement);
  return text;
}

}  // namespace gazette

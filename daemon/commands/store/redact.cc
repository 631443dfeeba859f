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

// Of a value in a URL that stands in XML, HTML or JSON, also escaped there.
constexpr std::string_view kEndsValue = "&\"'<>#\\;,() \t\r\n|]}";
constexpr std::size_t kMaxName = 64, kMaxUser = 256, kLooked = 128;  // bytes

/// Behind a sign that begins a parameter, also as XML, JSON or another URL write it; `pos` if there is none.
std::size_t after_parameter_sign(std::string_view text, std::size_t pos) {
  for (const std::string_view sign :
       {"&amp;amp;", "&amp;", "&#38;", "&#038;", "&#x26;", "\\u0026", "?", "&", "%3F", "%3f", "%26"})
    if (text.substr(pos, sign.size()) == sign) return pos + sign.size();
  return pos;
}

/// Where something secret stands; nothing: begin is end.
struct Span {
  std::size_t begin = 0, end = 0;
};

/// "://user:password@" at `pos`.
Span user_at(std::string_view text, std::size_t pos) {
  for (const std::string_view mark : {"://", ":\\/\\/"}) {
    if (text.substr(pos, mark.size()) != mark) continue;
    const std::size_t begin = pos + mark.size();
    const std::size_t end = text.substr(begin, kMaxUser).find_first_of("@/\\?#<>\"' \t\r\n");
    if (end != text.npos && end > 0 && text[begin + end] == '@') return {begin, begin + end};
  }
  return {};
}

/// The value of "?token=..." at `pos`.
Span parameter_at(std::string_view text, std::size_t pos) {
  const std::size_t name = after_parameter_sign(text, pos);
  std::size_t end = name;
  while (end < text.size() && end - name < kMaxName &&
         (is_alnum(text[end]) || text[end] == '_' || text[end] == '-'))
    ++end;
  if (name == pos || end == name) return {};
  std::size_t begin = end;
  for (const std::string_view equals : {"=", "%3D", "%3d"})
    if (begin == end && text.substr(end, equals.size()) == equals) begin += equals.size();
  if (begin == end) return {};
  const std::string_view beginning = text.substr(begin, kLooked);
  const bool is_random = looks_random(beginning.substr(0, beginning.find_first_of(kEndsValue)));
  if (!is_telling(text.substr(name, end - name)) && !is_random) return {};
  return {begin, std::min(text.find_first_of(kEndsValue, begin), text.size())};
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

std::string Redactor::redacted_listing(std::string text) {
  text = redacted(std::move(text));
  std::string out;
  out.reserve(text.size());
  const std::string_view all = text;
  for (std::size_t pos = 0; pos < all.size();) {
    Span secret = user_at(all, pos);
    if (secret.begin == secret.end) secret = parameter_at(all, pos);
    if (secret.begin == secret.end) {
      out += all[pos++];
      continue;
    }
    out += all.substr(pos, secret.begin - pos);
    out += stand_in(all.substr(secret.begin, secret.end - secret.begin));
    pos = secret.end;
  }
  return out;
}

/// Two secrets stay two: what tells entries apart must go on doing so.
std::string Redactor::stand_in(std::string_view secret) {
  if (secret.starts_with(kReplacement)) return std::string(secret);
  const auto [place, is_new] = numbers_.try_emplace(std::string(secret), numbers_.size() + 1);
  return std::string(kReplacement) + '-' + std::to_string(place->second);
}

}  // namespace gazette

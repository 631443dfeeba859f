// A reader of URLs in the manner of the WHATWG URL Standard for http and https (what browsers accept), which
// gives RFC 3986 URIs in ASCII. Written out because no library takes what feeds hold and answers in a
// microsecond.
#include "feeds/text/url.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <unicode/uidna.h>

#include "feeds/text/strings.h"
#include "feeds/text/tracking/redirect.h"
#include "feeds/text/tracking/tracking.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxUrl = 64 * 1024;  // longer ones are no links
constexpr std::size_t kMaxHost = 253;

struct Parsed {
  std::string scheme, user_info, host, port, path, query, fragment;
  bool has_query = false, has_fragment = false;
};

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
int hex_value(char c) {
  return is_digit(c) ? c - '0' : (c | 32) - 'a' + 10;
}

/// Ends trimmed of C0 and space, tabs and newlines inside taken out (WHATWG URL 4.4, step 1 to 3).
std::string cleaned(std::string_view s) {
  while (!s.empty() && static_cast<unsigned char>(s.front()) <= 0x20) s.remove_prefix(1);
  while (!s.empty() && static_cast<unsigned char>(s.back()) <= 0x20) s.remove_suffix(1);
  std::string out(s);
  std::erase_if(out, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  return out;
}

/// Length of the scheme, without its colon; 0 if there is none (RFC 3986 3.1).
std::size_t scheme_length(std::string_view s) {
  if (s.empty() || !is_alpha(s[0])) return 0;
  for (std::size_t i = 1; i < s.size(); ++i) {
    if (s[i] == ':') return i;
    if (!is_alpha(s[i]) && !is_digit(s[i]) && s[i] != '+' && s[i] != '-' && s[i] != '.') return 0;
  }
  return 0;
}

bool is_special(std::string_view scheme) {
  return scheme == "http" || scheme == "https";
}

/// A set of bytes.
class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view bytes) {
    for (char c : bytes) has_[static_cast<unsigned char>(c)] = true;
  }
  /// With controls, space, percent and non-ASCII: what may not stand in a URI, or not without a look.
  static constexpr ByteSet to_encode(std::string_view more) {
    ByteSet set(more);
    for (std::size_t c = 0; c < 256; ++c)
      if (c <= 0x20 || c >= 0x7f || c == '%') set.has_[c] = true;
    return set;
  }
  constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> has_{};
};

constexpr ByteSet kInUserInfo = ByteSet::to_encode("/;=@[\\]^|\"<>`#?{}");
constexpr ByteSet kInPath = ByteSet::to_encode("\"<>^`{|}");
constexpr ByteSet kInQuery = ByteSet::to_encode("\"<>'\\^`{|}");
constexpr ByteSet kInFragment = ByteSet::to_encode("\"<>`\\^{|}");
constexpr ByteSet kInOther = ByteSet::to_encode("\"<>`");
constexpr ByteSet kNotInHost = ByteSet::to_encode("#/:<>?@[\\]^|\"`{}");

/// Percent-encodes the bytes of the set; a percent sign only where it begins no encoded byte.
std::string encoded(std::string_view s, const ByteSet& set) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::size_t clean = 0;
  while (clean < s.size() && !set.has(s[clean])) ++clean;
  std::string out(s.substr(0, clean));
  for (std::size_t i = clean; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    const bool escape = c == '%' && i + 2 < s.size() && is_hex(s[i + 1]) && is_hex(s[i + 2]);
    if (escape || !set.has(s[i])) {
      out += s[i];
    } else {
      out += '%';
      out += kDigits[c >> 4];
      out += kDigits[c & 15];
    }
  }
  return out;
}

std::string percent_decoded(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '%' && i + 2 < s.size() && is_hex(s[i + 1]) && is_hex(s[i + 2])) {
      out += static_cast<char>(hex_value(s[i + 1]) * 16 + hex_value(s[i + 2]));
      i += 2;
    } else {
      out += s[i];
    }
  }
  return out;
}

/// IDN to punycode (UTS 46, non-transitional, as browsers do); empty if it is no host name.
std::string ascii_host(const std::string& host) {
  UErrorCode error = U_ZERO_ERROR;
  static const std::unique_ptr<UIDNA, decltype(&uidna_close)> idna(
      uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &error), uidna_close);
  if (!idna) return {};
  std::array<char, 512> buffer{};
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  error = U_ZERO_ERROR;
  const std::int32_t length =
      uidna_nameToASCII_UTF8(idna.get(), host.data(), static_cast<std::int32_t>(host.size()), buffer.data(),
                             static_cast<std::int32_t>(buffer.size()), &info, &error);
  // Hyphens may stand anywhere (CheckHyphens=false, WHATWG URL 3.3).
  constexpr std::uint32_t kHyphens =
      UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
  if (U_FAILURE(error) || (info.errors & ~kHyphens) != 0 ||
      length >= static_cast<std::int32_t>(buffer.size()))
    return {};
  return {buffer.data(), static_cast<std::size_t>(length)};
}

bool is_ipv6_literal(std::string_view host) {
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
  return host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") ==
         std::string_view::npos;
}

std::optional<std::string> normal_host(std::string_view raw) {
  if (raw.empty() || raw.size() > kMaxHost * 3) return std::nullopt;
  if (raw.front() == '[') return is_ipv6_literal(raw) ? std::optional(to_lower(raw)) : std::nullopt;
  std::string host = raw.find('%') == std::string_view::npos ? std::string(raw) : percent_decoded(raw);
  const bool ascii =
      std::all_of(host.begin(), host.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  host = ascii ? to_lower(host) : ascii_host(host);
  if (host.empty() || host.size() > kMaxHost + 1) return std::nullopt;
  if (std::any_of(host.begin(), host.end(), [](char c) { return kNotInHost.has(c); })) return std::nullopt;
  return host;
}

bool set_authority(Parsed& url, std::string_view authority) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    url.user_info = encoded(authority.substr(0, at), kInUserInfo);
    authority.remove_prefix(at + 1);
  }
  const std::size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
    std::string_view port = authority.substr(colon + 1);
    if (port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos) return false;
    while (port.size() > 1 && port.front() == '0') port.remove_prefix(1);
    if (port != (url.scheme == "https" ? "443" : "80")) url.port = port;
    if (!port.empty() && std::stoi(std::string(port)) > 65535) return false;
    authority = authority.substr(0, colon);
  }
  const std::optional<std::string> host = normal_host(authority);
  if (!host) return false;
  url.host = *host;
  return true;
}

bool is_dot(std::string_view segment) {
  return segment == "." || equals_ignore_case(segment, "%2e");
}
bool is_dot_dot(std::string_view segment) {
  return segment == ".." || equals_ignore_case(segment, ".%2e") || equals_ignore_case(segment, "%2e.") ||
         equals_ignore_case(segment, "%2e%2e");
}

std::string rooted(std::string_view path) {
  std::string out;
  out.reserve(path.size() + 1);
  if (!path.starts_with('/')) out += '/';
  return out += path;
}

/// RFC 3986 5.2.4, in one pass; always begins with a slash.
std::string without_dot_segments(std::string_view path) {
  if (path.find('.') == std::string_view::npos && path.find("%2") == std::string_view::npos)
    return rooted(path);
  std::vector<std::string_view> kept;
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::vector<std::string_view> segments = split(path, '/');
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool last = i + 1 == segments.size();
    if (is_dot_dot(segments[i])) {
      if (!kept.empty()) kept.pop_back();
      if (last) kept.push_back({});
    } else if (is_dot(segments[i])) {
      if (last) kept.push_back({});
    } else {
      kept.push_back(segments[i]);
    }
  }
  std::string out;
  for (std::string_view segment : kept) (out += '/') += segment;
  return out.empty() ? "/" : out;
}

void set_fragment_and_query(Parsed& url, std::string_view& rest) {
  if (const std::size_t hash = rest.find('#'); hash != std::string_view::npos) {
    url.fragment = encoded(rest.substr(hash + 1), kInFragment);
    url.has_fragment = true;
    rest = rest.substr(0, hash);
  }
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    url.query = encoded(rest.substr(mark + 1), kInQuery);
    url.has_query = true;
    rest = rest.substr(0, mark);
  }
}

std::string encoded_path(std::string_view raw) {
  if (raw.find('\\') == std::string_view::npos) return encoded(raw, kInPath);
  std::string path(raw);
  std::replace(path.begin(), path.end(), '\\', '/');
  return encoded(path, kInPath);
}

constexpr ByteSet kInHost("abcdefghijklmnopqrstuvwxyz0123456789-._");

/// Length of "host" or "host:port" at the beginning of s if it is in normal form; 0 if that takes a closer
/// look.
std::size_t normal_authority(std::string_view s, bool secure) {
  std::size_t at = 0;
  while (at < s.size() && kInHost.has(s[at])) ++at;
  if (at == 0 || at > kMaxHost || at == s.size() || s[at] == '/') return at;
  if (s[at] != ':') return 0;
  const std::size_t begin = ++at;
  while (at < s.size() && is_digit(s[at])) ++at;
  const std::string_view port = s.substr(begin, at - begin);
  const bool usual = port == (secure ? "443" : "80");
  return port.empty() || port.size() > 4 || port[0] == '0' || usual ? 0 : at;
}

/// The index of the first byte of the set; percent signs that begin an encoded byte are stepped over (but for
/// dots, "%2e"), and dots that begin no segment of a path.
std::size_t find_in(const ByteSet& set, std::string_view s, std::size_t at) {
  for (; at < s.size(); ++at) {
    if (!set.has(s[at])) continue;
    if (s[at] == '.' && s[at - 1] != '/') continue;
    const bool escape = s[at] == '%' && at + 2 < s.size() && is_hex(s[at + 1]) && is_hex(s[at + 2]) &&
                        (s[at + 2] | 32) != 'e';
    if (!escape) return at;
    at += 2;
  }
  return s.size();
}

constexpr ByteSet kEndsPath = ByteSet::to_encode("\"<>^`{|}?#\\.");
constexpr ByteSet kEndsQuery = ByteSet::to_encode("\"<>'\\^`{|}#");

/// After "scheme:" of an http(s) URL: any number of slashes, authority, path (WHATWG is that lenient).
bool set_after_scheme(Parsed& url, std::string_view rest) {
  const std::size_t begin = rest.find_first_not_of("/\\");
  if (begin == std::string_view::npos) return false;
  rest.remove_prefix(begin);
  const std::size_t end = std::min(rest.find_first_of("/\\?#"), rest.size());
  if (!set_authority(url, rest.substr(0, end))) return false;
  rest.remove_prefix(end);
  set_fragment_and_query(url, rest);
  url.path = without_dot_segments(encoded_path(rest));
  return true;
}

void set_relative(Parsed& url, const Parsed& base, std::string_view rest) {
  url.user_info = base.user_info;
  url.host = base.host;
  url.port = base.port;
  const bool only_fragment = rest.empty() || rest[0] == '#';
  set_fragment_and_query(url, rest);
  if (rest.empty()) {
    url.path = base.path;
    if (only_fragment) {
      url.query = base.query;
      url.has_query = base.has_query;
    }
    return;
  }
  const std::string path = encoded_path(rest);
  url.path = path[0] == '/' ? without_dot_segments(path)
                            : without_dot_segments(base.path.substr(0, base.path.rfind('/') + 1) + path);
}

std::optional<Parsed> parse_absolute(const std::string& text) {
  const std::size_t length = scheme_length(text);
  Parsed url;
  url.scheme = to_lower(std::string_view(text).substr(0, length));
  if (length == 0 || !is_special(url.scheme) || text.size() > kMaxUrl) return std::nullopt;
  if (!set_after_scheme(url, std::string_view(text).substr(length + 1))) return std::nullopt;
  return url;
}

void append_host(std::string& out, const Parsed& url) {
  out += url.host;
  if (url.port.empty()) return;
  out += ':';
  out += url.port;
}

std::string to_text(const Parsed& url) {
  std::string out;
  out.reserve(url.host.size() + url.path.size() + url.query.size() + url.fragment.size() + 32);
  out += url.scheme;
  out += "://";
  if (!url.user_info.empty()) {
    out += url.user_info;
    out += '@';
  }
  append_host(out, url);
  out += url.path;
  if (url.has_query) {
    out += '?';
    out += url.query;
  }
  if (url.has_fragment) {
    out += '#';
    out += url.fragment;
  }
  return out;
}

std::string without_tracking(std::string_view host, std::string_view query) {
  std::string out;
  for (std::string_view parameter : split(query, '&')) {
    if (is_tracking_parameter(host, parameter)) continue;
    if (!out.empty()) out += '&';
    out += parameter;
  }
  return out;
}

/// ";jsessionid=..." at the end of a path.
void drop_session(std::string& path) {
  const std::size_t mark = path.rfind(';');
  if (mark != std::string::npos &&
      starts_with_ignore_case(std::string_view(path).substr(mark + 1), "jsessionid="))
    path.resize(mark);
}

/// canonical_url() of what is in normal form: cut, not taken apart.
std::string canonical_of_normal(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const std::size_t mark = std::min(url.find('?'), url.size());
  std::string out(url.substr(0, mark));
  drop_session(out);
  if (mark == url.size()) return out;
  const std::size_t begin = url.find("://") + 3;
  const std::size_t host_end = url.find_first_of(":/", begin);
  const std::string_view host = url.substr(begin, host_end - begin);
  const std::string query = without_tracking(host, url.substr(mark + 1));
  if (!query.empty()) (out += '?') += query;
  return out;
}

}  // namespace

bool is_normal_url(std::string_view s) {
  const bool secure = s.starts_with("https://");
  if (!secure && !s.starts_with("http://")) return false;
  const std::size_t begin = secure ? 8 : 7;
  const std::size_t authority = normal_authority(s.substr(begin), secure);
  std::size_t at = begin + authority;
  if (authority == 0 || authority > kMaxHost || at == s.size() || s[at] != '/') return false;
  at = find_in(kEndsPath, s, at);
  if (at < s.size() && s[at] == '?') at = find_in(kEndsQuery, s, at + 1);
  if (at < s.size() && s[at] == '#') at = find_in(kInFragment, s, at + 1);
  return at == s.size();
}

namespace {

/// "https://host:port" at the beginning of a URL that has it in normal form and no user; empty if that takes
/// a closer look.
std::string_view normal_origin(std::string_view url) {
  const bool secure = url.starts_with("https://");
  if ((!secure && !url.starts_with("http://")) || url.size() > kMaxUrl) return {};
  const std::size_t begin = secure ? 8 : 7, authority = normal_authority(url.substr(begin), secure);
  const std::size_t end = begin + authority;
  if (authority == 0 || authority > kMaxHost || (end < url.size() && url[end] != '/')) return {};
  return url.substr(0, end);
}

}  // namespace

UrlParts split_url(std::string_view absolute) {
  const std::optional<Parsed> url = parse_absolute(cleaned(absolute));
  if (!url) return {};
  return {url->scheme, url->user_info, url->host, url->port, url->path, url->query, url->fragment};
}

std::string resolve_url(std::string_view base, std::string_view reference) {
  if (reference.size() > kMaxUrl) return {};
  if (is_normal_url(reference)) return std::string(reference);
  const std::string text = cleaned(reference);
  const std::size_t length = scheme_length(text);
  const std::string scheme = to_lower(std::string_view(text).substr(0, length));
  if (length > 0 && !is_special(scheme))
    return scheme + encoded(std::string_view(text).substr(length), kInOther);
  std::string_view rest = std::string_view(text).substr(length ? length + 1 : 0);
  if (length > 0 && rest.find_first_of("/\\") == 0) {
    const std::optional<Parsed> url = parse_absolute(text);
    return url ? to_text(*url) : "";
  }
  const std::optional<Parsed> from = parse_absolute(cleaned(base));
  if (length > 0 && (!from || from->scheme != scheme)) {  // "http:example.org"
    const std::optional<Parsed> url = parse_absolute(text);
    return url ? to_text(*url) : "";
  }
  if (!from) return {};
  Parsed url;
  url.scheme = from->scheme;
  const bool protocol_relative =
      rest.size() > 1 && (rest[0] == '/' || rest[0] == '\\') && (rest[1] == '/' || rest[1] == '\\');
  if (protocol_relative) return set_after_scheme(url, rest) ? to_text(url) : "";
  set_relative(url, *from, rest);
  return to_text(url);
}

bool is_http_url(std::string_view url) {
  return is_normal_url(url) || parse_absolute(cleaned(url)).has_value();
}

bool is_safe_link(std::string_view url) {
  if (is_normal_url(url)) return true;
  static constexpr std::array<std::string_view, 10> kSafe = {"mailto", "tel", "ftp",  "sftp", "magnet",
                                                             "geo",    "irc", "ircs", "news", "xmpp"};
  const std::string text = cleaned(url);
  const std::string scheme = to_lower(std::string_view(text).substr(0, scheme_length(text)));
  return is_special(scheme) ? is_http_url(text)
                            : std::find(kSafe.begin(), kSafe.end(), scheme) != kSafe.end();
}

std::string url_origin(std::string_view url) {
  if (const std::string_view origin = normal_origin(url); !origin.empty()) return std::string(origin);
  const std::optional<Parsed> parsed = parse_absolute(cleaned(url));
  if (!parsed) return {};
  std::string out = parsed->scheme;
  out += "://";
  append_host(out, *parsed);
  return out;
}

std::string url_host(std::string_view url) {
  if (std::string_view origin = normal_origin(url); !origin.empty()) {
    origin.remove_prefix(origin.find("://") + 3);
    return std::string(origin.substr(0, origin.find(':')));
  }
  const std::optional<Parsed> parsed = parse_absolute(cleaned(url));
  return parsed ? parsed->host : "";
}

namespace {

std::string canonical_as_it_is(std::string_view url) {
  if (is_normal_url(url)) return canonical_of_normal(url);
  std::optional<Parsed> parsed = parse_absolute(cleaned(url));
  if (!parsed) return {};
  parsed->fragment.clear();
  parsed->has_fragment = false;
  parsed->query = without_tracking(parsed->host, parsed->query);
  drop_session(parsed->path);
  parsed->has_query = !parsed->query.empty();
  return to_text(*parsed);
}

}  // namespace

std::string canonical_url(std::string_view url) {
  std::string canonical = canonical_as_it_is(url);
  while (const std::optional<std::string> target = redirect_target(canonical))
    canonical = canonical_as_it_is(*target);
  return canonical;
}

}  // namespace gazette

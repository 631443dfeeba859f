#include "feeds/identity/address.h"

#include <algorithm>
#include <array>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
int hex_value(char c) {
  return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}
bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

/// One spelling of each encoded byte (RFC 3986 6.2.2): upper-case digits, plain letters plain.
std::string with_one_encoding(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '%' || i + 2 >= s.size() || !is_hex(s[i + 1]) || !is_hex(s[i + 2])) {
      out += s[i];
      continue;
    }
    const char byte = static_cast<char>(hex_value(s[i + 1]) * 16 + hex_value(s[i + 2]));
    if (is_unreserved(byte)) {
      out += byte;
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      (out += '%') += kDigits[static_cast<unsigned char>(byte) >> 4];
      out += kDigits[static_cast<unsigned char>(byte) & 15];
    }
    i += 2;
  }
  return out;
}

/// What an AMP cache or viewer shows: "/c/s/www.example.org/story" after its own host; empty if it is none.
std::string shown_by_viewer(const UrlParts& url) {
  std::string_view path = url.path;
  const bool is_cache = url.host.ends_with(".cdn.ampproject.org");
  const bool is_viewer = url.host.starts_with("www.google.") && path.starts_with("/amp/");
  if (!is_cache && !is_viewer) return {};
  path.remove_prefix(is_viewer ? 5 : 1);
  for (const std::string_view mark : {"c/", "v/", "i/", "wp/"})
    if (is_cache && path.starts_with(mark)) {
      path.remove_prefix(mark.size());
      break;
    }
  if (path.starts_with("s/")) path.remove_prefix(2);
  const std::string_view host = path.substr(0, path.find('/'));
  if (host.find('.') == host.npos) return {};
  return "https://" + std::string(path) + (url.query.empty() ? "" : "?" + url.query);
}

/// Hosts that show another face of the same site. Only where a whole name is left behind them.
std::string_view site_host(std::string_view host) {
  static constexpr std::array<std::string_view, 9> kFaces = {"www.", "m.",     "mobile.", "amp.", "wap.",
                                                             "3g.",  "touch.", "mobil.",  "www2."};
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view face : kFaces) {
      if (!host.starts_with(face) || std::count(host.begin(), host.end(), '.') < 2) continue;
      host.remove_prefix(face.size());
      found = true;
    }
  }
  return host;
}

void drop_end(std::string& path, std::string_view end) {
  if (path.size() > end.size() && path.ends_with(end)) path.resize(path.size() - end.size());
}

/// "/a//b/index.html", "/a/b/amp/", "/a/b.amp.html" to "/a/b", "/a/b", "/a/b.html".
std::string plain_path(std::string_view given) {
  std::string path = with_one_encoding(given);
  path.erase(std::unique(path.begin(), path.end(), [](char a, char b) { return a == '/' && b == '/'; }),
             path.end());
  drop_end(path, "/");
  for (const std::string_view end : {"/amp", "/amphtml", ".amp"}) drop_end(path, end);
  for (const std::string_view file :
       {"/index.html", "/index.htm", "/index.php", "/index.shtml", "/index.amp.html", "/default.aspx"})
    if (path.ends_with(file)) path.erase(path.size() - file.size());
  if (path.ends_with(".amp.html")) path.erase(path.size() - 9, 4);
  if (path.starts_with("/amp/")) path.erase(0, 4);
  drop_end(path, "/");
  return path == "/" ? "" : path;
}

/// Without the parameters that ask for AMP.
std::string plain_query(std::string_view query) {
  std::string out;
  for (const std::string_view parameter : split(query, '&')) {
    static constexpr std::array<std::string_view, 6> kAmp = {"amp",  "amp=1",          "amp=true",
                                                             "amp=", "outputtype=amp", "noamp=mobile"};
    if (parameter.empty() || std::find(kAmp.begin(), kAmp.end(), to_lower(parameter)) != kAmp.end()) continue;
    if (!out.empty()) out += '&';
    out += with_one_encoding(parameter);
  }
  return out;
}

}  // namespace

std::string address_of(std::string_view url) {
  UrlParts parts = split_url(canonical_url(url));
  if (parts.host.empty()) return {};
  if (const std::string shown = shown_by_viewer(parts); !shown.empty()) {
    UrlParts inner = split_url(canonical_url(shown));
    if (!inner.host.empty()) parts = std::move(inner);
  }
  std::string out(site_host(parts.host));
  if (out.ends_with('.')) out.pop_back();
  if (!parts.port.empty()) out += ':' + parts.port;
  out += plain_path(parts.path);
  if (const std::string query = plain_query(parts.query); !query.empty()) out += '?' + query;
  return out;
}

std::string_view path_of_address(std::string_view address) {
  const std::size_t begin = address.find_first_of("/?");
  return begin == address.npos ? std::string_view() : address.substr(begin);
}

bool names_an_article(std::string_view address) {
  return !path_of_address(address).empty();
}

std::string_view site_of_address(std::string_view address) {
  const std::string_view host = address.substr(0, address.find_first_of(":/?"));
  const std::size_t last = host.rfind('.');
  if (last == host.npos || last == 0) return host;
  std::size_t begin = host.rfind('.', last - 1);
  if (begin == host.npos) return host;
  const std::string_view second = host.substr(begin + 1, last - begin - 1);
  static constexpr std::array<std::string_view, 8> kShared = {"co", "com", "net", "org",
                                                              "ac", "gov", "edu", "or"};
  const bool is_shared =
      host.size() - last == 3 && std::find(kShared.begin(), kShared.end(), second) != kShared.end();
  if (is_shared && begin > 0) {
    const std::size_t third = host.rfind('.', begin - 1);
    begin = third == host.npos ? host.npos : third;
    if (begin == host.npos) return host;
  }
  return host.substr(begin + 1);
}

}  // namespace gazette

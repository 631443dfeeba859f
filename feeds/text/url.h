// URLs as feeds really write them: IRIs, spaces, protocol-relative, back slashes. Pure functions; any thread.
// What comes out is an absolute RFC 3986 URI in ASCII, or nothing.
#pragma once

#include <string>
#include <string_view>

namespace gazette {

/// The parts of an absolute http(s) URL; empty when it is not one. `port` is empty if default.
struct UrlParts {
  std::string scheme, user_info, host, port, path, query, fragment;
};
UrlParts split_url(std::string_view absolute);

/// `reference` made absolute against `base` (RFC 3986 section 5, after trimming, encoding of spaces and
/// non-ASCII, IDN to punycode). Empty if it cannot be one. Any scheme passes: ask is_safe_link().
std::string resolve_url(std::string_view base, std::string_view reference);

/// True only for an absolute http(s) URL that resolve_url() gives back as it is, whatever the base: most
/// links of most feeds, told at a glance. False may mean that it takes a closer look.
bool is_normal_url(std::string_view url);

/// http, https: what may be fetched or linked as a page.
bool is_http_url(std::string_view url);
/// http, https, mailto, tel, ftp, magnet ...: what may stand in an href of ours. Never javascript:, data:,
/// file:, whatever tabs, newlines or controls are in it.
bool is_safe_link(std::string_view url);

/// "https://example.org" (scheme, host, port if not default); empty when not http(s).
std::string url_origin(std::string_view url);
/// Lower-case host without port; empty when not http(s).
std::string url_host(std::string_view url);

/// The form in which two URLs of one article are equal: fragment, default port, tracking parameters
/// (utm_*, fbclid, ...), pages that only lead on and a trailing "?" removed, host in lower case, path and
/// other parameters kept in order.
std::string canonical_url(std::string_view url);

}  // namespace gazette

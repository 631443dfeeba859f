// Which addresses may stand in an attribute, made absolute; empty: none. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "feeds/text/url.h"

namespace gazette::html {

/// For an href: any scheme that is safe to follow, tracking parameters taken out.
std::string clean_link(std::string_view base, std::string_view value);

/// For src, poster, cite: http and https only.
std::string clean_source(std::string_view base, std::string_view value);

/// What both of them drop where no base is known: the relative reference itself, encoded; empty if it is
/// none.
std::string clean_relative(std::string_view value);

/// For an iframe: the players of known video and audio hosts, https.
std::string clean_embed(std::string_view base, std::string_view value);

/// Hosts and paths that only count readers. `normal`: is_normal_url() is true.
bool is_tracker(std::string_view url, bool normal);
inline bool is_tracker(std::string_view url) {
  return is_tracker(url, is_normal_url(url));
}

}  // namespace gazette::html

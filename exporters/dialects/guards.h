// Text in which a site generator finds no code of its own: an open shortcode or tag ends the build of a whole
// site, a complete one runs. What the reader sees stays the same. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace gazette {

/// Hugo: "{{<" and "{{%" get a backslash, which CommonMark drops; "{{</* x */>}}" is safe already and stays.
std::string without_shortcodes(std::string_view text);

/// Zola: the same for "{{" and "{%".
std::string without_tera(std::string_view text);

/// Liquid and Nunjucks (Eleventy): "{{", "{%" and "{#" are written as strings of their own.
std::string without_liquid(std::string_view text);

/// Jekyll: without_liquid, and no attribute lists or extensions of kramdown ("{: onclick=...}",
/// "{::nomarkdown}").
std::string without_jekyll(std::string_view text);

std::string unguarded(std::string_view text);

}  // namespace gazette

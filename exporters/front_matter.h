// The text of an article's file: front matter by profile, then the body. Pure; any thread; never fails.
#pragma once

#include <string>
#include <string_view>

#include "exporters/exporter.h"

namespace gazette {

/// "mainroad": the record as it is. "hugo": RFC 3339 dates with offset, lastmod, canonical link, authors,
/// tags.
bool is_known_profile(std::string_view profile);

std::string front_matter_and_body(const ExportArticle& article, std::string_view profile);

/// Text in which Hugo finds no shortcode: an open "{{<" or "{{%" ends the build of a whole site, wherever it
/// stands. The record has none; this is for records of older versions. What is safe already ("{{</* x */>}}")
/// stays.
std::string without_shortcodes(std::string_view text);

}  // namespace gazette

// The article's title out of what stands in <title>. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::extract {

/// Without the site's name before or after it; the only h1 where the title says too little or too much.
std::string title_of_page(const html::Tree& tree);

/// "Headline - Site" without its last part, if that is the site's name.
std::string without_site_name(std::string_view title, std::string_view site_name);

/// The heading that the title is made of: "Headline | News - Site" begins or ends with the page's h1. Empty
/// if there is none.
std::string heading_in(const html::Tree& tree, std::string_view title);

}  // namespace gazette::extract

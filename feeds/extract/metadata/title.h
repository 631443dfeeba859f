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

}  // namespace gazette::extract

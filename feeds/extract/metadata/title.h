// The article's title out of what stands in <title>. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::extract {

/// Without the site's name before or after it; the only h1 where the title says too little or too much.
std::string title_of_page(const html::Tree& tree);

/// "Headline - Site", "Headline:Site" without its last part, if that is the site's name.
std::string without_site_name(std::string_view title, std::string_view site_name);

/// The headline that readers see, if it can be told: the heading that the title is made of ("Headline | News
/// - Site"), the h1 that goes on behind it after a colon, the h1 that says nearly the same (titles for search
/// engines and networks are often shortened), or, on a page that calls itself an article, its only h1; the
/// first heading where the title is empty. Empty if there is none.
std::string headline_of(const html::Tree& tree, std::string_view title, std::string_view site_name,
                        bool is_article);

}  // namespace gazette::extract

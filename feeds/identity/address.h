// URLs as names of articles: two addresses of one article are equal here, whatever scheme, "www", AMP or
// mobile face, tracking or slash they come with. Never shown or fetched. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace gazette {

/// "example.org/2024/story?id=5"; empty when `url` is not http(s). Fragments are dropped. AMP caches and
/// viewers give the page they show; mobile and AMP hosts their site; "/amp", "index.html" and a slash at the
/// end go.
std::string address_of(std::string_view url);

/// "/2024/story?id=5": what is left when a site changes its host. Empty where it does not name an article.
std::string_view path_of_address(std::string_view address);

/// False for a site's front page, which any number of entries may link to.
bool names_an_article(std::string_view address);

/// "example.org"; of a registrable domain only by the common rules (last two labels, three under "co.uk"),
/// which is enough to tell whether two hosts belong to one site.
std::string_view site_of_address(std::string_view address);

}  // namespace gazette

// Where the rest of an article is: its next page, its AMP form. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::extract {

/// The following page of the same article, absolute; empty if there is none. A link to the next *article* of
/// a blog (rel=next, too) is none: the address must be this one's but for a page number that is one higher.
std::string find_next_page(const html::Tree& page, std::string_view url, std::string_view base_url);

/// link rel=amphtml, absolute; empty if there is none.
std::string find_amp_page(const html::Tree& page, std::string_view base_url);

}  // namespace gazette::extract

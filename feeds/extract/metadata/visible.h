// Date and author where only readers see them: beside the title, in an element named for it. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "feeds/html/tree.h"
#include "feeds/text/time.h"

namespace gazette::extract {

/// The first date in a line of text.
std::optional<Time> date_in(std::string_view line, std::string_view zone);

/// The first date that stands near the title in the text of the page.
std::optional<Time> date_near_title(const html::Tree& tree, std::string_view title, std::string_view zone);

/// An author's name in an element marked as such; empty if none.
std::string visible_author(const html::Tree& tree);

/// "By Jane Doe | May 3, 2020" -> "Jane Doe".
std::string clean_author(std::string_view text);

/// What a date without a zone means on a page: the zone of the domain's country, or of the language where
/// it is spoken in one zone. Empty if unknown.
std::string_view zone_of_page(std::string_view host, std::string_view language);

}  // namespace gazette::extract

// Titles and texts as names of articles: what stays the same when a site changes its program, its quotation
// marks or its templates. Never shown. Pure; any thread; linear time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gazette {

/// Letters and digits in one case, parted by one space where anything else stood; "+" and "#" stay (C++, C#).
std::string plain_words(std::string_view text);

/// plain_words() of the text of HTML (or of Markdown): without tags, comments, scripts and styles; at most
/// `limit` bytes, never cutting a character.
std::string plain_words_of_html(std::string_view html, std::size_t limit);

}  // namespace gazette

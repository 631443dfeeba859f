// What counts as a change of an article: a hash of title and Markdown that stays the same when white space
// (but in code, and between words), typographic signs, tracking parameters, an image's size and server,
// counters ("12 comments"), share widgets and advertisements come, go or turn. Stored on disk: where another
// version of this file made it, the store makes it again from the record before it calls an article changed.
// Pure; any thread; linear time.
#pragma once

#include <cstdint>
#include <string_view>

namespace gazette {

std::uint64_t article_fingerprint(std::string_view title, std::string_view markdown);

/// True for a line that says nothing of the article: counters, share buttons, an advertisement's mark or
/// image.
bool is_cosmetic_line(std::string_view line);

}  // namespace gazette

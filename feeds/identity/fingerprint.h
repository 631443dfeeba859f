// What counts as a change of an article: a hash of title and Markdown that stays the same when white space,
// tracking parameters, counters ("12 comments"), share widgets and advertisements come, go or turn. Stored on
// disk: a change of this file makes each article that it concerns once "changed". Pure; any thread; linear
// time.
#pragma once

#include <cstdint>
#include <string_view>

namespace gazette {

std::uint64_t article_fingerprint(std::string_view title, std::string_view markdown);

/// True for a line that says nothing of the article: counters, share buttons, an advertisement's mark or
/// image.
bool is_cosmetic_line(std::string_view line);

}  // namespace gazette

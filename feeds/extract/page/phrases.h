// Lines that article pages carry between the paragraphs in every language: "Read more: ...", "Advertisement",
// "Share this article". Pure; any thread.
#pragma once

#include <string_view>

namespace gazette::extract {

/// Longer lines are never taken for one.
inline constexpr double kLongestClutterLine = 250;

bool is_clutter_line(std::string_view line);

/// "Photo: Jane Doe / Agency", "© Jane Doe"; is_clutter_line() is true for it.
bool is_credit_line(std::string_view line);

/// What Chinese, Japanese and Korean sites write below: who edited it, whose opinion it is, who may copy it,
/// where there is more; is_clutter_line() is true for it.
bool is_closing_line(std::string_view line);

/// A heading above links to other articles: what follows it goes too.
bool is_related_heading(std::string_view line);

/// "Tags: ...": what follows are links, as many as there may be.
bool is_tags_line(std::string_view line);
/// "By Jane Doe", "Von Erika Mustermann".
bool is_byline(std::string_view line);
/// How such a line begins, for RE2 in any case: "Written by ", "Von ", "Автор: ".
extern const char kBylineBeginning[];

}  // namespace gazette::extract

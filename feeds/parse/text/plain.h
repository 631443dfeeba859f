// Titles, rights, descriptions of feeds, names: one line of plain text, from whatever the element holds.
// Pure; any thread; never fails.
#pragma once

#include <string>
#include <string_view>

namespace gazette::parse {

/// The text of HTML.
std::string plain_of_html(std::string_view html);

/// For elements whose type nobody declares (RSS): HTML only if it has a tag of HTML or a reference that no
/// author writes to be seen. "AT&T", "A<B", "Nice <gorilla>" stand as they are.
std::string plain_of_unsure(std::string_view text);

/// True if there is a tag of HTML in it.
bool has_html_tag(std::string_view text);

}  // namespace gazette::parse

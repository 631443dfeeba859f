// What is cut from a page before the HTML5 parser sees it: bytes beyond a limit, elements nested too deep,
// attributes beyond a number, control characters. One linear scan; an ordinary page comes out as it went in.
// Pure; any thread; never fails.
#pragma once

#include <string>
#include <string_view>

namespace gazette::html {

/// Valid UTF-8 in, valid UTF-8 out.
std::string cap_markup(std::string_view utf8);

}  // namespace gazette::html

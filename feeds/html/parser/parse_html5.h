// The adapter over the HTML5 parser (libgumbo): bytes in, our flat tree out. Its memory is an arena with a
// limit, so neither the parser's time nor its recursion at the end can be used against us. Pure; any thread;
// never fails.
#pragma once

#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::html {

/// Appends what the parser makes of a whole page below `tree.root()`. `utf8` is capped already
/// (cap_markup.h).
void parse_page_into(Tree& tree, std::string_view utf8);

/// The same for a piece of a body: only its nodes, without html, head and body.
void parse_fragment_into(Tree& tree, std::string_view utf8);

}  // namespace gazette::html

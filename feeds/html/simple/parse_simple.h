// The parser for simple fragments: the tree that the HTML5 parser gives, several times as fast. Pure; any
// thread.
#pragma once

#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::html {

/// Adds to `tree`, which is empty, what a fragment of valid UTF-8 holds. False where it is not certain that
/// the HTML5 parser gives the same: then the tree holds something and is of no use.
bool parse_simple_into(Tree& tree, std::string_view utf8);

}  // namespace gazette::html

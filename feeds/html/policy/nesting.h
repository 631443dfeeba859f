// Nesting that the HTML parser would not give back: a paragraph that holds blocks, a link in a link, a list
// item straight in another, cells without a row. Written out and parsed again such a tree changes; after this
// it does not. Pure; any thread.
#pragma once

#include "feeds/html/tree.h"

namespace gazette::html {

/// Linear. Elements nested deeper than a fixed bound are unwrapped too.
void stabilize_nesting(Tree& tree, NodeId top);

/// Elements that end an open paragraph: blocks.
bool is_block(std::string_view name);
/// h1 to h6.
bool is_heading(std::string_view name);

}  // namespace gazette::html

// Marks that a page puts beside its text for those who read there: numbers of the lines of code, links to a
// heading itself. Pure; any thread; linear.
#pragma once

#include "feeds/html/tree.h"

namespace gazette::extract {

/// Below `top`. Before the sanitizer, which takes away what tells them.
void drop_page_marks(html::Tree& tree, html::NodeId top);

}  // namespace gazette::extract

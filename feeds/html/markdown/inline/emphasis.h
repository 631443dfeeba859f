// Marks of strong, emphasis and strikethrough so that CommonMark reads them back (section 6.2): which
// character, what punctuation must leave the run, where only an entity helps. Checked by running the
// delimiter algorithm on the result; a mark that cannot be had is given up. Linear.
#pragma once

#include "feeds/html/markdown/inline/pieces.h"

namespace gazette::html {

void settle_emphasis(Pieces& pieces);

}  // namespace gazette::html

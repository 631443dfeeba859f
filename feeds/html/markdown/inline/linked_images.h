// Goldmark (Hugo) loses the marks of emphasis that are open around a link that holds an image. Such marks are
// closed before the link and opened again behind it: what is marked looks the same. Pure; linear.
#pragma once

#include "feeds/html/markdown/inline/pieces.h"

namespace gazette::html {

void part_marks_at_linked_images(Pieces& pieces);

}  // namespace gazette::html

// Pieces to the Markdown of one paragraph, heading or cell. Pure; any thread; linear.
#pragma once

#include <string>

#include "feeds/html/markdown/inline/pieces.h"

namespace gazette::html {

std::string render_line(Pieces pieces, Place place);

}  // namespace gazette::html

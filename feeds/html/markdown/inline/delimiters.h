// The delimiter algorithm of CommonMark (section 6.2 and its appendix) over pieces. Pure; linear: nesting is
// bounded.
#pragma once

#include <vector>

#include "feeds/html/markdown/escape/characters.h"
#include "feeds/html/markdown/inline/pieces.h"

namespace gazette::html {

/// Kind of what stands before piece `index`, or of what follows the pieces up to and with `index`, apart from
/// marks of emphasis.
CharKind kind_before(const Pieces& pieces, std::size_t index);
CharKind kind_after(const Pieces& pieces, std::size_t index);

/// Open pieces that would not be read back as they are meant, with symbols counted as `symbols`.
std::vector<std::size_t> misread_marks(const Pieces& pieces, CharKind symbols);

}  // namespace gazette::html

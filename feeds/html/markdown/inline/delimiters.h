// The delimiter algorithm of CommonMark (section 6.2 and its appendix) over pieces, as its readers have it:
// symbols count as letters before CommonMark 0.31 and as punctuation since; cmark-gfm looks past tildes. What
// we write must hold for all. Pure; linear: nesting is bounded.
#pragma once

#include <cstddef>
#include <vector>

#include "feeds/html/markdown/escape/characters.h"
#include "feeds/html/markdown/inline/pieces.h"

namespace gazette::html {

/// Kind of what stands before piece `index`, or of what follows the pieces up to and with `index`. A mark is
/// punctuation.
CharKind kind_before(const Pieces& pieces, std::size_t index);
CharKind kind_after(const Pieces& pieces, std::size_t index);

/// Open pieces that some reader would not take as they are meant, in order.
std::vector<std::size_t> misread_marks(const Pieces& pieces);

/// An open mark can open where it stands, a closing one close, for every reader.
bool is_flanking(const Pieces& pieces, std::size_t mark);

}  // namespace gazette::html

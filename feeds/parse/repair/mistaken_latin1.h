// Controls that no author writes (U+0080 to U+009F) tell that a text was taken for Latin-1 on its way: bytes
// of windows-1252 ("don\x92t"), or of UTF-8 that were made UTF-8 once more. Pure; never fails; one linear
// pass.
#pragma once

#include <string>

#include "feeds/parse/problems.h"

namespace gazette::parse {

/// What the controls were meant to be, in valid UTF-8; the text as it is if it has none.
std::string mend_mistaken_latin1(std::string text, Problems& problems);

}  // namespace gazette::parse

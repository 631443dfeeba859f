// One linear pass that makes of a feed what an XML parser accepts: what stands before the document is cut,
// control characters are removed, references resolved, a DOCTYPE's entities expanded. What needs no repair is
// not copied. Pure; any thread.
#pragma once

#include <string>

#include "feeds/parse/problems.h"

namespace gazette::parse {

/// `text` is valid UTF-8. Outside CDATA and comments only; bounded by the input's size and what entities may
/// stand for.
std::string repair_xml(std::string text, Problems& problems);

/// Where the document begins behind what does not belong to it (a script's warnings, a page's first lines); 0
/// if it is there.
std::size_t start_of_document(std::string_view text);

}  // namespace gazette::parse

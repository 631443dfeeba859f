// What bytes look like when nobody says their charset. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace gazette {

/// "utf-16be", "utf-16le", "utf-32be", "utf-32le" by where the zero bytes of the first characters stand
/// (XML 1.0 appendix F); empty for anything else.
std::string_view null_pattern(std::string_view bytes);

/// A guess for text that is not UTF-8, from a bounded sample around its non-ASCII bytes; empty if nothing
/// convinces.
std::string detect_charset(std::string_view bytes);

}  // namespace gazette

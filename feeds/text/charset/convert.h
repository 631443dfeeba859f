// Any charset to UTF-8. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gazette {

/// `encoding`: a canonical name of encoding_for_label(), not "utf-8"; one that ICU does not know is
/// windows-1252. What is invalid becomes U+FFFD, counted in `replaced`.
std::string convert_to_utf8(std::string_view bytes, std::string_view encoding, std::size_t& replaced);

}  // namespace gazette

// UTF-8 as the Unicode Standard (table 3-7) defines it: checked, measured, repaired. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gazette {

/// Length of the well-formed beginning; s.size() if all of it is.
std::size_t valid_utf8_prefix(std::string_view s);

/// True if there is no byte of 0x80 and above.
bool is_ascii(std::string_view s);

/// What a text that claims to be UTF-8 really holds.
struct Utf8Survey {
  std::size_t sequences = 0;  ///< well-formed sequences of two bytes and more
  std::size_t truncated = 0;  ///< sequences cut short: UTF-8 that somebody broke
  std::size_t stray = 0;      ///< bytes that no UTF-8 writer makes: another charset
};
/// Looks at the first `limit` bytes.
Utf8Survey survey_utf8(std::string_view s, std::size_t limit);

/// Every maximal invalid part becomes one U+FFFD (Unicode 3.9, WHATWG Encoding 4.1); `replaced` counts them.
std::string repaired_utf8(std::string_view s, std::size_t& replaced);

}  // namespace gazette

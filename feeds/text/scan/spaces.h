// White space in long texts. Pure; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace gazette {

inline constexpr std::array<bool, 256> kSpaces = [] {
  std::array<bool, 256> table{};
  for (const char c : {' ', '\t', '\n', '\r', '\f', '\v'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();
inline bool is_space(char c) {
  return kSpaces[static_cast<unsigned char>(c)];
}

/// Appends what collapse_whitespace() gives.
void append_collapsed(std::string& out, std::string_view s);

}  // namespace gazette

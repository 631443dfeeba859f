// Where a line of text would begin a block (CommonMark section 4 and 5, GFM tables, Hugo's definition lists).
// Pure; any thread; linear.
#pragma once

#include <cstddef>
#include <string_view>

namespace gazette::html {

struct Line {
  std::string_view text;
  bool complete = false;  ///< nothing else stands in the output line
  bool first = false;     ///< of its paragraph
};

/// The character that a backslash before it makes harmless; npos if the line begins no block.
std::size_t block_start(const Line& line);

}  // namespace gazette::html

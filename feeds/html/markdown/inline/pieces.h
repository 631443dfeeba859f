// One paragraph, heading or cell before it is written: marks and verbatim Markdown in order, each with the
// text that follows it. Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gazette::html {

enum class Style : std::uint8_t { strong, emphasis, deleted, link };

struct Piece {
  enum class Type : std::uint8_t {
    start,  ///< the first of a line
    open,
    close,
    code,
    raw,   ///< written as it stands
    gone,  ///< a mark that was given up
  };
  Type type = Type::start;
  Style style = Style::strong;  ///< of open and close
  char mark = '*';              ///< what strong and emphasis are written with
  bool encode_first = false;    ///< the text's first character as an entity
  bool encode_last = false;
  std::size_t partner = 0;  ///< open: its close; close: its open
  std::string raw;          ///< raw: Markdown; code: the code; close of a link: its destination and title
  std::string url;          ///< open of a link: as it is, for <url>
  std::string text;         ///< what follows, not escaped; kHardBreak stands for a hard break
};

inline constexpr char kHardBreak = '\v';

using Pieces = std::vector<Piece>;

/// Where a line of pieces will stand.
enum class Place : std::uint8_t { paragraph, item, setext_heading, atx_heading, cell };

inline bool is_one_line(Place place) {
  return place == Place::cell || place == Place::atx_heading;
}

inline bool is_emphasis(const Piece& piece) {
  return (piece.type == Piece::Type::open || piece.type == Piece::Type::close) && piece.style != Style::link;
}

}  // namespace gazette::html

// Tags, comments and raw text, read so strictly that every HTML5 tokenizer agrees: names in lower case or
// upper case letters, values in quotes or of plain characters, no attribute twice, no "/" that means nothing.
// Pure.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "feeds/html/simple/elements.h"

namespace gazette::html::simple {

struct RawAttribute {
  std::string_view name, value;  ///< references in the value as written
};

struct Tag {
  static constexpr std::size_t kMostAttributes = 16;

  const Element* element = nullptr;
  bool closing = false;
  std::array<RawAttribute, kMostAttributes> attributes;
  std::size_t count = 0;
  std::size_t end = 0;  ///< behind the ">"

  /// Null if absent.
  const RawAttribute* find(std::string_view name) const;
};

/// The tag at html[at], which is "<" before a letter or "/". False: take the long way.
bool read_tag(std::string_view html, std::size_t at, Tag& tag);

/// Behind the comment at html[at], which is "<!"; npos: take the long way.
std::size_t end_of_comment(std::string_view html, std::size_t at);

/// Where the end tag of the element begins whose text, in which tags mean nothing, begins at html[at]; it is
/// "</name>" and no longer. npos: take the long way.
std::size_t end_of_raw_text(std::string_view html, std::size_t at, std::string_view name);

/// Controls, and what else the long way removes or changes: C1, U+FFFE, U+FFFF and what only looks like them.
bool has_doubtful_bytes(std::string_view html);

}  // namespace gazette::html::simple

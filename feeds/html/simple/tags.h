// One tag, read so strictly that every HTML5 tokenizer agrees: names in lower case or upper case letters,
// values in quotes or of plain characters, no attribute twice. Pure.
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
  bool closing = false, self_closing = false;
  std::array<RawAttribute, kMostAttributes> attributes;
  std::size_t count = 0;
  std::size_t end = 0;  ///< behind the ">"

  /// Null if absent.
  const RawAttribute* find(std::string_view name) const;
};

/// The tag at html[at], which is "<" before a letter or "/". False: take the long way.
bool read_tag(std::string_view html, std::size_t at, Tag& tag);

}  // namespace gazette::html::simple

// The allow list: what becomes of an element, and which attributes it may keep. Tables; pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::html {

enum class Fate : std::uint8_t {
  keep,
  unwrap,  ///< its children take its place: whatever is not known
  drop,    ///< with all it holds
};

struct ElementRule {
  Fate fate = Fate::unwrap;
  std::string_view rename;      ///< the name it goes on under; empty: its own
  std::string_view attributes;  ///< allowed beside lang and dir, with a space around each
};

ElementRule element_rule(const Node& node);

/// The attribute's value if it may stay (not an address: see urls.h), as it may stay; empty: it goes.
std::string clean_attribute(std::string_view element, const Attribute& attribute);

/// "language-cpp" from the classes of a code block or what surrounds it; empty if none says it.
std::string code_language_class(const Tree& tree, NodeId code);

/// "left", "center", "right" of a table cell, from its style or align attribute; empty if none.
std::string cell_alignment(const Tree& tree, NodeId cell);

}  // namespace gazette::html

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

/// Gives a <pre> below `top` the class "language-cpp" that the box around it says ("highlight-source-cpp" and
/// the like).
void inherit_code_language(Tree& tree, NodeId top);

/// "left", "center", "right" of a table cell, from its style or align attribute; empty if none.
std::string cell_alignment(const Tree& tree, NodeId cell);

}  // namespace gazette::html

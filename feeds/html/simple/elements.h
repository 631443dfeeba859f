// The elements of simple fragments, and what the HTML5 parser asks about each (HTML section 13.2.6.4.7). A
// table; pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace gazette::html::simple {

enum class Kind : std::uint8_t {
  block,      ///< ends an open paragraph
  paragraph,  ///< p
  heading,    ///< a block that no heading may hold
  list,       ///< ul, ol
  item,       ///< li: stands in a list only
  terms,      ///< dl
  term,       ///< dt, dd: stand in dl only
  pre,        ///< a block that swallows a newline at its begin
  phrase,     ///< stands anywhere in text
  link,       ///< a
  plain,      ///< is taken away, what it holds stays: span, font
  rule,       ///< hr
  line,       ///< br, wbr
  image,
  frame,   ///< iframe
  silent,  ///< script, style: go with all they hold
  table,
  section,  ///< thead, tbody, tfoot
  row,
  cell,
};

struct Element {
  std::string_view name;
  Kind kind;
};

/// `name` in lower case; null for elements that take the long way.
const Element* find_element(std::string_view name);

/// Ends an open paragraph.
constexpr bool is_block(Kind kind) {
  return kind <= Kind::pre || kind == Kind::rule || kind == Kind::table;
}
/// Holds table parts and white space only.
constexpr bool is_table_frame(Kind kind) {
  return kind == Kind::table || kind == Kind::section || kind == Kind::row;
}

/// The attributes that the policy lets it keep beside lang and dir, with a space around each.
std::string_view attributes_of(const Element& element);

}  // namespace gazette::html::simple

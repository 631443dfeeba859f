// The elements of simple fragments, what the HTML5 parser asks about each (HTML section 13.2.6.4.7), and
// where each may stand. Pure; a Structure belongs to one reader.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <boost/container/small_vector.hpp>

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
  constexpr Element(std::string_view its_name, Kind its_kind) : name(its_name), kind(its_kind) {
    for (std::size_t i = 0; i < name.size(); ++i) padded[i] = name[i];
  }

  std::string_view name;
  Kind kind;
  std::array<char, 16> padded{};  ///< the name, so that it is copied as one block
};

/// A name in lower case as two numbers, so that it is compared at once.
struct ElementKey {
  static constexpr std::size_t kLongest = 10;  // figcaption, blockquote
  std::uint64_t low = 0, high = 0;

  constexpr void add(char c) {
    high = high << 8 | low >> 56;
    low = low << 8 | static_cast<unsigned char>(c);
  }
  bool operator==(const ElementKey&) const = default;
};

/// Null for elements that take the long way.
const Element* find_element(const ElementKey& key);
const Element* find_element(std::string_view name);

/// Ends an open paragraph.
constexpr bool is_block(Kind kind) {
  return kind <= Kind::pre || kind == Kind::rule || kind == Kind::table;
}
/// Has no end tag.
constexpr bool is_void(Kind kind) {
  return kind == Kind::line || kind == Kind::rule || kind == Kind::image;
}
/// Holds table parts and white space only.
constexpr bool is_table_frame(Kind kind) {
  return kind == Kind::table || kind == Kind::section || kind == Kind::row;
}

/// The open elements, as long as the parser would build the tree that the tags spell: every end tag ends the
/// innermost element, and no element ends another by beginning.
class Structure {
 public:
  bool empty() const { return open_.empty(); }
  /// What a fragment stands in is a block.
  Kind top() const { return open_.empty() ? Kind::block : open_.back().element->kind; }
  const Element& innermost() const { return *open_.back().element; }

  /// True where the parser puts the element in the innermost open one and leaves that open.
  bool may_begin(Kind kind) const { return open_.size() < kMaxDepth && may_stand_here(kind); }
  /// A row straight in a table: the parser opens a section around it that has no tag.
  bool implies_section(Kind kind) const { return kind == Kind::row && top() == Kind::table; }
  /// How many the end tag of the element closes: the innermost, and with a table its section that has no tag.
  /// None where the parser would close something else.
  std::size_t closed_by(const Element& element) const {
    if (empty()) return 0;
    if (&innermost() == &element) return 1;
    return element.kind == Kind::table && top() == Kind::section && implied_section_ ? 2 : 0;
  }
  void open(const Element& element);
  const Element& open_implied_section();
  void close();

 private:
  struct Open {
    const Element* element;
    bool outer_paragraph;  ///< of a cell: whether a paragraph is open outside
  };
  bool may_stand_here(Kind kind) const;
  void count(Kind kind, int by);

  boost::container::small_vector<Open, 16> open_;  ///< nearly no fragment is deeper
  static constexpr std::size_t kMaxDepth = 60;     ///< so that no limit of the parser's is met
  static constexpr int kMostInline = 16;           ///< the parser opens no more formatting elements at once
  int headings_ = 0, links_ = 0, tables_ = 0, inline_ = 0;
  bool paragraph_ = false;        ///< one is open that a block would end
  bool implied_section_ = false;  ///< the innermost section had no tag of its own
};

/// True if the policy lets the element keep the attribute.
bool keeps_attribute(const Element& element, std::string_view name);

}  // namespace gazette::html::simple

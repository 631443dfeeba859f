#include "feeds/extract/cleanup/marks.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::Tree;

/// What highlighters call the column or the numbers (Hexo, Rouge, Pygments, highlight.js, GitHub, CSDN,
/// Prism, VuePress, Chroma).
constexpr std::array<std::string_view, 13> kNumbers = {"blob-num",
                                                       "gutter",
                                                       "hljs-ln-numbers",
                                                       "linenodiv",
                                                       "line-numbers-rows",
                                                       "line-numbers-wrapper",
                                                       "lineno",
                                                       "linenos",
                                                       "ln",
                                                       "lnt",
                                                       "pre-numbering",
                                                       "prettyprint-linenumbers",
                                                       "rouge-gutter"};

bool is_numbers_class(std::string_view classes) {
  const std::vector<std::string_view> names = split(classes, ' ');
  return std::any_of(names.begin(), names.end(), [](std::string_view name) {
    return std::find(kNumbers.begin(), kNumbers.end(), name) != kNumbers.end();
  });
}

/// Digits and white space, or nothing: what stands under such a class elsewhere is a text.
bool is_numbers(std::string_view text) {
  return text.find_first_not_of("0123456789 \t\r\n") == text.npos;
}

bool is_heading(const Tree& tree, NodeId id) {
  const std::string_view name = tree[id].name;
  return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
}

/// Characters of no width and nothing else: an editor's empty line.
bool is_unseen(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kUnseen = {"\u200b", "\u2060", "\ufeff"};
  return std::find(kUnseen.begin(), kUnseen.end(), trim(text)) != kUnseen.end();
}

/// "#", "¶", a chain: nothing that is read.
bool is_mark(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kMarks = {"", "#", "¶", "§", "🔗", "⚓"};
  return is_unseen(text) || std::find(kMarks.begin(), kMarks.end(), trim(text)) != kMarks.end();
}

bool leads_to_itself(const Tree& tree, NodeId link, NodeId top) {
  if (!tree.is_element(link, "a") || !trim(tree.attribute(link, "href")).starts_with('#')) return false;
  NodeId id = link;
  while (id != top && id != kNone && !is_heading(tree, id)) id = tree[id].parent;
  return id != kNone && is_heading(tree, id);
}

/// With a cell of a table that held nothing else.
void drop_numbers(Tree& tree, NodeId id) {
  constexpr int kFar = 5;
  NodeId cell = id;
  for (int i = 0; i < kFar && cell != kNone && !tree.is_element(cell, "td"); ++i) cell = tree[cell].parent;
  tree.detach(id);
  if (cell != kNone && tree.is_element(cell, "td") && trim(tree.text_content(cell)).empty())
    tree.detach(cell);
}

}  // namespace

void drop_page_marks(Tree& tree, NodeId top) {
  std::vector<NodeId> numbers, marks, unwrapped;
  for (NodeId id = tree.next_in_order(top, top); id != kNone;) {
    NodeId next = tree.next_in_order(id, top);
    if (tree[id].type == html::NodeType::text && is_unseen(tree[id].text)) tree[id].text.clear();
    if (!tree[id].attributes.empty()) {
      if (is_numbers_class(tree.attribute(id, "class")) && is_numbers(tree.text_content(id))) {
        next = tree.next_skipping_children(id, top);
        numbers.push_back(id);
      } else if (leads_to_itself(tree, id, top)) {
        (is_mark(tree.text_content(id)) ? marks : unwrapped).push_back(id);
      }
    }
    id = next;
  }
  for (const NodeId id : numbers) drop_numbers(tree, id);
  for (const NodeId id : marks) tree.detach(id);
  for (const NodeId id : unwrapped) tree.unwrap(id);
}

}  // namespace gazette::extract

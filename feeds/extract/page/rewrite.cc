#include "feeds/extract/page/rewrite.h"

#include <string>
#include <unordered_set>

#include "feeds/extract/page/measures.h"
#include "feeds/extract/page/names.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::Node;
using html::NodeId;
using html::NodeType;
using html::Tree;
using Names = std::unordered_set<std::string_view>;

bool is_phrasing_name(std::string_view name) {
  static const Names kPhrasing = {"abbr",     "audio",  "b",        "bdo",      "br",     "button", "cite",
                                  "code",     "data",   "datalist", "dfn",      "em",     "embed",  "i",
                                  "img",      "input",  "kbd",      "label",    "mark",   "math",   "meter",
                                  "noscript", "object", "output",   "progress", "q",      "ruby",   "samp",
                                  "script",   "select", "small",    "span",     "strong", "sub",    "sup",
                                  "textarea", "time",   "var",      "wbr",      "font",   "u",      "s"};
  return kPhrasing.contains(name);
}

// Links and edits are what they hold.
bool is_phrasing(const Tree& tree, NodeId top) {
  if (tree[top].type != NodeType::element) return true;
  if (is_phrasing_name(tree[top].name)) return true;
  for (NodeId id = top; id != kNone;) {
    const Node& node = tree[id];
    const bool transparent = node.name == "a" || node.name == "del" || node.name == "ins";
    if (node.type == NodeType::element && !transparent) {
      if (!is_phrasing_name(node.name)) return false;
      id = tree.next_skipping_children(id, top);
    } else {
      id = tree.next_in_order(id, top);
    }
  }
  return true;
}

bool is_gap(const Tree& tree, NodeId id) {
  return tree.is_element(id, "br") || (tree[id].type == NodeType::text && is_blank(tree[id].text));
}

void drop_gaps_at_end(Tree& tree, NodeId paragraph) {
  while (tree[paragraph].last_child != kNone && is_gap(tree, tree[paragraph].last_child))
    tree.detach(tree[paragraph].last_child);
}

NodeId skip_blank_text(const Tree& tree, NodeId id) {
  while (id != kNone && tree[id].type != NodeType::element && is_blank(tree[id].text)) id = tree[id].next;
  return id;
}

// Takes away the breaks that follow; whether there were any.
bool take_breaks_after(Tree& tree, NodeId first) {
  bool any = false;
  for (NodeId next = skip_blank_text(tree, tree[first].next); tree.is_element(next, "br");) {
    const NodeId after = tree[next].next;
    tree.detach(next);
    any = true;
    next = skip_blank_text(tree, after);
  }
  return any;
}

void fill_paragraph(Tree& tree, NodeId paragraph) {
  for (NodeId id = tree[paragraph].next; id != kNone;) {
    const bool double_break =
        tree.is_element(id, "br") && tree.is_element(skip_blank_text(tree, tree[id].next), "br");
    if (double_break || !is_phrasing(tree, id)) break;
    const NodeId next = tree[id].next;
    tree.append_child(paragraph, id);
    id = next;
  }
  drop_gaps_at_end(tree, paragraph);
}

// Letters and digits of any script; signs and punctuation part words.
bool is_part_of_word(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return c >= 0xC0 && !(c >= 0x2000 && c < 0x2070) && !(c >= 0x3000 && c < 0x3040) &&
         !(c >= 0xFF00 && c < 0xFF10);
}

std::unordered_set<std::string> words_of(std::string_view text) {
  std::unordered_set<std::string> words;
  std::string word;
  const std::string lower = to_lower(text) + " ";
  for (std::size_t pos = 0; pos < lower.size();) {
    const std::size_t begin = pos;
    if (is_part_of_word(next_code_point(lower, pos))) {
      word.append(lower, begin, pos - begin);
    } else if (!word.empty()) {
      words.insert(word);
      word.clear();
    }
  }
  return words;
}

}  // namespace

bool is_inside(const Tree& tree, NodeId id, std::string_view name) {
  for (NodeId at = tree[id].parent; at != kNone; at = tree[at].parent)
    if (tree.is_element(at, name)) return true;
  return false;
}

std::size_t count_elements(const Tree& tree, NodeId parent) {
  std::size_t count = 0;
  for (NodeId id = tree[parent].first_child; id != kNone; id = tree[id].next)
    count += tree[id].type == NodeType::element;
  return count;
}

NodeId only_child(const Tree& tree, NodeId parent, std::string_view name) {
  NodeId only = kNone;
  for (NodeId id = tree[parent].first_child; id != kNone; id = tree[id].next) {
    if (tree[id].type == NodeType::text && !is_blank(tree[id].text)) return kNone;
    if (tree[id].type != NodeType::element) continue;
    if (only != kNone || tree[id].name != name) return kNone;
    only = id;
  }
  return only;
}

bool holds_block(const Tree& tree, NodeId top) {
  static const Names kBlocks = {"blockquote", "dl", "div", "img", "ol", "p", "pre", "table", "ul"};
  for (NodeId id = tree[top].first_child; id != kNone; id = tree.next_in_order(id, top))
    if (tree[id].type == NodeType::element && kBlocks.contains(tree[id].name)) return true;
  return false;
}

double link_density(const Tree& tree, NodeId top) {
  const double all = text_length(tree, top);
  double links = 0;
  for (NodeId link : all_named(tree, top, "a"))
    links += text_length(tree, link) * (tree.attribute(link, "href").starts_with('#') ? 0.3 : 1.0);
  return all > 0 ? links / all : 0;
}

std::vector<NodeId> all_named(const Tree& tree, NodeId top, std::string_view name) {
  std::vector<NodeId> found;
  for (NodeId id = tree[top].first_child; id != kNone; id = tree.next_in_order(id, top))
    if (tree.is_element(id, name)) found.push_back(id);
  return found;
}

void wrap_phrasing(Tree& tree, NodeId block) {
  NodeId paragraph = kNone;
  for (NodeId id = tree[block].first_child; id != kNone;) {
    const NodeId next = tree[id].next;
    if (!is_phrasing(tree, id)) {
      if (paragraph != kNone) drop_gaps_at_end(tree, paragraph);
      paragraph = kNone;
    } else if (paragraph != kNone) {
      tree.append_child(paragraph, id);
    } else if (!is_gap(tree, id)) {
      paragraph = tree.new_element("p");
      tree.insert_before(id, paragraph);
      tree.append_child(paragraph, id);
    }
    id = next;
  }
  if (paragraph != kNone) drop_gaps_at_end(tree, paragraph);
}

void paragraphs_from_breaks(Tree& tree, NodeId top) {
  for (NodeId line_break : all_named(tree, top, "br")) {
    if (tree[line_break].parent == kNone || !take_breaks_after(tree, line_break)) continue;
    const NodeId paragraph = tree.new_element("p");
    tree.insert_before(line_break, paragraph);
    tree.detach(line_break);
    fill_paragraph(tree, paragraph);
    const NodeId parent = tree[paragraph].parent;
    if (tree.is_element(parent, "p")) tree[parent].name = "div";
  }
}

void captions_on_lines(Tree& tree, NodeId top) {
  static const Names kInline = {"span", "small", "em", "i", "font"};
  for (NodeId id = tree[top].first_child; id != kNone; id = tree.next_in_order(id, top)) {
    if (tree[id].type != NodeType::element || !kInline.contains(tree[id].name)) continue;
    if (!is_picture_text_name(names_of(tree, id)) || is_blank(tree.text_content(id))) continue;
    NodeId before = tree[id].previous;
    while (before != kNone && tree[before].type == NodeType::text && is_blank(tree[before].text))
      before = tree[before].previous;
    const bool picture = tree.is_element(before, "img") || tree.is_element(before, "picture") ||
                         (tree.is_element(before, "a") && tree.find("img", before) != kNone);
    if (!picture) continue;
    if (tree.is_element(tree[id].parent, "div"))
      tree[id].name = "p";
    else
      tree.insert_before(id, tree.new_element("br"));
  }
}

void unwrap_links_to_nowhere(Tree& tree, NodeId top) {
  for (const NodeId link : all_named(tree, top, "a")) {
    const std::string_view address = trim(tree.attribute(link, "href"));
    const bool nowhere = address == "#" || address == "#!" || starts_with_ignore_case(address, "javascript:");
    if (nowhere && tree.find("img", link) != kNone) tree.unwrap(link);
  }
}

double similarity(std::string_view a, std::string_view b) {
  const auto in_a = words_of(a);
  double all = 0, unknown = 0;
  for (const std::string& word : words_of(b)) {
    all += static_cast<double>(word.size());
    if (!in_a.contains(word)) unknown += static_cast<double>(word.size());
  }
  return all > 0 && !in_a.empty() ? 1 - unknown / all : 0;
}

}  // namespace gazette::extract

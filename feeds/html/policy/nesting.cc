#include "feeds/html/policy/nesting.h"

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "feeds/html/parser/open_elements.h"

namespace gazette::html {
namespace {

using Names = std::unordered_set<std::string_view>;

constexpr std::size_t kDeepest =
    160;  // the parser's own bound is higher, so the parser never cuts what we wrote

// What is open around an element, as the parser's scopes see it (HTML section 13.2.4.2).
struct Scope {
  NodeId element = kNone;
  NodeId paragraph = kNone;
  bool link = false, item = false, term = false, ruby_text = false;
  std::size_t formatting = 0;
};

bool ends_all_scopes(std::string_view name) {
  return name == "td" || name == "th" || name == "caption" || name == "table";
}

// Where the search for an open li, dt or dd stops (HTML section 13.2.6.4.7): at blocks other than address,
// div and p.
bool ends_item_scope(std::string_view name) {
  return is_block(name) && name != "div" && name != "p" && name != "address" && name != "li" &&
         name != "dt" && name != "dd";
}

// What the parser opens again where it was not closed; of it only so many are open at once.
bool is_formatting(std::string_view name) {
  static const Names kFormatting = {"a", "b", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u"};
  return kFormatting.contains(name);
}

Scope scope_inside(const Tree& tree, NodeId id, Scope scope) {
  const std::string_view name = tree[id].name;
  scope.element = id;
  if (ends_all_scopes(name)) return {id};
  if (ends_item_scope(name)) scope.item = scope.term = false;
  if (is_formatting(name)) ++scope.formatting;
  if (name == "p") scope.paragraph = id;
  if (name == "a") scope.link = true;
  if (name == "li") scope.item = true;
  if (name == "dt" || name == "dd") scope.term = true;
  if (name == "ruby") scope.ruby_text = false;
  if (name == "rt" || name == "rp") scope.ruby_text = true;
  return scope;
}

// Table parts stand in their places only; nothing else stands between them.
bool is_misplaced_part(std::string_view name, std::string_view parent) {
  if (name == "td" || name == "th") return parent != "tr";
  if (name == "tr") return parent != "tbody" && parent != "thead" && parent != "tfoot";
  const bool section = name == "tbody" || name == "thead" || name == "tfoot" || name == "caption";
  return section && parent != "table";
}

bool may_hold(std::string_view parent, const Node& child) {
  if (child.type == NodeType::text) return child.text.find_first_not_of(" \t\n\r\f") == std::string::npos;
  const std::string_view name = child.name;
  if (parent == "tr") return name == "td" || name == "th";
  if (parent == "table") return name == "tbody" || name == "thead" || name == "tfoot" || name == "caption";
  return name == "tr";
}

bool is_table_part(std::string_view name) {
  static const Names kParts = {"tbody", "thead", "tfoot", "tr", "td", "th", "caption"};
  return kParts.contains(name);
}

// Empty elements between the parts (a form that the parser closed at once) just go.
bool is_broken_table(Tree& tree, NodeId id) {
  const std::string name = tree[id].name;
  if (name != "table" && (!is_table_part(name) || name == "td" || name == "th" || name == "caption"))
    return false;
  for (NodeId child = tree[id].first_child; child != kNone;) {
    const NodeId next = tree[child].next;
    const bool holds = may_hold(name, tree[child]);
    if (!holds && (tree[child].type == NodeType::text || tree[child].first_child != kNone)) return true;
    if (!holds) tree.detach(child);
    child = next;
  }
  return false;
}

// The table that the part stands in; the part itself where there is none.
NodeId table_of(const Tree& tree, NodeId part) {
  NodeId id = part;
  while (id != kNone && !tree.is_element(id, "table")) id = tree[id].parent;
  return id == kNone ? part : id;
}

bool must_unwrap(const Tree& tree, NodeId id, const Scope& scope, std::size_t depth) {
  const std::string_view name = tree[id].name;
  const NodeId parent = tree[id].parent;
  if (depth >= kDeepest && tree[id].first_child != kNone && !is_table_part(name)) return true;
  if (scope.formatting >= OpenElements::kMaxFormatting && is_formatting(name)) return true;
  if (name == "a" && scope.link) return true;
  if (name == "li" && scope.item) return true;
  if ((name == "dt" || name == "dd") && scope.term) return true;
  if ((name == "rt" || name == "rp") && scope.ruby_text) return true;
  if (is_heading(name) && scope.element != kNone && is_heading(tree[scope.element].name)) return true;
  return is_misplaced_part(name, tree[parent].name);
}

NodeId unwrap_and_go_on(Tree& tree, NodeId id, NodeId top) {
  const NodeId first = tree[id].first_child;
  const NodeId next = first != kNone ? first : tree.next_skipping_children(id, top);
  tree.unwrap(id);
  return next;
}

}  // namespace

bool is_block(std::string_view name) {
  static const Names kBlocks = {
      "address", "article", "aside",   "blockquote", "center",   "details",    "dialog", "dir",
      "div",     "dl",      "dt",      "dd",         "fieldset", "figcaption", "figure", "footer",
      "form",    "h1",      "h2",      "h3",         "h4",       "h5",         "h6",     "header",
      "hgroup",  "hr",      "li",      "listing",    "main",     "menu",       "nav",    "ol",
      "p",       "pre",     "section", "summary",    "table",    "ul",         "xmp"};
  return kBlocks.contains(name);
}

bool is_heading(std::string_view name) {
  return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
}

void stabilize_nesting(Tree& tree, NodeId top) {
  std::vector<Scope> open{Scope{}};
  NodeId id = tree[top].first_child;
  while (id != kNone) {
    while (open.size() > 1 && open.back().element != tree[id].parent) open.pop_back();
    const Scope& scope = open.back();
    if (tree[id].type != NodeType::element) {
      id = tree.next_in_order(id, top);
      continue;
    }
    const bool broken = is_broken_table(tree, id);
    if (broken || must_unwrap(tree, id, scope, open.size())) {
      id = unwrap_and_go_on(tree, broken ? table_of(tree, id) : id, top);
      continue;
    }
    const bool splits =
        is_block(tree[id].name) && scope.paragraph != kNone && tree[scope.paragraph].name == "p";
    if (splits) tree[scope.paragraph].name = "div";
    open.push_back(scope_inside(tree, id, scope));
    id = tree.next_in_order(id, top);
  }
}

}  // namespace gazette::html

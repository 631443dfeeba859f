#include "feeds/html/policy/formulas.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

constexpr std::size_t kLongest = 4000;

bool is_tex_annotation(const Tree& tree, NodeId id) {
  return tree.is_element(id, "annotation") &&
         tree.attribute(id, "encoding").find("tex") != std::string_view::npos;
}

bool is_tex_script(const Tree& tree, NodeId id) {
  return tree.is_element(id, "script") &&
         starts_with_ignore_case(trim(tree.attribute(id, "type")), "math/tex");
}

// Zhihu ends a formula that stands alone with two backslashes.
std::string drawn_tex(const Tree& tree, NodeId image) {
  std::string tex = collapse_whitespace(tree.attribute(image, "alt"));
  while (tex.ends_with("\\")) tex = std::string(trim(std::string_view(tex).substr(0, tex.size() - 1)));
  return tex;
}

std::string tex_of(const Tree& tree, NodeId formula) {
  if (tree[formula].name == "img") return drawn_tex(tree, formula);
  if (is_tex_script(tree, formula)) return collapse_whitespace(tree.text_content(formula));
  for (NodeId id = formula; id != kNone; id = tree.next_in_order(id, formula)) {
    if (is_tex_annotation(tree, id)) return collapse_whitespace(tree.text_content(id));
  }
  return collapse_whitespace(tree.attribute(formula, "alttext"));
}

bool stands_alone(const Tree& tree, NodeId formula) {
  if (tree[formula].name == "img") return tree.attribute(formula, "alt").ends_with("\\\\");
  return tree.attribute(formula, "display") == "block" ||
         tree.attribute(formula, "type").find("mode=display") != std::string_view::npos;
}

NodeId element_beside(const Tree& tree, NodeId id, NodeId Node::*direction) {
  do {
    id = tree[id].*direction;
  } while (id != kNone && tree[id].type == NodeType::text && trim(tree[id].text).empty());
  return id != kNone && tree[id].type == NodeType::element ? id : kNone;
}

// The box of the formula alone, if it is one.
NodeId box_of(const Tree& tree, NodeId formula) {
  const NodeId parent = tree[formula].parent;
  const bool alone =
      tree.is_element(parent, "span") && tree[parent].first_child == formula && tree[formula].next == kNone;
  return alone ? parent : formula;
}

bool shows_formula(const Tree& tree, NodeId id, const std::string& tex) {
  const std::string_view classes = tree.attribute(id, "class");
  const bool drawn = classes.find("katex-html") != std::string_view::npos ||
                     classes.find("MathJax") != std::string_view::npos ||
                     classes.find("mjx") != std::string_view::npos;
  return drawn || (tree[id].name == "img" && collapse_whitespace(tree.attribute(id, "alt")) == tex);
}

void drop_drawings(Tree& tree, NodeId formula, const std::string& tex) {
  for (const auto direction : {&Node::next, &Node::previous}) {
    for (NodeId id = element_beside(tree, formula, direction); id != kNone && shows_formula(tree, id, tex);
         id = element_beside(tree, formula, direction))
      tree.detach(id);
  }
}

void rescue_formula(Tree& tree, NodeId formula) {
  const std::string tex = tex_of(tree, formula);
  if (tex.empty() || tex.size() > kLongest) return;
  const std::string fence = stands_alone(tree, formula) ? "$$" : "$";
  drop_drawings(tree, box_of(tree, formula), tex);
  tree.insert_before(formula, tree.new_text(fence + tex + fence));
  tree.detach(formula);
}

}  // namespace

bool is_drawn_formula(std::string_view source) {
  static constexpr std::string_view kServers[] = {
      "/latex.php?latex=", "/equation?tex=", "latex.codecogs.com/"};
  return std::any_of(std::begin(kServers), std::end(kServers),
                     [source](std::string_view server) { return source.find(server) != source.npos; });
}

void rescue_formulas(Tree& tree, NodeId top) {
  std::vector<NodeId> formulas;
  for (NodeId id = tree.next_in_order(top, top); id != kNone;) {
    const bool found = tree.is_element(id, "math") || is_tex_script(tree, id) ||
                       (tree.is_element(id, "img") && is_drawn_formula(tree.attribute(id, "src")));
    if (found) formulas.push_back(id);
    id = found ? tree.next_skipping_children(id, top) : tree.next_in_order(id, top);
  }
  for (NodeId formula : formulas)
    if (tree[formula].parent != kNone) rescue_formula(tree, formula);  // not the drawing of one before it
}

}  // namespace gazette::html

#include "feeds/extract/stages.h"

#include <string>

#include "feeds/extract/page/measures.h"
#include "feeds/extract/page/names.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::Node;
using html::NodeId;
using html::NodeType;
using html::Tree;

bool holds_articles(const std::string& name) {
  return name == "div" || name == "article" || name == "section" || name == "main" || name == "td" ||
         name == "span";
}

bool is_at(Stage stage, const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  if (node.type != NodeType::element) return false;
  if (stage == Stage::article_element)
    return node.name == "article" || tree.attribute(id, "role") == "article";
  if (stage == Stage::main_element)
    return node.name == "main" || tree.attribute(id, "role") == "main" ||
           tree.attribute(id, "id") == "main" || tree.attribute(id, "id") == "content";
  if (!holds_articles(node.name) || node.attributes.empty()) return false;
  return tree.attribute(id, "itemprop").find("articleBody") != std::string_view::npos ||
         is_body_name(names_of(tree, id));
}

// The place with the most text; of two that hold nearly the same the inner one.
NodeId longest_at(Stage stage, const Tree& tree, const Measures& measures) {
  NodeId longest = kNone;
  double text = 0;
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
    if (!is_at(stage, tree, id)) continue;
    bool inside = false;
    for (NodeId at = tree[id].parent; at != kNone && !inside; at = tree[at].parent) inside = at == longest;
    const double own = measures[id].text - measures[id].links;
    if (own > text || (inside && own > 0.8 * text)) {
      longest = id;
      text = own;
    }
  }
  return longest;
}

}  // namespace

std::vector<Place> marked_places(const Tree& tree) {
  const Measures measures(tree, tree.root());
  std::vector<Place> places;
  for (const Stage stage : {Stage::marked_body, Stage::article_element, Stage::main_element}) {
    const NodeId node = longest_at(stage, tree, measures);
    if (node != kNone) places.push_back({stage, node, measures[node].text});
  }
  return places;
}

}  // namespace gazette::extract

#include "feeds/extract/leads.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "feeds/extract/page/measures.h"
#include "feeds/extract/page/names.h"
#include "feeds/extract/page/rewrite.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::NodeType;
using html::Tree;
using Names = std::unordered_set<std::string_view>;

constexpr int kFarthest = 400;  // nodes between title and text: more is another part of the page
constexpr std::size_t kMost = 3;
constexpr double kShortest = 50, kShortestNamed = 25, kLongest = 1200;

bool is_clutter(const Tree& tree, NodeId id) {
  static const Names kElements = {"aside", "nav", "footer", "figure", "form", "table", "blockquote"};
  if (kElements.contains(tree[id].name)) return true;
  const std::string names = names_of(tree, id);
  return is_clutter_name(names) || is_caption_name(names);
}

// <hgroup> or <header> holds a title and what is said below it.
bool is_subtitle(const Tree& tree, NodeId id) {
  const std::string& name = tree[id].name;
  const NodeId parent = tree[id].parent;
  return (name == "h2" || name == "h3") &&
         (tree.is_element(parent, "hgroup") || tree.is_element(parent, "header"));
}

bool is_lead(const Tree& tree, NodeId id) {
  static const Names kNamed = {"div", "h2", "h3", "h4", "span", "strong", "section"};
  const bool paragraph = tree[id].name == "p" || is_subtitle(tree, id);
  const bool named = (paragraph || kNamed.contains(tree[id].name)) && is_lead_name(names_of(tree, id));
  if ((!paragraph && !named) || tree.find("img", id) != kNone) return false;
  const double length = text_length(tree, id);
  return length >= (named ? kShortestNamed : kShortest) && length < kLongest && link_density(tree, id) < 0.2;
}

}  // namespace

std::vector<NodeId> find_leads(const Tree& tree, NodeId title, NodeId chosen) {
  std::vector<NodeId> leads;
  if (title == kNone) return leads;
  std::unordered_set<NodeId> above;
  for (NodeId at = tree[chosen].parent; at != kNone; at = tree[at].parent) above.insert(at);
  NodeId id = tree.next_in_order(title, tree.root());
  for (int steps = 0; id != kNone && id != chosen && steps < kFarthest; ++steps) {
    const bool whole = tree[id].type == NodeType::element && !above.contains(id);
    const bool clutter = whole && is_clutter(tree, id);
    const bool lead = whole && !clutter && is_lead(tree, id);
    if (lead) leads.push_back(id);
    const bool skip = lead || clutter;
    id = skip ? tree.next_skipping_children(id, tree.root()) : tree.next_in_order(id, tree.root());
  }
  if (id != chosen || leads.size() > kMost) leads.clear();  // other texts stand between
  return leads;
}

void put_leads(Tree& tree, NodeId container, const std::vector<NodeId>& leads) {
  const NodeId first = tree[container].first_child;
  for (const NodeId lead : leads) {
    std::string& name = tree[lead].name;
    if (name[0] == 'h' || name == "span" || name == "strong") name = std::string("p");
    first == kNone ? tree.append_child(container, lead) : tree.insert_before(first, lead);
  }
}

}  // namespace gazette::extract

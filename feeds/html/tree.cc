#include "feeds/html/tree.h"

#include <algorithm>
#include <utility>

#include "feeds/html/parser/cap_markup.h"
#include "feeds/html/parser/parse_html5.h"
#include "feeds/html/simple/parse_simple.h"
#include "feeds/text/strings.h"

namespace gazette::html {

Tree::Tree() {
  nodes_.emplace_back();
  nodes_[0].type = NodeType::root;
}

Tree Tree::parse_document(std::string_view utf8) {
  Tree tree;
  tree.nodes_.reserve(utf8.size() / 32 + 16);
  parse_page_into(tree, cap_markup(utf8));
  return tree;
}

Tree Tree::parse_fragment(std::string_view utf8) {
  Tree simple;
  simple.nodes_.reserve(utf8.size() / 32 + 16);
  if (parse_simple_into(simple, utf8)) return simple;
  return parse_fragment_by_html5(utf8);
}

Tree Tree::parse_fragment_by_html5(std::string_view utf8) {
  Tree tree;
  tree.nodes_.reserve(utf8.size() / 32 + 16);
  parse_fragment_into(tree, cap_markup(utf8));
  return tree;
}

NodeId Tree::next_in_order(NodeId node, NodeId top) const {
  if (nodes_[node].first_child != kNone) return nodes_[node].first_child;
  return next_skipping_children(node, top);
}

NodeId Tree::next_skipping_children(NodeId node, NodeId top) const {
  while (node != top && node != kNone) {
    if (nodes_[node].next != kNone) return nodes_[node].next;
    node = nodes_[node].parent;
  }
  return kNone;
}

bool Tree::is_element(NodeId id, std::string_view name) const {
  return id != kNone && nodes_[id].type == NodeType::element && nodes_[id].name == name;
}

std::string_view Tree::attribute(NodeId id, std::string_view name) const {
  for (const Attribute& attribute : nodes_[id].attributes) {
    if (attribute.name == name) return attribute.value;
  }
  return {};
}

bool Tree::has_attribute(NodeId id, std::string_view name) const {
  const auto& attributes = nodes_[id].attributes;
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const Attribute& a) { return a.name == name; });
}

void Tree::set_attribute(NodeId id, std::string_view name, std::string value) {
  for (Attribute& attribute : nodes_[id].attributes) {
    if (attribute.name != name) continue;
    attribute.value = std::move(value);
    return;
  }
  nodes_[id].attributes.push_back({std::string(name), std::move(value)});
}

void Tree::remove_attribute(NodeId id, std::string_view name) {
  std::erase_if(nodes_[id].attributes, [&](const Attribute& a) { return a.name == name; });
}

NodeId Tree::find(std::string_view name, NodeId top) const {
  for (NodeId id = top; id != kNone; id = next_in_order(id, top)) {
    if (is_element(id, name)) return id;
  }
  return kNone;
}

std::string Tree::text_content(NodeId top) const {
  std::string text;
  for (NodeId id = top; id != kNone; id = next_in_order(id, top)) {
    if (nodes_[id].type == NodeType::text) text += nodes_[id].text;
  }
  return text;
}

NodeId Tree::new_element(std::string_view name) {
  Node& node = nodes_.emplace_back();
  node.type = NodeType::element;
  node.name = name;
  return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId Tree::new_text(std::string text) {
  nodes_.emplace_back().text = std::move(text);
  return static_cast<NodeId>(nodes_.size() - 1);
}

void Tree::append_child(NodeId parent, NodeId child) {
  detach(child);
  Node& node = nodes_[child];
  Node& above = nodes_[parent];
  node.parent = parent;
  node.previous = above.last_child;
  (above.last_child == kNone ? above.first_child : nodes_[above.last_child].next) = child;
  above.last_child = child;
}

void Tree::insert_before(NodeId reference, NodeId child) {
  if (reference == child || nodes_[reference].parent == kNone) return;
  detach(child);
  Node& node = nodes_[child];
  Node& after = nodes_[reference];
  node.parent = after.parent;
  node.next = reference;
  node.previous = after.previous;
  (after.previous == kNone ? nodes_[after.parent].first_child : nodes_[after.previous].next) = child;
  after.previous = child;
}

void Tree::detach(NodeId id) {
  Node& node = nodes_[id];
  if (node.parent == kNone) return;
  Node& above = nodes_[node.parent];
  (node.previous == kNone ? above.first_child : nodes_[node.previous].next) = node.next;
  (node.next == kNone ? above.last_child : nodes_[node.next].previous) = node.previous;
  node.parent = node.previous = node.next = kNone;
}

void Tree::unwrap(NodeId id) {
  if (nodes_[id].parent == kNone) return;
  while (nodes_[id].first_child != kNone) insert_before(id, nodes_[id].first_child);
  detach(id);
}

}  // namespace gazette::html

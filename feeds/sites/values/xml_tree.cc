#include "feeds/sites/values/xml_tree.h"

#include <pugixml.hpp>

#include "feeds/text/strings.h"

namespace gazette::sites {
namespace {

constexpr std::size_t kMaxNodes = 200'000;
constexpr std::size_t kMaxDepth = 256;

std::string selector_name(const char* name) {
  std::string out = to_lower(name);
  replace_all(out, ":", "-");
  return out;
}

html::NodeId add_element(html::Tree& tree, html::NodeId parent, const pugi::xml_node& element) {
  const html::NodeId id = tree.new_element(selector_name(element.name()));
  for (const pugi::xml_attribute& attribute : element.attributes())
    tree.set_attribute(id, selector_name(attribute.name()), attribute.value());
  tree.append_child(parent, id);
  return id;
}

/// Copies one node; what is below it goes below the result (kNone: nothing does).
html::NodeId add_node(html::Tree& tree, html::NodeId parent, const pugi::xml_node& node) {
  if (node.type() == pugi::node_element) return add_element(tree, parent, node);
  if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata)
    tree.append_child(parent, tree.new_text(node.value()));
  return html::kNone;
}

}  // namespace

Result<html::Tree> parse_xml_tree(const std::string& utf8) {
  pugi::xml_document document;
  const auto result =
      document.load_buffer(utf8.data(), utf8.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!result) return fail(ErrorKind::parse, std::string("not XML: ") + result.description());
  html::Tree tree;
  std::vector<html::NodeId> open{tree.root()};
  pugi::xml_node node = document.first_child();
  while (node && tree.size() < kMaxNodes) {
    const html::NodeId copy = add_node(tree, open.back(), node);
    if (copy != html::kNone && node.first_child() && open.size() < kMaxDepth) {
      open.push_back(copy);
      node = node.first_child();
      continue;
    }
    while (node && !node.next_sibling()) {
      node = node.parent();
      if (node && node.type() != pugi::node_document) open.pop_back();
    }
    if (node) node = node.next_sibling();
  }
  return tree;
}

}  // namespace gazette::sites

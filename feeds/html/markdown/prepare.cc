#include "feeds/html/markdown/prepare.h"

#include <algorithm>
#include <array>
#include <utility>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::html {
namespace {

constexpr std::string_view kStandIn = "https://relative.invalid/";

bool is_checkbox(const Tree& tree, NodeId id) {
  return tree.is_element(id, "input") && equals_ignore_case(trim(tree.attribute(id, "type")), "checkbox");
}

// The box begins its item, or the item's first paragraph.
bool begins_item(const Tree& tree, NodeId box) {
  for (NodeId id = box; id != kNone; id = tree[id].parent) {
    if (tree.is_element(id, "li")) return true;
    if (id != box && !tree.is_element(id, "p") && !tree.is_element(id, "label")) return false;
    for (NodeId before = tree[id].previous; before != kNone; before = tree[before].previous) {
      if (tree[before].type == NodeType::element || !trim(tree[before].text).empty()) return false;
    }
  }
  return false;
}

bool is_tex(const Tree& tree, NodeId annotation) {
  return tree.is_element(annotation, "annotation") &&
         tree.attribute(annotation, "encoding").find("tex") != std::string_view::npos;
}

// The formula as TeX, as its author gave it; empty if he did not.
std::string tex_of(const Tree& tree, NodeId math) {
  for (NodeId id = math; id != kNone; id = tree.next_in_order(id, math)) {
    if (is_tex(tree, id)) return collapse_whitespace(tree.text_content(id));
  }
  return collapse_whitespace(tree.attribute(math, "alttext"));
}

std::string formula(const Tree& tree, NodeId math) {
  std::string tex = tex_of(tree, math);
  if (tex.empty()) return collapse_whitespace(tree.text_content(math));
  const std::string_view fence = tree.attribute(math, "display") == "block" ? "$$" : "$";
  return std::string(fence) + tex + std::string(fence);
}

// Relative, or absolute and in a form that the sanitizer would only tidy up.
void note_address(const Tree& tree, NodeId id, std::string_view attribute, Prepared& prepared) {
  if (!tree.has_attribute(id, attribute)) return;
  std::string written(trim(tree.attribute(id, attribute)));
  std::erase_if(written, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  std::string resolved = resolve_url(kStandIn, written);
  prepared.addresses.push_back({id, attribute, std::move(written), std::move(resolved)});
}

void note_addresses_of(const Tree& tree, NodeId id, Prepared& prepared) {
  static constexpr std::array<std::string_view, 4> kSources = {"img", "video", "audio", "source"};
  const std::string_view name = tree[id].name;
  if (name == "a") note_address(tree, id, "href", prepared);
  if (std::find(kSources.begin(), kSources.end(), name) != kSources.end())
    note_address(tree, id, "src", prepared);
}

}  // namespace

std::string_view stand_in_base() {
  return kStandIn;
}

Prepared prepare_tree(Tree& tree, NodeId top, bool note_addresses) {
  Prepared prepared;
  for (NodeId id = tree[top].first_child; id != kNone;) {
    const bool math = tree.is_element(id, "math");
    const NodeId next = math ? tree.next_skipping_children(id, top) : tree.next_in_order(id, top);
    if (math) {
      tree.insert_before(id, tree.new_text(formula(tree, id)));
    } else if (is_checkbox(tree, id) && begins_item(tree, id)) {
      const NodeId box = tree.new_text("-");
      tree.insert_before(id, box);
      prepared.verbatim[box] = tree.has_attribute(id, "checked") ? "[x]" : "[ ]";
    } else if (note_addresses && tree[id].type == NodeType::element) {
      note_addresses_of(tree, id, prepared);
    }
    id = next;
  }
  return prepared;
}

void restore_addresses(Tree& tree, const Prepared& prepared) {
  for (const auto& [node, attribute, written, resolved] : prepared.addresses) {
    if (tree.has_attribute(node, attribute) && tree.attribute(node, attribute) == resolved)
      tree.set_attribute(node, attribute, written);
  }
}

}  // namespace gazette::html

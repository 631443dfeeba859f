#include "feeds/extract/leads.h"

#include <algorithm>
#include <cstdlib>
#include <string>
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
constexpr std::size_t kLongestCaption = 400;
constexpr int kSmallestPicture = 200;  // pixels

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

std::string_view file_of(std::string_view address) {
  const std::string_view path = address.substr(0, address.find_first_of("?#"));
  return path.substr(path.rfind('/') + 1);
}

// A face, a logo.
bool is_small(const Tree& tree, NodeId image) {
  for (const char* name : {"width", "height"}) {
    const int size = std::atoi(std::string(tree.attribute(image, name)).c_str());
    if (size > 0 && size < kSmallestPicture) return true;
  }
  return tree.attribute(image, "src").find("avatar") != std::string_view::npos;
}

// The text may begin with the same picture, in another size.
bool holds_picture(const Tree& tree, NodeId top, NodeId image) {
  const std::string_view file = file_of(tree.attribute(image, "src"));
  const std::vector<NodeId> others = all_named(tree, top, "img");
  return std::any_of(others.begin(), others.end(),
                     [&](NodeId other) { return file_of(tree.attribute(other, "src")) == file; });
}

// The picture that an article opens with: the only one in a figure or in a box named for it.
NodeId lead_picture(const Tree& tree, NodeId id, NodeId chosen) {
  const std::string names = names_of(tree, id);
  if (is_clutter_name(names) || is_byline_name(names)) return kNone;
  static const Names kBoxes = {"div", "p", "span"};
  const bool named = kBoxes.contains(tree[id].name) && is_caption_name(names);
  if (tree[id].name != "figure" && !named) return kNone;
  const std::vector<NodeId> images = all_named(tree, id, "img");
  if (images.size() != 1 || is_small(tree, images[0]) || is_longer_than(tree, id, kLongestCaption) ||
      holds_picture(tree, chosen, images[0]))
    return kNone;
  return tree.attribute(images[0], "src").empty() ? kNone : images[0];
}

// What stood below the picture is said in its place.
void keep_caption(Tree& tree, NodeId image) {
  if (!tree.attribute(image, "alt").empty()) return;
  NodeId figure = tree[image].parent;
  while (figure != kNone && !tree.is_element(figure, "figure")) figure = tree[figure].parent;
  const NodeId caption = figure == kNone ? kNone : tree.find("figcaption", figure);
  if (caption != kNone) tree.set_attribute(image, "alt", line_of(tree, caption));
}

}  // namespace

std::vector<NodeId> find_leads(const Tree& tree, NodeId title, NodeId chosen) {
  std::vector<NodeId> leads;
  if (title == kNone) return leads;
  std::unordered_set<NodeId> above;
  for (NodeId at = tree[chosen].parent; at != kNone; at = tree[at].parent) above.insert(at);
  NodeId id = tree.next_in_order(title, tree.root());
  NodeId picture = kNone;
  for (int steps = 0; id != kNone && id != chosen && steps < kFarthest; ++steps) {
    const bool whole = tree[id].type == NodeType::element && !above.contains(id);
    if (whole && picture == kNone) picture = lead_picture(tree, id, chosen);
    const bool clutter = whole && is_clutter(tree, id);
    const bool lead = whole && !clutter && is_lead(tree, id);
    if (lead) leads.push_back(id);
    const bool skip = lead || clutter;
    id = skip ? tree.next_skipping_children(id, tree.root()) : tree.next_in_order(id, tree.root());
  }
  if (id != chosen || leads.size() > kMost) return {};  // other texts stand between
  if (picture != kNone) leads.push_back(picture);
  return leads;
}

void put_leads(Tree& tree, NodeId container, const std::vector<NodeId>& leads) {
  const NodeId first = tree[container].first_child;
  for (const NodeId lead : leads) {
    if (tree.is_element(lead, "img")) keep_caption(tree, lead);
    std::string& name = tree[lead].name;
    if (name[0] == 'h' || name == "span" || name == "strong") name = std::string("p");
    first == kNone ? tree.append_child(container, lead) : tree.insert_before(first, lead);
  }
}

}  // namespace gazette::extract

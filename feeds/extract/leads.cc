#include "feeds/extract/leads.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_set>

#include "feeds/extract/page/measures.h"
#include "feeds/extract/page/names.h"
#include "feeds/extract/page/patterns.h"
#include "feeds/extract/page/rewrite.h"
#include "feeds/text/strings.h"

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
constexpr std::size_t kShortestCaption = 3, kLongestCaption = 400;
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
  static const RE2 kLogo("(^|[-_.])logo([-_.0-9]|$)", quiet_ascii());
  const std::string_view address = tree.attribute(image, "src");
  return address.find("avatar") != std::string_view::npos || matches(file_of(address), kLogo);
}

// The text may begin with the same picture, in another size.
bool holds_picture(const Tree& tree, NodeId top, NodeId image) {
  const std::string_view file = file_of(tree.attribute(image, "src"));
  const std::vector<NodeId> others = all_named(tree, top, "img");
  return std::any_of(others.begin(), others.end(), [&](NodeId other) {
    return other != image && file_of(tree.attribute(other, "src")) == file;
  });
}

bool names_caption(const Tree& tree, NodeId id) {
  return tree[id].name == "figcaption" || tree[id].name == "cite" || is_credit_name(names_of(tree, id));
}

// What is said of the picture; in a figure all that is said.
std::string caption_in(const Tree& tree, NodeId box) {
  if (tree.is_element(box, "figure")) return line_of(tree, box);
  std::string caption;
  for (NodeId id = box; id != kNone;) {
    const bool whole = id != box && tree[id].type == NodeType::element && names_caption(tree, id);
    if (whole) caption += " " + line_of(tree, id);
    id = whole ? tree.next_skipping_children(id, box) : tree.next_in_order(id, box);
  }
  return std::string(trim(caption));
}

bool is_opening_name(std::string_view names) {
  static const RE2 kOpening("thumb|(^|[-_ ])(hero|featured|eye-?catch|main-?visual|cover)([-_ ]|$)",
                            quiet_ascii());
  return names.size() > 1 && matches(names, kOpening);
}

// The picture that an article opens with: the only one in a figure or in a box named for it.
bool is_lead_picture(const Tree& tree, NodeId id, NodeId chosen) {
  const std::string names = names_of(tree, id);
  if (is_clutter_name(names) || is_byline_name(names)) return false;
  static const Names kBoxes = {"div", "p", "span", "section"};
  const bool named = kBoxes.contains(tree[id].name) && (is_caption_name(names) || is_opening_name(names));
  if (tree[id].name != "figure" && !named) return false;
  const std::vector<NodeId> images = all_named(tree, id, "img");
  return images.size() == 1 && !is_small(tree, images[0]) && !is_longer_than(tree, id, kLongestCaption) &&
         !holds_picture(tree, chosen, images[0]) && !tree.attribute(images[0], "src").empty();
}

// A box around the picture's own may hold its caption too.
NodeId box_with_caption(const Tree& tree, NodeId box, const std::unordered_set<NodeId>& above) {
  const NodeId around = tree[box].parent;
  if (around == kNone || above.contains(around) || !caption_in(tree, box).empty()) return box;
  const bool own =
      all_named(tree, around, "img").size() == 1 && !is_longer_than(tree, around, kLongestCaption);
  return own ? around : box;
}

bool is_in_clutter(const Tree& tree, NodeId image, NodeId box) {
  static const Names kElements = {"aside", "nav", "footer", "form"};
  for (NodeId at = image; at != box && at != kNone; at = tree[at].parent) {
    const std::string names = names_of(tree, at);
    if (kElements.contains(tree[at].name) || is_clutter_name(names) || is_byline_name(names)) return true;
  }
  return false;
}

// The only picture beside the title, or above it: in the highest box that does not hold the text as well.
NodeId picture_of_title(const Tree& tree, NodeId title, NodeId chosen,
                        const std::unordered_set<NodeId>& above) {
  NodeId box = title;
  while (tree[box].parent != kNone && !above.contains(tree[box].parent)) box = tree[box].parent;
  const std::vector<NodeId> images = all_named(tree, box, "img");
  const bool good = images.size() == 1 && !is_small(tree, images[0]) &&
                    !is_in_clutter(tree, images[0], box) && !tree.attribute(images[0], "src").empty() &&
                    !holds_picture(tree, chosen, images[0]);
  return good ? images[0] : kNone;
}

// <figure>: the picture and, if there is one, its caption.
void make_figure(Tree& tree, NodeId box) {
  const std::string caption = caption_in(tree, box);
  const NodeId image = tree.find("img", box);
  tree[box].name = "figure";
  while (tree[box].first_child != kNone) tree.detach(tree[box].first_child);
  tree.append_child(box, image);
  if (count_code_points(caption) < kShortestCaption) return;  // a sign
  const NodeId below = tree.new_element("figcaption");
  tree.append_child(below, tree.new_text(caption));
  tree.append_child(box, below);
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
    if (whole && picture == kNone && is_lead_picture(tree, id, chosen)) {
      picture = box_with_caption(tree, id, above);
      id = tree.next_skipping_children(picture, tree.root());
      continue;
    }
    const bool clutter = whole && is_clutter(tree, id);
    const bool lead = whole && !clutter && is_lead(tree, id);
    if (lead) leads.push_back(id);
    const bool skip = lead || clutter;
    id = skip ? tree.next_skipping_children(id, tree.root()) : tree.next_in_order(id, tree.root());
  }
  if (id != chosen || leads.size() > kMost) return {};  // other texts stand between
  if (picture == kNone) picture = picture_of_title(tree, title, chosen, above);
  if (picture != kNone) leads.push_back(picture);
  return leads;
}

void put_leads(Tree& tree, NodeId container, const std::vector<NodeId>& leads) {
  const NodeId first = tree[container].first_child;
  for (NodeId lead : leads) {
    const NodeId image = tree.is_element(lead, "img") ? lead : tree.find("img", lead);
    if (image != kNone && holds_picture(tree, container, image)) continue;  // beside what was chosen
    if (tree.is_element(lead, "img")) {
      const NodeId figure = tree.new_element("figure");
      tree.append_child(figure, lead);
      lead = figure;
    } else if (tree.find("img", lead) != kNone) {
      make_figure(tree, lead);
    }
    std::string& name = tree[lead].name;
    if (name[0] == 'h' || name == "span" || name == "strong") name = std::string("p");
    first == kNone ? tree.append_child(container, lead) : tree.insert_before(first, lead);
  }
}

}  // namespace gazette::extract

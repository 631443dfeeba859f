#include "feeds/extract/page/measures.h"

#include <algorithm>
#include <unordered_set>

#include "feeds/extract/page/names.h"
#include "feeds/html/policy/nesting.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::is_heading;
using html::kNone;
using html::Node;
using html::NodeId;
using html::NodeType;
using html::Tree;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

struct TextCount {
  double length = 0;
  std::int32_t commas = 0;
};

// Commas of any script: , ، ﹐ ︐ ︑ ⁁ ⸴ ⸲ ， 、
bool is_comma(std::string_view text, std::size_t at) {
  if (text[at] == ',') return true;
  const std::string_view rest = text.substr(at, 3);
  for (std::string_view comma :
       {"\u060c", "\ufe50", "\ufe10", "\ufe11", "\u2e41", "\u2e34", "\u2e32", "\uff0c", "\u3001"})
    if (rest.starts_with(comma)) return true;
  return false;
}

TextCount count_text(std::string_view text) {
  TextCount count;
  bool space = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (is_space(text[i])) {
      space = true;
      continue;
    }
    if ((byte & 0xC0) == 0x80) continue;
    count.length += (space ? 2 : 1) + (byte >= 0xE3 && byte <= 0xED);  // see Measure::text
    space = false;
    if (byte == ',' || byte >= 0xd8) count.commas += is_comma(text, i);
  }
  if (space && count.length > 0) ++count.length;
  return count;
}

bool is_textish(const std::string& name) {
  static const std::unordered_set<std::string_view> kTextish = {
      "span", "li", "td", "blockquote", "dl", "div", "img", "ol", "p", "pre", "table", "ul"};
  return kTextish.contains(name);
}

bool is_video_embed(const Node& node) {
  return std::any_of(node.attributes.begin(), node.attributes.end(),
                     [](const html::Attribute& attribute) { return is_video(attribute.value); });
}

// What the element itself adds; its children are in already.
void add_element(Measure& measure, const Tree& tree, NodeId id) {
  const std::string& name = tree[id].name;
  if (name == "p") {
    ++measure.paragraphs;
    measure.paragraph_text = measure.text - measure.links;
  }
  if (name == "img") ++measure.images;
  if (name == "li") ++measure.items;
  if (name == "input") ++measure.inputs;
  if (name == "iframe" || name == "object" || name == "embed" || name == "video" || name == "audio") {
    ++measure.embeds;
    if (is_video_embed(tree[id])) ++measure.videos;
  }
  if (name == "a") measure.links = measure.text * (tree.attribute(id, "href").starts_with('#') ? 0.3 : 1.0);
  if (name == "ul" || name == "ol") measure.list_text = measure.text;
  if (is_heading(name)) measure.heading_text = measure.text;
  if (is_textish(name)) measure.textish = measure.text;
}

}  // namespace

void Measure::add(const Measure& other, int sign) {
  text += sign * other.text;
  links += sign * other.links;
  list_text += sign * other.list_text;
  heading_text += sign * other.heading_text;
  textish += sign * other.textish;
  paragraph_text += sign * other.paragraph_text;
  commas += sign * other.commas;
  paragraphs += sign * other.paragraphs;
  images += sign * other.images;
  items += sign * other.items;
  inputs += sign * other.inputs;
  embeds += sign * other.embeds;
  videos += sign * other.videos;
}

Measures::Measures(const Tree& tree, NodeId top) : all_(tree.size()) {
  std::vector<NodeId> order;
  for (NodeId id = top; id != kNone; id = tree.next_in_order(id, top)) order.push_back(id);
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    const NodeId id = *it;
    if (tree[id].type == NodeType::text) {
      const TextCount count = count_text(tree[id].text);
      all_[id].text = count.length;
      all_[id].commas = count.commas;
    } else if (tree[id].type == NodeType::element) {
      add_element(all_[id], tree, id);
    }
    if (id != top) all_[tree[id].parent].add(all_[id], 1);
  }
}

void Measures::remove(Tree& tree, NodeId id) {
  for (NodeId above = tree[id].parent; above != kNone; above = tree[above].parent)
    all_[above].add(all_[id], -1);
  tree.detach(id);
}

double text_length(std::string_view text) {
  return count_text(text).length;
}

double text_length(const Tree& tree, NodeId top) {
  double length = 0;
  for (NodeId id = top; id != kNone; id = tree.next_in_order(id, top))
    if (tree[id].type == NodeType::text) length += count_text(tree[id].text).length;
  return length;
}

bool is_longer_than(const Tree& tree, NodeId top, std::size_t limit) {
  constexpr int kMostNodes = 200;
  std::size_t length = 0;
  int nodes = 0;
  for (NodeId id = top; id != kNone; id = tree.next_in_order(id, top)) {
    if (++nodes > kMostNodes) return true;
    if (tree[id].type != NodeType::text) continue;
    for (const char c : tree[id].text) {
      length += !is_space(c) && (static_cast<unsigned char>(c) & 0xC0) != 0x80;
      if (length > limit) return true;
    }
  }
  return false;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n\r\f") == std::string_view::npos || trim(text) == "\u00a0";
}

bool is_without_content(const Tree& tree, NodeId top) {
  for (NodeId id = tree[top].first_child; id != kNone; id = tree.next_in_order(id, top)) {
    const Node& node = tree[id];
    if (node.type == NodeType::text && !is_blank(node.text)) return false;
    if (node.type == NodeType::element && node.name != "br" && node.name != "hr") return false;
  }
  return true;
}

std::string line_of(const Tree& tree, NodeId top) {
  return collapse_whitespace(tree.text_content(top));
}

}  // namespace gazette::extract

#include "feeds/html/markdown/media.h"

#include <array>

#include "feeds/html/policy/images.h"
#include "feeds/html/policy/nesting.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

std::string_view language_of(const Tree& tree, NodeId id) {
  constexpr std::string_view kPrefix = "language-";
  const std::string_view name = tree.attribute(id, "class");
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : std::string_view();
}

// Highlighters write lines as blocks, or as rows of a table.
bool is_line(std::string_view element) {
  return is_block(element) || element == "tr";
}

void end_code_line(std::string& code) {
  if (!code.empty() && code.back() != '\n') code += '\n';
}

std::string source_of(const Tree& tree, NodeId player) {
  if (tree.has_attribute(player, "src")) return std::string(tree.attribute(player, "src"));
  const NodeId source = tree.find("source", player);
  return source == kNone ? std::string() : std::string(tree.attribute(source, "src"));
}

}  // namespace

PreText pre_text(const Tree& tree, NodeId pre) {
  PreText out;
  out.language = language_of(tree, pre);
  for (NodeId id = tree.next_in_order(pre, pre); id != kNone; id = tree.next_in_order(id, pre)) {
    const Node& node = tree[id];
    const bool after_block = node.previous != kNone && is_line(tree[node.previous].name);
    if (after_block || is_line(node.name)) end_code_line(out.code);
    if (node.type == NodeType::text) out.code += node.text;
    if (node.name == "br") out.code += '\n';
    if (node.name == "img") out.images.push_back(id);
    if (node.name == "code" && out.language.empty()) out.language = language_of(tree, id);
  }
  while (!out.code.empty() && out.code.back() == '\n') out.code.pop_back();
  return out;
}

std::string script_digits(std::string_view text, bool raised) {
  static constexpr std::array<std::string_view, 12> kRaised = {"\u2070", "\u00b9", "\u00b2", "\u00b3",
                                                               "\u2074", "\u2075", "\u2076", "\u2077",
                                                               "\u2078", "\u2079", "\u207a", "\u207b"};
  static constexpr std::array<std::string_view, 12> kLowered = {"\u2080", "\u2081", "\u2082", "\u2083",
                                                                "\u2084", "\u2085", "\u2086", "\u2087",
                                                                "\u2088", "\u2089", "\u208a", "\u208b"};
  constexpr std::string_view kCharacters = "0123456789+-";
  std::string out;
  std::string plain(text);
  replace_all(plain, "\u2212", "-");  // the minus sign
  for (char c : plain) {
    const std::size_t index = kCharacters.find(c);
    if (index == std::string_view::npos) return {};
    out += raised ? kRaised[index] : kLowered[index];
  }
  return out;
}

PlayerLink player_link(const Tree& tree, NodeId player) {
  PlayerLink link;
  link.url = source_of(tree, player);
  link.label = tree.attribute(player, "title");
  if (link.label.empty()) link.label = fallback_words(tree, player);
  if (link.label.empty()) link.label = link.url;
  return link;
}

}  // namespace gazette::html

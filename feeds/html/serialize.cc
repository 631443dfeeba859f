// Tree::outer_html() and inner_html(): HTML5 section 13.3, written so that parsing it gives the same tree
// again.
#include <algorithm>
#include <array>

#include "feeds/html/tree.h"
#include "feeds/text/scan/byte_scan.h"

namespace gazette::html {
namespace {

bool is_void(std::string_view name) {
  static constexpr std::array<std::string_view, 17> kVoid = {
      "area", "base",  "basefont", "bgsound", "br",   "col",   "embed",  "frame", "hr",
      "img",  "input", "keygen",   "link",    "meta", "param", "source", "track"};
  return name == "wbr" || std::find(kVoid.begin(), kVoid.end(), name) != kVoid.end();
}

bool is_raw_text(const Node& node) {
  static constexpr std::array<std::string_view, 7> kRaw = {"script",  "style",    "xmp",      "iframe",
                                                           "noembed", "noframes", "plaintext"};
  return !node.foreign && std::find(kRaw.begin(), kRaw.end(), node.name) != kRaw.end();
}

// "<" and ">" in attribute values too: a reader that cuts tags out by a pattern then still finds their ends.
void append_escaped(std::string& out, std::string_view text, bool in_attribute) {
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t stop =
        in_attribute ? find_any<0, '&', '<', '>', '"'>(text, pos) : find_any<0, '&', '<', '>'>(text, pos);
    out.append(text, pos, stop - pos);
    if (stop == text.size()) return;
    switch (text[stop]) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: out += "&quot;"; break;
    }
    pos = stop + 1;
  }
}

void open_element(std::string& out, const Tree& tree, const Node& node) {
  out += '<';
  out += node.name;
  for (const Attribute& attribute : node.attributes) {
    out += ' ';
    out += attribute.name;
    out += "=\"";
    append_escaped(out, attribute.value, true);
    out += '"';
  }
  out += is_void(node.name) ? "/>" : ">";
  // The parser drops one newline there.
  const bool drops_newline = node.name == "pre" || node.name == "textarea" || node.name == "listing";
  if (drops_newline && node.first_child != kNone && tree[node.first_child].text.starts_with('\n'))
    out += '\n';
}

void open_node(std::string& out, const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  if (node.type == NodeType::element) {
    open_element(out, tree, node);
  } else if (node.type == NodeType::comment) {
    out.append("<!--").append(node.text).append("-->");
  } else if (node.type == NodeType::text) {
    const bool raw = node.parent != kNone && is_raw_text(tree[node.parent]);
    raw ? void(out += node.text) : append_escaped(out, node.text, false);
  }
}

void close_node(std::string& out, const Node& node) {
  if (node.type != NodeType::element || is_void(node.name)) return;
  out.append("</").append(node.name).append(">");
}

void append_node(std::string& out, const Tree& tree, NodeId top) {
  NodeId id = top;
  open_node(out, tree, id);
  while (true) {
    if (tree[id].first_child != kNone) {
      id = tree[id].first_child;
      open_node(out, tree, id);
      continue;
    }
    close_node(out, tree[id]);
    while (id != top && tree[id].next == kNone) {
      id = tree[id].parent;
      close_node(out, tree[id]);
    }
    if (id == top) return;
    id = tree[id].next;
    open_node(out, tree, id);
  }
}

}  // namespace

std::string Tree::outer_html(NodeId top) const {
  std::string out;
  append_node(out, *this, top);
  return out;
}

std::string Tree::inner_html(NodeId node) const {
  std::string out;
  for (NodeId child = nodes_[node].first_child; child != kNone; child = nodes_[child].next)
    append_node(out, *this, child);
  return out;
}

}  // namespace gazette::html

#include "feeds/html/markdown/prepare.h"

#include <algorithm>
#include <array>
#include <utility>

#include "feeds/html/markdown/escape/escape.h"
#include "feeds/html/policy/formulas.h"
#include "feeds/html/policy/nesting.h"
#include "feeds/html/policy/urls.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::html {
namespace {

constexpr std::string_view kStandInHost = "https://relative.invalid";
constexpr std::string_view kStandIn = "https://relative.invalid/~/";

bool is_checkbox(const Tree& tree, NodeId id) {
  return tree.is_element(id, "input") && equals_ignore_case(trim(tree.attribute(id, "type")), "checkbox");
}

// Text that was wrapped twice: HTML knows no CDATA and reads a comment. Empty if it is none.
std::string_view cdata_text(const Node& node) {
  constexpr std::string_view kOpen = "[CDATA[", kClose = "]]";
  const std::string_view comment = node.text;
  const bool wrapped = node.type == NodeType::comment && comment.size() > kOpen.size() + kClose.size() &&
                       comment.starts_with(kOpen) && comment.ends_with(kClose);
  return wrapped ? comment.substr(kOpen.size(), comment.size() - kOpen.size() - kClose.size())
                 : std::string_view();
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

// As renderers write items with paragraphs: the box stands before the first.
NodeId paragraph_behind(const Tree& tree, NodeId box) {
  NodeId id = tree[box].next;
  while (id != kNone && tree[id].type == NodeType::text && trim(tree[id].text).empty()) id = tree[id].next;
  return tree.is_element(id, "p") ? id : kNone;
}

void put_box(Tree& tree, NodeId input, Prepared& prepared) {
  const NodeId box = tree.new_text("-"), space = tree.new_text(" ");
  const NodeId paragraph = paragraph_behind(tree, input);
  const NodeId first = paragraph == kNone ? input : tree[paragraph].first_child;
  for (const NodeId text : {box, space})
    first == kNone ? tree.append_child(paragraph, text) : tree.insert_before(first, text);
  prepared.verbatim[box] = tree.has_attribute(input, "checked") ? "[x]" : "[ ]";
}

// A quote or heading that holds nothing is one still, if nobody took out what it held.
bool is_empty_block(const Tree& tree, NodeId id) {
  const bool block = tree[id].name == "blockquote" || is_heading(tree[id].name);
  const NodeId child = tree[id].first_child;
  return block && (child == kNone || (tree[child].next == kNone && tree[child].type == NodeType::text &&
                                      trim(tree[child].text).empty()));
}

void note_address(const Tree& tree, NodeId id, std::string_view attribute, Prepared& prepared) {
  if (!tree.has_attribute(id, attribute)) return;
  std::string written(trim(tree.attribute(id, attribute)));
  std::erase_if(written, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  std::string cleaned = attribute == "href" ? clean_link(kStandIn, written) : clean_source(kStandIn, written);
  prepared.attributes.push_back({id, attribute, std::move(written), std::move(cleaned)});
}

void note_addresses(const Tree& tree, NodeId id, Prepared& prepared) {
  static constexpr std::array<std::string_view, 4> kSources = {"img", "video", "audio", "source"};
  const std::string_view name = tree[id].name;
  if (name == "a") note_address(tree, id, "href", prepared);
  if (std::find(kSources.begin(), kSources.end(), name) != kSources.end())
    note_address(tree, id, "src", prepared);
}

// White space that holds a line end is one, so that no line is blank.
std::string title_lines(std::string_view title) {
  std::string out;
  bool blank = false, line_end = false;
  for (char c : title) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      blank = true;
      line_end |= c == '\n';
      continue;
    }
    if (blank) out += line_end ? '\n' : ' ';
    blank = line_end = false;
    out += c;
  }
  if (line_end) out += '\n';
  return out;
}

// The sanitizer makes one line of it.
void note_title(const Tree& tree, NodeId id, Prepared& prepared) {
  const std::string_view title = tree.attribute(id, "title");
  if (title.find('\n') == std::string_view::npos) return;
  prepared.attributes.push_back(
      {id, "title", title_lines(remove_control_characters(title)), collapse_whitespace(title)});
}

// An address of a scheme that is not followed as a link, and shown as it is: harmless, and no less in
// brackets.
void note_plain_address(const Tree& tree, NodeId link, Prepared& prepared) {
  static constexpr std::array<std::string_view, 6> kActive = {"javascript", "vbscript", "data",
                                                              "file",       "blob",     "about"};
  const std::string_view address = tree.attribute(link, "href");
  const std::string scheme = to_lower(address.substr(0, address.find(':')));
  const bool active = std::find(kActive.begin(), kActive.end(), scheme) != kActive.end();
  if (active || address.size() > 200 || is_safe_link(resolve_url(kStandIn, address))) return;
  const NodeId text = tree[link].first_child;
  if (text == kNone || tree[text].type != NodeType::text || tree[text].next != kNone ||
      tree[text].text != address)
    return;
  std::string markdown = autolink(address, address);
  if (!markdown.empty()) prepared.verbatim[text] = std::move(markdown);
}

}  // namespace

std::string_view stand_in_base() {
  return kStandIn;
}

Prepared prepare_tree(Tree& tree, NodeId top, bool keep_addresses) {
  Prepared prepared;
  rescue_formulas(tree, top);
  for (NodeId id = tree[top].first_child; id != kNone;) {
    const bool math = tree.is_element(id, "math");
    const NodeId next = math ? tree.next_skipping_children(id, top) : tree.next_in_order(id, top);
    if (math) {
      tree.insert_before(id, tree.new_text(tree.text_content(id)));
    } else if (is_checkbox(tree, id) && begins_item(tree, id)) {
      put_box(tree, id, prepared);
    } else if (const std::string text(cdata_text(tree[id])); !text.empty()) {
      tree.insert_before(id, tree.new_text(text));
    } else if (tree[id].type == NodeType::element) {
      note_title(tree, id, prepared);
      if (keep_addresses) note_addresses(tree, id, prepared);
      if (tree[id].name == "a") note_plain_address(tree, id, prepared);
      if (is_empty_block(tree, id)) {
        const NodeId nothing = tree.new_text("-");
        tree.append_child(id, nothing);
        prepared.verbatim[nothing] = {};
      }
    }
    id = next;
  }
  return prepared;
}

void restore_attributes(Tree& tree, NodeId top, const Prepared& prepared) {
  for (const auto& [node, attribute, value, cleaned] : prepared.attributes) {
    if (tree.has_attribute(node, attribute) && tree.attribute(node, attribute) == cleaned)
      tree.set_attribute(node, attribute, value);
  }
  for (NodeId id = top; id != kNone; id = tree.next_in_order(id, top)) {
    for (Attribute& attribute : tree[id].attributes) {
      if (attribute.value.starts_with(kStandIn)) {
        attribute.value.erase(0, kStandIn.size());
      } else if (attribute.value.starts_with(kStandInHost)) {
        attribute.value.erase(0, kStandInHost.size());
      }
    }
  }
}

}  // namespace gazette::html

// plain_text(): HTML as one line to read, for titles, summaries and search.
#include <string>
#include <unordered_set>

#include "feeds/html/policy/nesting.h"
#include "feeds/html/sanitize.h"
#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

bool is_silent(const Node& node) {
  static const std::unordered_set<std::string_view> kSilent = {"script", "style", "template", "noscript",
                                                               "head",   "svg",   "math",     "iframe",
                                                               "select", "title", "textarea"};
  return kSilent.contains(node.name);
}

bool breaks_line(const Node& node) {
  return is_block(node.name) || node.name == "br" || node.name == "td" || node.name == "th" ||
         node.name == "tr";
}

// Scripts that are written without spaces, and their punctuation.
bool is_wide(char32_t c) {
  return (c >= 0x2e80 && c <= 0x9fff && c != 0x3000) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0xfe30 && c <= 0xfe4f) || (c >= 0xff01 && c <= 0xff60) || (c >= 0xffe0 && c <= 0xffe6) ||
         (c >= 0x20000 && c <= 0x3ffff);
}

char32_t last_code_point(std::string_view text) {
  std::size_t pos = text.size();
  while (pos > 0 && (static_cast<unsigned char>(text[--pos]) & 0xC0) == 0x80) continue;
  return text.empty() ? 0 : next_code_point(text, pos);
}

// Collects words; blocks and line ends part them, but not two Han characters. A break is written only once it
// is known what stands on both sides.
class Line {
 public:
  void add(std::string_view text) {
    for (std::size_t pos = 0; pos < text.size();) {
      for (; pos < text.size() && is_space(text[pos]); ++pos) {
        space_ = true;
        block_ |= text[pos] == '\n';
      }
      const std::size_t start = pos;
      pos = end_of_words(text, start);
      if (pos > start) words(text.substr(start, pos - start));
    }
  }
  void block() { block_ = true; }
  std::string take() { return std::move(line_); }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

  /// Words with one space between each two stand already as they will.
  static std::size_t end_of_words(std::string_view text, std::size_t from) {
    std::size_t end = from;
    while (true) {
      end = find_any<0, ' ', '\t', '\n', '\r', '\f'>(text, end);
      const bool goes_on = end + 1 < text.size() && text[end] == ' ' && !is_space(text[end + 1]);
      if (end == from || !goes_on) return end;
      ++end;
    }
  }

  void words(std::string_view text) {
    if (!line_.empty() && (space_ || block_)) {
      std::size_t pos = 0;
      const bool joins = is_wide(last_code_point(line_)) && is_wide(next_code_point(text, pos));
      if (!(block_ && joins)) line_ += ' ';
    }
    line_ += text;
    space_ = block_ = false;
  }

  std::string line_;
  bool space_ = false, block_ = false;
};

}  // namespace

std::string plain_text(const Tree& tree, NodeId top) {
  Line line;
  NodeId id = top;
  while (id != kNone) {
    const Node& node = tree[id];
    if (node.type == NodeType::text) line.add(node.text);
    if (node.type == NodeType::element && breaks_line(node)) line.block();
    const bool silent = node.type == NodeType::element && is_silent(node) && id != top;
    if (node.first_child != kNone && !silent) {
      id = node.first_child;
      continue;
    }
    while (id != top && tree[id].next == kNone) {
      id = tree[id].parent;
      if (tree[id].type == NodeType::element && breaks_line(tree[id])) line.block();
    }
    id = id == top ? kNone : tree[id].next;
  }
  return remove_control_characters(line.take());
}

std::string plain_text(std::string_view html) {
  if (find_any<0, '<', '&', '\0'>(html, 0) == html.size()) {  // most titles
    Line line;
    line.add(html);
    return remove_control_characters(line.take());
  }
  const Tree tree = Tree::parse_fragment(html);
  return plain_text(tree, tree.root());
}

}  // namespace gazette::html

// Random documents of all that Markdown can say, with text that looks like markup in every place, and their
// structure as text to compare. For tests that render Markdown again.
#pragma once

#include <array>
#include <random>
#include <set>
#include <string>

#include "feeds/html/markdown/escape/characters.h"
#include "feeds/html/tree.h"
#include "feeds/text/strings.h"

namespace gazette::html::testing {

/// A tree as text: blocks as they nest, each run of inline content as one paragraph, each character with its
/// marks.
class Outline {
 public:
  explicit Outline(const std::string& html) : tree_(Tree::parse_fragment(html)) {
    walk();
    end_paragraph();
  }
  const std::string& text() const { return out_; }

 private:
  static std::string block_name(const Node& node) {
    static const std::set<std::string> kBlocks = {"h1",    "h2", "h3", "h4",         "h5",  "h6",
                                                  "ul",    "ol", "li", "blockquote", "pre", "hr",
                                                  "table", "tr", "th", "td",         "p",   "div"};
    return kBlocks.contains(node.name) ? node.name : "";
  }

  void walk() {
    NodeId id = 0;
    while (true) {
      enter(id);
      if (tree_[id].first_child != kNone) {
        id = tree_[id].first_child;
        continue;
      }
      leave(id);
      while (id != 0 && tree_[id].next == kNone) leave(id = tree_[id].parent);
      if (id == 0) return;
      id = tree_[id].next;
    }
  }

  void enter(NodeId id) {
    const Node& node = tree_[id];
    if (node.type == NodeType::text) return text_of(node.text);
    const std::string name = block_name(node);
    if (!name.empty()) end_paragraph();
    if (!name.empty() && name != "p" && name != "div") out_ += "<" + name + attributes(id) + ">";
    if (name == "pre") in_pre_ = true;
    if (node.name == "br") end_line('|');
    if (node.name == "img") run_ += "{img" + attributes(id) + "}", space_ = false;
    if (node.name == "input") run_ += tree_.has_attribute(id, "checked") ? "{x}" : "{ }", space_ = false;
    if (const std::string mark = mark_of(id); !mark.empty()) marks_.insert(mark);
  }

  void leave(NodeId id) {
    const std::string name = block_name(tree_[id]);
    if (!name.empty()) end_paragraph();
    if (name == "pre") in_pre_ = false;
    if (!name.empty() && name != "p" && name != "div" && name != "hr") out_ += "</" + name + ">\n";
    if (const std::string mark = mark_of(id); !mark.empty()) marks_.erase(marks_.find(mark));
  }

  std::string mark_of(NodeId id) const {
    const std::string& name = tree_[id].name;
    if (name == "strong" || name == "b") return "S";
    if (name == "em" || name == "i") return "E";
    if (name == "del" || name == "s") return "D";
    if (name == "code") return "C";
    return name == "a" ? "(" + std::string(tree_.attribute(id, "href")) + " " +
                             std::string(tree_.attribute(id, "title")) + ")"
                       : "";
  }

  std::string attributes(NodeId id) const {
    std::string out;
    if (tree_.attribute(id, "style") == "text-align:right") out += " right";  // goldmark's way
    for (const char* name : {"src", "alt", "title", "align", "start"}) {
      const std::string_view value = tree_.attribute(id, name);
      if (!value.empty() && !(name == std::string("start") && value == "1")) out += " " + std::string(value);
    }
    return out;
  }

  void text_of(const std::string& text) {
    for (std::size_t pos = 0; pos < text.size();) {
      const std::size_t begin = pos;
      const char32_t c = next_code_point(text, pos);
      const bool blank = !in_pre_ && (c == ' ' || c == '\n' || c == '\t');
      if (blank && space_) continue;
      space_ = blank;
      run_ += blank ? " " : text.substr(begin, pos - begin);
      if (!in_pre_ && char_kind(c) == CharKind::letter) {  // signs may leave the edge of a mark
        for (const std::string& mark : std::set<std::string>(marks_.begin(), marks_.end())) run_ += mark;
      }
    }
  }

  void end_line(char end) {
    while (!in_pre_ && run_.ends_with(' ')) run_.pop_back();
    run_ += end;
    space_ = true;
  }

  void end_paragraph() {
    if (run_ == "{x} " || run_ == "{ } ") return;  // a box may stand before its paragraph
    while (in_pre_ ? run_.ends_with('\n') : run_.ends_with(' ') || run_.ends_with('|')) run_.pop_back();
    if (!run_.empty()) out_ += "[" + run_ + "]\n";
    run_.clear();
    space_ = true;
  }

  Tree tree_;
  std::string out_, run_;
  std::multiset<std::string> marks_;
  bool space_ = true, in_pre_ = false;
};

class RandomDocuments {
 public:
  explicit RandomDocuments(unsigned seed) : random_(seed) {}

  std::string document() { return blocks(0); }

 private:
  int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }

  std::string blocks(int depth) {
    std::string out;
    for (int count = 1 + pick(4); count > 0; --count) out += block(depth);
    return out;
  }

  std::string block(int depth) {
    const int kind = pick(depth > 3 ? 7 : 12);
    switch (kind) {
      case 0: return heading();
      case 1:
        return "<pre><code" + std::string(pick(2) == 0 ? " class=\"language-cc\"" : "") + ">" + code_lines() +
               "</code></pre>";
      case 2: return "<hr>";
      case 3: return depth > 0 ? "<p>" + inlines(0) + "</p>" : table();
      case 7: return "<blockquote>" + blocks(depth + 1) + "</blockquote>";
      case 8:
      case 9: return list("ul", depth);
      case 10: return list(pick(3) == 0 ? "ol start=\"7\"" : "ol", depth);
      case 11: return "<div>" + blocks(depth + 1) + "</div>";
      default: return "<p>" + inlines(0) + "</p>";
    }
  }

  std::string heading() {
    const std::string name = "h" + std::to_string(1 + pick(6));
    return "<" + name + ">" + words() + "</" + name + ">";
  }

  std::string list(const std::string& tag, int depth) {
    std::string out = "<" + tag + ">";
    const bool paragraphs = pick(2) == 0;
    for (int count = 1 + pick(3); count > 0; --count) out += "<li>" + item(depth + 1, paragraphs) + "</li>";
    return out + "</" + tag.substr(0, 2) + ">";
  }

  std::string item(int depth, bool paragraphs) {
    if (paragraphs) return "<p>" + inlines(0) + "</p>" + (pick(2) == 0 ? blocks(depth) : "");
    // cmark-gfm sees a box only where the line begins with its list's marker.
    if (depth == 1 && pick(6) == 0)
      return std::string("<input type=checkbox") + (pick(2) == 0 ? " checked> " : "> ") + word();
    switch (pick(5)) {
      case 0: return "";
      case 1: return blocks(depth);
      case 2: return inlines(0) + list("ul", depth);
      default: return inlines(0);
    }
  }

  std::string table() {
    const int columns = 1 + pick(3), rows = 1 + pick(3);
    std::string out = "<table>";
    for (int row = 0; row <= rows; ++row) {
      out += "<tr>";
      for (int i = 0; i < columns; ++i)
        out += row == 0 ? "<th align=right>" + words() + "</th>" : "<td align=right>" + cell() + "</td>";
      out += "</tr>";
    }
    return out + "</table>";
  }

  std::string cell() { return pick(3) == 0 ? inline_piece(1) + " " + words() : words(); }

  std::string inlines(int depth) {
    std::string out;
    for (int count = 1 + pick(4); count > 0; --count) {
      out += inline_piece(depth);
      if (depth == 0 && pick(8) == 0) out += "<br>" + words();
    }
    return out + words();
  }

  std::string inline_piece(int depth) {
    switch (depth > 1 ? 9 : pick(10)) {
      case 0: return "<strong>" + inline_piece(depth + 1) + "</strong>";
      case 1: return "<em>" + inline_piece(depth + 1) + "</em>";
      case 2: return "<del>" + words() + "</del>";
      case 3: return "<code>" + sign() + word() + sign() + "</code>";
      case 4: return "<a href=\"https://example.org/a_(b)?c=*d*\">" + words() + "</a>";
      case 5: return "<a href=\"/b\" title=\"" + sign() + "t\">" + words() + "</a>";
      case 8: return "<a href=\"https://example.org/\"><img src=\"/i\" alt=\"a\"></a>";
      case 6: return "<img src=\"/i\" alt=\"" + sign() + "x\">";
      default: return words();
    }
  }

  std::string words() {
    std::string out;
    for (int count = 1 + pick(3); count > 0; --count) {
      if (pick(3) == 0) out += sign() + (pick(2) == 0 ? " " : "");
      out += word() + (pick(3) == 0 ? " " : "");
      if (pick(6) == 0) out += sign();
      if (pick(10) == 0) out += "\n";
    }
    return out;
  }

  std::string code_lines() {
    std::string out = word();
    for (int count = pick(4); count > 0; --count)
      out += (pick(3) == 0 ? "\n\n" : "\n") + std::string(pick(2) == 0 ? "  " : "") + sign() + word();
    return out;
  }

  std::string word() {
    static constexpr std::array<const char*, 8> kWords = {"foo", "Bar",        "a",    "1",
                                                          "Y2K", "snake_case", "文字", "x"};
    return kWords[static_cast<std::size_t>(pick(8))];
  }

  std::string sign() {
    static constexpr std::array<const char*, 48> kSigns = {
        "*",    "**", "_",     "__",  "#",      "##", "-",   "--", "---",     "+",   "1.",        "10)",
        "&gt;", "`",  "``",    "```", "~",      "~~", "~~~", "=",  "===",     "|",   "&lt;b>",    "&amp;amp;",
        "[",    "]",  "[x]",   "[ ]", "[a](b)", "![", "!",   "\\", "\\*",     ":",   ": ",        "[a]: /u",
        "(",    ")",  "&#35;", "$",   "{{",     "}",  "\"",  "'",  "&lt;!--", "www", "&amp;#35;", "."};
    return kSigns[static_cast<std::size_t>(pick(48))];
  }

  std::mt19937 random_;
};

/// The writer opens no shortcode in code: "{{<" gets a space there.
inline std::string outline(const std::string& html) {
  std::string text = Outline(html).text();
  replace_all(text, "{{ <", "{{<");
  return text;
}

}  // namespace gazette::html::testing

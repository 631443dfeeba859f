// Chinese and Japanese, where no spaces part the marks of strong and emphasis from the words around them:
// random text, converted, rendered by cmark-gfm and compared character by character.
#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "feeds/html/markdown.h"
#include "feeds/html/markdown/escape/characters.h"
#include "feeds/text/strings.h"
#include "tests/feeds/html/rendered.h"

namespace gazette::html {
namespace {

using testing::rendered;

/// A character that is seen, and the marks that are on it.
struct Seen {
  char32_t character;
  std::string marks;  // S strong, E emphasis, D deleted, L link, C code
};

char mark_of(std::string_view name) {
  if (name == "strong" || name == "b") return 'S';
  if (name == "em" || name == "i") return 'E';
  if (name == "del" || name == "s") return 'D';
  if (name == "a") return 'L';
  return name == "code" ? 'C' : '\0';
}

std::string marks_on(const Tree& tree, NodeId id) {
  std::set<char> marks;
  for (; id != kNone; id = tree[id].parent) {
    if (const char mark = mark_of(tree[id].name)) marks.insert(mark);
  }
  return {marks.begin(), marks.end()};
}

bool is_blank(char32_t c) {
  return c == ' ' || c == '\n';
}

void end_line(std::vector<Seen>& characters) {
  while (!characters.empty() && characters.back().character == ' ') characters.pop_back();
  const auto line =
      std::find_if(characters.rbegin(), characters.rend(), [](const Seen& s) { return s.character == '\n'; });
  const bool empty = std::all_of(characters.rbegin(), line,
                                 [](const Seen& s) { return char_kind(s.character) == CharKind::space; });
  if (empty) characters.erase(line.base(), characters.end());
  if (!empty) characters.push_back({'\n', ""});
}

/// Spaces and line ends are one space, none at the edges of a line; wider ones stay.
std::vector<Seen> read(const std::string& html) {
  const Tree tree = Tree::parse_fragment(html);
  std::vector<Seen> seen;
  bool space = true;
  for (NodeId id = 0; id != kNone; id = tree.next_in_order(id, 0)) {
    const bool line_edge = tree[id].name == "p" || tree[id].name == "br";
    if (line_edge) end_line(seen);
    space |= line_edge;
    if (tree[id].type != NodeType::text) continue;
    for (std::size_t pos = 0; pos < tree[id].text.size();) {
      const char32_t c = next_code_point(tree[id].text, pos);
      if (is_blank(c)) {
        if (!space) seen.push_back({' ', ""});
        space = true;
      } else {
        seen.push_back({c, marks_on(tree, id)});
        space = false;
      }
    }
  }
  end_line(seen);
  return seen;
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string paragraph() {
    std::string out = "<p>";
    for (int pieces = 1 + pick(6); pieces > 0; --pieces) out += piece(0);
    return out + "</p>";
  }

 private:
  int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }

  std::string piece(int depth) {
    static constexpr std::array<const char*, 8> kTags = {"strong", "b",  "em",  "i",
                                                         "strong", "em", "del", "code"};
    const int kind = pick(10);
    if (depth < 3 && kind < 4) {
      const std::string tag = kTags[static_cast<std::size_t>(pick(8))];
      if (tag == "code") return "<code>" + word() + "</code>";
      std::string out = "<" + tag + ">";
      for (int pieces = 1 + pick(3); pieces > 0; --pieces) out += piece(depth + 1);
      return out + "</" + tag + ">";
    }
    if (depth < 2 && kind == 4) return "<a href=\"https://example.org/\">" + text() + "</a>";
    if (kind == 5 && pick(4) == 0) return "<br>";
    return text();
  }

  std::string text() {
    std::string out;
    for (int pieces = 1 + pick(3); pieces > 0; --pieces) out += pick(3) == 0 ? sign() : word();
    return out;
  }

  std::string word() {
    static constexpr std::array<const char*, 16> kWords = {
        "启动", "星际之门", "投资", "的",    "カナ",  "ひらがな", "日本", "語",
        "한국", "A",        "AI",   "GPT-4", "20.74", "亿元",     "é",    "ß"};
    return kWords[static_cast<std::size_t>(pick(16))];
  }

  std::string sign() {
    static constexpr std::array<const char*, 42> kSigns = {
        "“",  "”",      "‘",      "’",  "，", "。", "、", "；", "：", "？", "！", "（", "）", "《",
        "》", "「",     "」",     "【", "】", "—",  "…",  "·",  "％", "￥", "＋", "℃",  "★",  "😀",
        " ",  "\u00a0", "\u3000", ".",  ",",  "(",  ")",  "!",  "\"", "-",  "$",  "*",  "\n", "_"};
    return kSigns[static_cast<std::size_t>(pick(42))];
  }

  std::mt19937 random_;
};

/// Letters keep their marks exactly. Signs may leave the edge of a run, so each is only compared as a
/// character.
std::vector<Seen> letters(const std::vector<Seen>& in) {
  std::vector<Seen> out;
  for (const Seen& seen : in) {
    out.push_back(seen);
    if (char_kind(seen.character) != CharKind::letter) out.back().marks.clear();
  }
  return out;
}

std::string shown(const std::vector<Seen>& seen) {
  std::string out;
  for (const Seen& one : seen) {
    append_utf8(out, one.character);
    out += one.marks;
  }
  return out;
}

/// More of them with ROUNDS in the environment.
unsigned rounds() {
  const char* wanted = std::getenv("ROUNDS");
  return wanted ? static_cast<unsigned>(std::atoi(wanted)) : 10'000;
}

TEST(MarkdownCjk, MarksOfRandomTextAreReadAsTheyAreMeant) {
  for (unsigned seed = 0; seed < rounds(); ++seed) {
    const std::string html = Generator(seed).paragraph();
    const std::string markdown = html_to_markdown(html, {});
    const std::vector<Seen> in = read(html);
    const std::vector<Seen> out = read(rendered(markdown));
    ASSERT_EQ(shown(letters(in)), shown(letters(out))) << seed << "\n" << html << "\n" << markdown;
  }
}

}  // namespace
}  // namespace gazette::html

#include "storage/search/text/snippet.h"

#include <gtest/gtest.h>

#include "feeds/text/encoding.h"

namespace gazette {
namespace {

std::string shown(const std::vector<SnippetPart>& parts) {
  std::string out;
  for (const SnippetPart& part : parts) out += part.found ? "[" + part.text + "]" : part.text;
  return out;
}

Article article_of(const std::string& title, const std::string& body) {
  Article a;
  a.title = title;
  a.language = "en";
  a.record = body;
  return a;
}

TEST(Snippet, marks_what_was_found) {
  struct Case {
    const char *name, *body, *typed, *out;
  };
  const Case cases[] = {
      {"a word", "The red house.", "red", "The [red] house."},
      {"in any case and accent", "Le CAFÉ est là", "cafe", "Le [CAFÉ] est là"},
      {"an accent on its own", "Le cafe\u0301 noir", "café", "Le [cafe\u0301] noir"},
      {"a longer form", "Two elections", "election", "Two [elections]"},
      {"a shorter form", "An election", "elections", "An [election]"},
      {"other endings", "Running, runs, runner", "run", "[Running], [runs], runner"},
      {"quoted, no other form", "tides, tide", "\"tide\"", "tides, [tide]"},
      {"no part of a word", "The redhead", "red", "The redhead"},
      {"a phrase", "red, big house and big red house", "\"red house\"", "red, big house and big [red house]"},
      {"several words", "red and blue", "blue red", "[red] and [blue]"},
      {"not what must not be there", "red and blue", "red -blue source:x", "[red] and blue"},
      {"Chinese", "日本软银集团加注", "软银", "日本[软银]集团加注"},
      {"longer Chinese", "日本软银集团加注", "软银集团", "日本[软银集团]加注"},
      {"Chinese parted by a sign", "软，银", "软银", "软，银"},
      {"Chinese in bold", "日本**软**银", "软银", "日本[软银]"},
      {"one character", "软银软", "软", "[软]银[软]"},
      {"Chinese and Latin", "加注OpenAI的", "加注openai", "[加注OpenAI]的"},
      {"full width", "ＡＢＣ社", "abc", "[ＡＢＣ]社"},
      {"nothing found", "Some text", "other", "Some text"},
      {"Markdown", "# A [link](https://red.org/red) and `red` ![red](x.png)", "red",
       "A link and [red] [red]"},
      {"a heading and a rule", "Tides\n-----\n\n---\n\nred - blue", "red", "Tides [red] - blue"},
      {"a table", "| Red | Blue |\n| --- | --- |\n| a | b |", "red", "[Red] Blue a b"},
      {"escapes", "1\\. \\*red\\*", "red", "1. *[red]*"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(shown(make_snippet(article_of("", c.body), c.typed).text), c.out);
  }
  EXPECT_EQ(shown(make_snippet(article_of("Red house", ""), "red").title), "[Red] house");
}

TEST(Snippet, shows_the_place_where_most_is_found) {
  std::string body = "red ";
  for (int i = 0; i < 300; ++i) body += "word" + std::to_string(i) + " ";
  body += "red and blue at the end";
  EXPECT_EQ(shown(make_snippet(article_of("", body), "red blue", 60).text),
            "…word299 [red] and [blue] at the end");
}

TEST(Snippet, cuts_between_words) {
  const std::string text =
      shown(make_snippet(article_of("", "aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii"), "eeee", 16).text);
  EXPECT_EQ(text, "…[eeee] ffff gggg …");
}

TEST(Snippet, never_cuts_a_character) {
  const std::string family = "👨‍👩‍👧‍👦", flag = "🇨🇳", accents = "e\u0301\u0323",
                    tone = "👍🏽";
  std::string body;
  for (int i = 0; i < 40; ++i) body += family + flag + accents + tone + "软" + "한" + (i == 20 ? "找到" : "");
  for (std::size_t size = 1; size < 120; ++size) {
    std::string text = shown(make_snippet(article_of("", body), "找到", size).text);
    ASSERT_TRUE(is_valid_utf8(text)) << size;
    for (const char* mark : {"…", "[找到]", family.c_str(), flag.c_str(), accents.c_str(), tone.c_str(), "软",
                             "한", "找", "到", "[", "]"})
      for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark))
        text.erase(at, std::string(mark).size());
    EXPECT_EQ(text, "") << "a part of a character is left, at size " << size;
  }
}

TEST(Snippet, of_hostile_texts) {
  std::string links;
  for (int i = 0; i < 100'000; ++i) links += "](";
  EXPECT_TRUE(is_valid_utf8(shown(make_snippet(article_of(links, links), "a").text)));
  EXPECT_EQ(shown(make_snippet(article_of("", ""), "a").text), "");
  EXPECT_EQ(shown(make_snippet(article_of("", "a"), "").text), "a");
  EXPECT_EQ(shown(make_snippet(article_of("", std::string(500, 'x') + " red"), "red", 20).text), "…[red]");
}

}  // namespace
}  // namespace gazette

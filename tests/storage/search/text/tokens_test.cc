#include "storage/search/text/tokens.h"

#include <chrono>

#include <gtest/gtest.h>

namespace gazette {
namespace {

struct Case {
  const char* name;
  std::string in, out;
};

TEST(SearchTokens, words_bigrams_and_borders) {
  const Case cases[] = {
      {"empty", "", ""},
      {"words", "Hello, World 2.0!", "hello world 2 0"},
      {"accents", "Café ÉCOLE Łódź naïve", "cafe ecole lodz naive"},
      {"letters with a stroke, joined letters", "Đường Øre œuvre Æsir Þór", "duong ore oeuvre aesir thor"},
      {"Turkish", "IŞIK ışık İzmir", "isik isik izmir"},
      {"Hebrew points", "שָׁלוֹם", "שלום"},
      {"Arabic vowel signs", "إنَّ يَنمو مـــدينة", "ان ينمو مدينة"},
      {"accent on its own", "Cafe\u0301", "cafe"},
      {"sharp s, ligature", "Straße ﬁne", "strasse fine"},
      {"greek", "Ἀθῆναι ΑΘΉΝΑ", "αθηναι αθηνα"},
      {"russian", "Ёлка йод", "елка йод"},
      {"full width", "ＡＢＣ１２３", "abc123"},
      {"one Han character", "股", "股"},
      {"two", "软银", "软银 银"},
      {"run", "软银集团", "软银 银集 集团 团"},
      {"border to Latin", "加注OpenAI的", "加注 注 openai 的"},
      {"border to digits", "400亿", "400 亿"},
      {"Chinese punctuation", "软，银。集", "软 银 集"},
      {"kana", "でのイ", "での のイ イ"},
      {"half width kana", "ﾃﾚ", "テレ レ"},
      {"hangul", "한국어", "한국 국어 어"},
      {"thai", "ไทย", "ไท ทย ย"},
      {"Han beyond the basic plane", "𠀀𠀁", "𠀀𠀁 𠀁"},
      {"emphasis inside a Chinese word", "软**银**", "软银 银"},
      {"emphasis around a Latin word", "a *big* b", "a big b"},
      {"soft hyphen, zero width space", "Zei\u00ADtung 软\u200B银", "zeitung 软银 银"},
      {"link target", "see [the page](https://x.org/a_(b)?q=1) now", "see the page now"},
      {"image", "![alt text](i.png \"t\") end", "alt text end"},
      {"unfinished link", "[a](b", "a b"},
      {"invalid UTF-8",
       "a\xff\xfe"
       "b 软\xe8",
       "a b 软"},
      {"emoji", "a😀b", "a b"},
      {"indic marks stay", "हिन्दी", "हिन्दी"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(search_tokens(c.in), c.out);
  }
}

TEST(SearchTokens, a_long_word_is_cut) {
  EXPECT_EQ(search_tokens(std::string(1000, 'x')), std::string(64, 'x'));
}

TEST(SearchTokens, hostile_text_takes_linear_time) {
  std::string links;
  for (int i = 0; i < 300'000; ++i) links += "](";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(search_tokens(links), "");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(SearchText, columns) {
  Article a;
  a.title = "T";
  a.record = "front body";
  a.body_offset = 6;
  a.summary = "short";
  a.authors = {{"Ann", "", ""}};
  a.categories = {"财经"};
  a.tags = {"Tag"};
  EXPECT_EQ(search_text(a).body, "body");
  EXPECT_EQ(search_text(a).names, "ann 财经 经 tag");
  a.body_offset = a.record.size();
  EXPECT_EQ(search_text(a).body, "short") << "an article without a body is found by its summary";
}

}  // namespace
}  // namespace gazette

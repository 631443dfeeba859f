#include "storage/search/text/stems.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

TEST(Stemmer, languages) {
  struct Case {
    const char *language, *word, *stem;
  };
  const Case cases[] = {{"en", "elections", "elect"}, {"en-GB", "running", "run"},
                        {"de", "wahlen", "wahl"},     {"fr", "gouvernements", "gouvern"},
                        {"ru", "выборы", "выбор"},    {"nb", "husene", "hus"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.word);
    std::optional<Stemmer> stemmer = Stemmer::for_language(c.language);
    ASSERT_TRUE(stemmer);
    EXPECT_EQ(stemmer->stem(c.word), c.stem);
  }
  EXPECT_FALSE(Stemmer::for_language("zh-CN"));
  EXPECT_FALSE(Stemmer::for_language(""));
}

TEST(Stemmer, what_words_of_a_stem_begin_with) {
  EXPECT_EQ(common_beginning("elections", "elect"), "elect");
  EXPECT_EQ(common_beginning("happiness", "happi"), "happi");
  EXPECT_EQ(common_beginning("happy", "happi"), "happ");
  EXPECT_EQ(common_beginning("news", "new"), "") << "too short to stand for a word";
  EXPECT_EQ(common_beginning("выборы", "выбор"), "выбор");
  EXPECT_EQ(common_beginning("abcd", "xbcd"), "");
}

}  // namespace
}  // namespace gazette

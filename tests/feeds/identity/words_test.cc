#include "feeds/identity/words.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

struct Case {
  const char* name;
  std::string in, out;
};

TEST(PlainWords, of_titles) {
  const Case cases[] = {
      {"empty", "", ""},
      {"case, punctuation, white space", "  “Big”  News:\tit's here!", "big news it s here"},
      {"quotation marks of another program", "\"Big\" News: it’s here", "big news it s here"},
      {"languages", "C++ 1.2 and C#", "c++ 1 2 and c#"},
      {"numbers apart", "1.2", "1 2"},
      {"numbers together", "12", "12"},
      {"Chinese", "软银，加注OpenAI！", "软银 加注openai"},
      {"accents stay", "Été À", "été à"},
      {"soft hyphen", "Zei\u00ADtung", "zeitung"},
      {"emoji alone", "🎉🎉", ""},
      {"Hindi's vowel signs", "हिन्दी", "हिन्दी"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(plain_words(c.in), c.out);
  }
}

TEST(PlainWords, of_html) {
  const Case cases[] = {
      {"tags part", "<p>One</p><p>two</p>", "one two"},
      {"tags of another program", "<div class='x'><p>One<br>two</div>", "one two"},
      {"script and style", "a<script>var b;</script>c<STYLE>d{}</style>e", "a c e"},
      {"comment", "a<!-- b > c -->d", "a d"},
      {"entities", "Tom &amp; Jerry&rsquo;s &#20320;", "tom jerry s 你"},
      {"no entity", "a & b &c d", "a b c d"},
      {"less than", "1 < 2 <3", "1 2 3"},
      {"script that does not end", "a<script>b", "a"},
      {"tag that does not end", "a<b", "a"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(plain_words_of_html(c.in, 1000), c.out);
  }
}

TEST(PlainWords, the_limit_cuts_no_character) {
  EXPECT_EQ(plain_words_of_html("软银软银", 4), "软银");
  EXPECT_EQ(plain_words_of_html("abc", 2), "ab");
}

/// Wherever the limit falls: in a word, at its end, after a space.
TEST(PlainWords, as_far_as_the_limit) {
  const std::string whole = "one two2 你好 a b three";
  for (std::size_t limit = 1; limit <= whole.size() + 2; ++limit) {
    const std::string words = plain_words_of_html("<p>One, TWO2 你好</p>A b&nbsp;three", limit);
    EXPECT_TRUE(whole.starts_with(words)) << limit << ": " << words;
    EXPECT_GE(words.size(), std::min(limit, whole.size()));
    EXPECT_LE(words.size(), limit + 3);
  }
}

}  // namespace
}  // namespace gazette

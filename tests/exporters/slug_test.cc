// Titles in paths.
#include "exporters/files/slug.h"

#include <gtest/gtest.h>

#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using testing::sample;

TEST(Slug, ascii_words_of_the_title) {
  const std::string hash = "-" + short_hash("x1");
  struct Case {
    std::string title;
    std::string ascii, latin;
  };
  const Case cases[] = {
      {"Tide tables, and why ours is wrong & loved", "tide-tables-and-why-ours-is-wrong-loved",
       "tide-tables-and-why-ours-is-wrong-loved"},
      {"The keeper's second job", "the-keepers-second-job", "the-keepers-second-job"},
      {"Café au lait", "caf-au-lait" + hash, "cafe-au-lait"},
      {"软银要取代微软", "x1", "ruan-yin-yao-qu-dai-wei-ruan"},
      {"OpenAI 融资", "openai" + hash, "openai-rong-zi"},
      {"Привет, мир", "x1", "privet-mir"},
      {"日本語のテスト", "x1", "ri-ben-yunotesuto"},
      {"Straße", "stra-e" + hash, "strasse"},
      {"😀", "x1", "x1"},
      {"", "x1", "x1"},
      {"---", "x1", "x1"},
      {"../../etc", "etc", "etc"},
      {"C++ & C#", "c-c", "c-c"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.title);
    EXPECT_EQ(slug_of(sample("x1", c.title).article, false), c.ascii);
    EXPECT_EQ(slug_of(sample("x1", c.title).article, true), c.latin);
  }
}

TEST(Slug, is_short_whatever_the_title) {
  std::string han;
  for (int i = 0; i < 3000; ++i) han += "银";
  for (const std::string& title :
       {std::string(5000, 'a'), std::string(5000, '-'), han, std::string(5000, '\xff')}) {
    EXPECT_LE(slug_of(sample("x1", title).article, false).size(), 70u);
    EXPECT_LE(slug_of(sample("x1", title).article, true).size(), 70u);
  }
}

}  // namespace
}  // namespace gazette

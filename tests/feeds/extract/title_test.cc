#include "feeds/extract/metadata/title.h"

#include <gtest/gtest.h>

namespace gazette::extract {
namespace {

html::Tree tree_of(const std::string& html) {
  return html::Tree::parse_document(html);
}

TEST(TitleOfPage, WithoutTheSite) {
  const struct {
    const char* name;
    std::string html, out;
  } cases[] = {
      {"at the end", "<title>How the harbour was built | The Daily Gull</title>",
       "How the harbour was built"},
      {"a dash", "<title>How the harbour was built - The Daily Gull</title>", "How the harbour was built"},
      {"in front", "<title>Gull | How the harbour was built</title>", "How the harbour was built"},
      {"nothing to cut", "<title>How the harbour was built</title>", "How the harbour was built"},
      {"a hyphen is no separator", "<title>A well-built harbour of stone</title>",
       "A well-built harbour of stone"},
      {"after a colon", "<title>Gull: how the harbour was built</title>", "how the harbour was built"},
      {"a colon that a heading has, too", "<title>Harbour: a history</title><h1>Harbour: a history</h1>",
       "Harbour: a history"},
      {"too short to tell, one heading", "<title>Gull</title><h1>How the harbour was built</h1>",
       "How the harbour was built"},
      {"white space", "<title>\n How the harbour\n was built </title>", "How the harbour was built"},
      {"none", "<p>x</p>", ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(title_of_page(tree_of(c.html)), c.out);
  }
}

TEST(Headline, AsReadersSeeIt) {
  const struct {
    const char* name;
    std::string html, title;
    bool is_article;
    std::string out;
  } cases[] = {
      {"the title is made of it", "<h1>How the harbour was built</h1>", "How the harbour was built - Gull",
       false, "How the harbour was built"},
      {"it ends the title", "<h1>How the harbour was built</h1>", "Gull | How the harbour was built", false,
       "How the harbour was built"},
      {"an h2", "<h1>The Gull</h1><h2>How the harbour was built</h2>", "How the harbour was built_Gull",
       false, "How the harbour was built"},
      {"typography", "<h1>The harbour’s “old” wall</h1>", "The harbour's \"old\" wall", false,
       "The harbour’s “old” wall"},
      {"shortened for networks", "<h1>How the old harbour was really built, stone by stone</h1>",
       "How the old harbour was built", false, "How the old harbour was really built, stone by stone"},
      {"Chinese", "<h1>老港口是怎样一块石头一块石头建成的</h1>", "老港口是怎样建成的", false,
       "老港口是怎样一块石头一块石头建成的"},
      {"with a kicker before it", "<h1>History: How the harbour was built</h1>", "How the harbour was built",
       true, ""},
      {"with what it is about behind it", "<h1>How the harbour was built: stone upon stone</h1>",
       "How the harbour was built", false, "How the harbour was built: stone upon stone"},
      {"with a date behind it", "<h1>How the harbour was built (2019)</h1>", "How the harbour was built",
       true, ""},
      {"another text on a page of no sort", "<h1>Welcome to this site</h1>", "How the harbour was built",
       false, ""},
      {"another text, but the only one of an article", "<h1>Stone upon stone</h1>",
       "How the harbour was built", true, "Stone upon stone"},
      {"two of them", "<h1>Stone upon stone</h1><h1>Wave after wave</h1>", "How the harbour was built", true,
       ""},
      {"the same twice, for small and wide screens", "<h1>Stone upon stone</h1><h1>Stone upon stone</h1>",
       "How the harbour was built", true, "Stone upon stone"},
      {"the site's name", "<h1>The Daily Gull of Town</h1>", "How the harbour was built", true, ""},
      {"a permalink sign", "<h1>Stone upon stone¶</h1>", "How the harbour was built", true,
       "Stone upon stone"},
      {"the title is seen as a smaller heading",
       "<h1>Stone upon stone</h1><h2>How the harbour was built</h2>", "How the harbour was built", true, ""},
      {"a title of one short word", "<h1>We mend the Harbour for good</h1>", "Harbour", false,
       "We mend the Harbour for good"},
      {"a title of one short word and a page about else", "<h1>We mend the wall for good</h1>", "Harbour",
       false, ""},
      {"no title", "<h1>Stone upon stone</h1><h1>Wave after wave</h1>", "", false, "Stone upon stone"},
      {"no title and no h1", "<h2>Stone upon stone</h2>", "", false, "Stone upon stone"},
      {"none", "<p>x</p>", "How the harbour was built", true, ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(headline_of(tree_of(c.html), c.title, "The Daily Gull of Town", c.is_article), c.out);
  }
}

TEST(WithoutSiteName, OnlyTheSitesOwn) {
  EXPECT_EQ(without_site_name("Harbours - The Gull", "the gull"), "Harbours");
  EXPECT_EQ(without_site_name("Harbours - The Fish", "The Gull"), "Harbours - The Fish");
  EXPECT_EQ(without_site_name("Harbours", "The Gull"), "Harbours");
  EXPECT_EQ(without_site_name("港口重修:海鸥日报", "海鸥日报"), "港口重修");
  EXPECT_EQ(without_site_name("港口重修--海鸥日报", "海鸥日报"), "港口重修") << "a mark twice";
  for (const char* mark : {"•", "・", "－", "丨", "_", "｜"})
    EXPECT_EQ(without_site_name("Harbours " + std::string(mark) + " Gull", "Gull"), "Harbours") << mark;
  EXPECT_EQ(without_site_name("Of the Gull", "Gull"), "Of the Gull") << "a sentence that ends with it";
  EXPECT_EQ(without_site_name("| Gull", "Gull"), "| Gull");
}

}  // namespace
}  // namespace gazette::extract

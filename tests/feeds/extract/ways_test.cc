#include "feeds/extract/access/ways.h"

#include <gtest/gtest.h>

namespace gazette::extract {
namespace {

std::string next_of(const std::string& url, const std::string& html) {
  return find_next_page(html::Tree::parse_document(html), url, url);
}

TEST(NextPage, IsTheSameAddressButForANumber) {
  const std::string here = "https://x.example/story";
  const struct {
    const char* name;
    std::string url, html, out;
  } cases[] = {{"a parameter", here, "<link rel=next href='?page=2'>", here + "?page=2"},
               {"the third", here + "?page=2", "<link rel=next href='?page=3'>", here + "?page=3"},
               {"beside another parameter", here + "?id=7", "<link rel=next href='?id=7&page=2'>",
                here + "?id=7&page=2"},
               {"a folder", here, "<a rel=next href='/story/page/2/'>more</a>", here + "/page/2/"},
               {"a number alone", here + "/", "<a rel='nofollow next' href='/story/2/'>2</a>", here + "/2/"},
               {"after a number alone, with a first page", here + "/2",
                "<a href='/story'>1</a><a rel=next href='/story/3'>3</a>", here + "/3"},
               {"after a number alone, that may be the article's", "https://x.example/posts/12",
                "<a rel=next href='/posts/13'>Next post</a>", ""},
               {"a numbered article's own pages", "https://x.example/posts/12",
                "<link rel=next href='/posts/12?page=2'>", "https://x.example/posts/12?page=2"},
               {"in the file's name", "https://x.example/a/story.html", "<link rel=next href='story_2.html'>",
                "https://x.example/a/story_2.html"},
               {"by its words", here, "<a href='?page=2'>下一页</a>", here + "?page=2"},
               {"by its number", here, "<a href='?page=2'> 2 </a>", here + "?page=2"},
               {"another article", here, "<link rel=next href='/other-story'>", ""},
               {"another site", here, "<link rel=next href='https://y.example/story?page=2'>", ""},
               {"a page left out", here, "<link rel=next href='?page=3'>", ""},
               {"backwards", here + "?page=2", "<link rel=next href='?page=1'>", ""},
               {"a link that does not say next", here, "<a href='?page=2'>Comments</a>", ""},
               {"no address of our own", "", "<link rel=next href='?page=2'>", ""},
               {"far beyond", here + "?page=100", "<link rel=next href='?page=101'>", ""},
               {"not fetched", here, "<link rel=next href='javascript:next(2)'>", ""}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(next_of(c.url, c.html), c.out);
  }
}

TEST(AmpPage, IsAbsoluteAndSafe) {
  const auto amp = [](const std::string& html) {
    return find_amp_page(html::Tree::parse_document(html), "https://x.example/story");
  };
  EXPECT_EQ(amp("<link rel=amphtml href='/amp/story'>"), "https://x.example/amp/story");
  EXPECT_EQ(amp("<link rel=amphtml href='javascript:x'><link rel=AMPHTML href='//amp.example/s'>"),
            "https://amp.example/s");
  EXPECT_EQ(amp("<link rel=alternate href='/amp/story'>"), "");
}

}  // namespace
}  // namespace gazette::extract

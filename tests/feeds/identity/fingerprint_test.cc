#include "feeds/identity/fingerprint.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

struct Case {
  const char* name;
  std::string line;
};

TEST(CosmeticLine, widgets_counters_advertisements) {
  const Case cases[] = {
      {"comments", "12 Comments"},
      {"views", "1,234 views"},
      {"reading time", "5 min read · 3 hours ago"},
      {"share buttons", "[Share](https://x.org/s) | [Tweet](https://x.org/t) | [Email](https://x.org/e)"},
      {"share on", "Share on Facebook"},
      {"advertisement", "Advertisement"},
      {"go on", "Advertisement - continue reading below"},
      {"an advertiser's image",
       "[![](https://ad.doubleclick.net/ad/x.gif)](https://ad.doubleclick.net/jump/x)"},
      {"an advertiser's words", "[Buy our best shoes now](https://buy.googleadservices.com/x)"},
      {"German", "Teilen  Drucken  3 Kommentare"},
      {"Russian", "15 просмотров"},
      {"Chinese counters", "阅读(1234) 评论(5) 点赞 66"},
      {"Chinese counters without spaces", "已有1234人阅读，5条评论"},
      {"Chinese sharing", "分享到微信朋友圈"},
      {"scan", "扫一扫，分享到朋友圈"},
      {"Chinese advertisement", "广告"},
      {"Japanese", "コメント5件"},
      {"Korean", "댓글 12개 공유하기"},
      {"list item", "- [12 comments](https://x.org/a#comments)"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_TRUE(is_cosmetic_line(c.line));
  }
}

TEST(CosmeticLine, what_the_article_says) {
  const Case cases[] = {
      {"nothing", ""},
      {"a number", "42"},
      {"a sentence with a counter", "The post received 12 comments within an hour"},
      {"a heading", "## Facebook buys a rival"},
      {"only small words", "- to the people"},
      {"an image", "![](https://x.org/i.png)"},
      {"a link", "[Details](https://x.org/more)"},
      {"Chinese sentence", "分享会上，王先生表示今年的广告收入增长了12%"},
      {"Chinese short", "他说广告没有用"},
      {"a long text with an advertiser's link", "[x](https://doubleclick.net/x) " +
                                                    std::string("many words that say something, ") +
                                                    "and more of them so that the line is long enough to be "
                                                    "part of the article itself, which goes on for "
                                                    "quite a while and would be missed by its readers if it "
                                                    "were left out of the comparison of versions."},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_FALSE(is_cosmetic_line(c.line));
  }
}

std::uint64_t print(const std::string& markdown) {
  return article_fingerprint("Title", markdown);
}

TEST(Fingerprint, stays_when_only_the_wrapping_changes) {
  const std::uint64_t before =
      print("One *two* [three](https://x.org/a?id=1).\n\n![](https://i.org/a.png)\n\n5 comments");
  const Case same[] = {
      {"white space",
       "One  *two*\n[three](https://x.org/a?id=1).\n\n\n\n![](https://i.org/a.png)\n5 comments\n"},
      {"tracking",
       "One *two* [three](https://x.org/a?utm_source=rss&id=1#c).\n\n![](https://i.org/a.png)\n\n5 comments"},
      {"scheme", "One *two* [three](http://x.org/a?id=1).\n\n![](http://i.org/a.png)\n\n5 comments"},
      {"image's size",
       "One *two* [three](https://x.org/a?id=1).\n\n![](https://i.org/a.png?w=300&sig=ab)\n\n5 comments"},
      {"counter", "One *two* [three](https://x.org/a?id=1).\n\n![](https://i.org/a.png)\n\n6 comments"},
      {"counter gone", "One *two* [three](https://x.org/a?id=1).\n\n![](https://i.org/a.png)"},
      {"advertisement",
       "One *two* [three](https://x.org/a?id=1).\n\n![](https://adnxs.com/77)\n\n![](https://i.org/a.png)"},
  };
  for (const Case& c : same) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(print(c.line), before);
  }
  const Case other[] = {
      {"word", "One *two* [four](https://x.org/a?id=1).\n\n![](https://i.org/a.png)\n\n5 comments"},
      {"target", "One *two* [three](https://x.org/a?id=2).\n\n![](https://i.org/a.png)\n\n5 comments"},
      {"image", "One *two* [three](https://x.org/a?id=1).\n\n![](https://i.org/b.png)\n\n5 comments"},
      {"emphasis", "One two [three](https://x.org/a?id=1).\n\n![](https://i.org/a.png)\n\n5 comments"},
      {"number", "One *two* [three](https://x.org/a?id=1). 5\n\n![](https://i.org/a.png)\n\n5 comments"},
  };
  for (const Case& c : other) {
    SCOPED_TRACE(c.name);
    EXPECT_NE(print(c.line), before);
  }
  EXPECT_NE(article_fingerprint("Title 2", "x"), article_fingerprint("Title", "x"));
  EXPECT_EQ(article_fingerprint(" Title\n2", "x"), article_fingerprint("Title 2", "x"));
}

TEST(Fingerprint, hostile_text_takes_linear_time) {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "](";
  EXPECT_NE(print(text), print(text + "x"));
}

}  // namespace
}  // namespace gazette

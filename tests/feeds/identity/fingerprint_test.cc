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

struct Pair {
  const char* name;
  std::string before, after;
};

TEST(Fingerprint, stays_where_only_spelling_and_widgets_change) {
  const Pair pairs[] = {
      {"no-break space", "120 million", "120\u00a0million"},
      {"invisible", "council of residents", "coun\u200bcil of resi\u00addents"},
      {"accents apart", "caf\u00e9 \u00e0 la", "cafe\u0301 a\u0300 la"},
      {"quotation marks", "\"Yes,\" it's so...", "\u201cYes,\u201d it\u2019s so\u2026"},
      {"dashes", "1990-2000 -- so", "1990\u20132000 \u2014 so"},
      {"spaces beside Han", "软银Group集团", "软银 Group 集团"},
      {"lines", "软银\n集团", "软银集团"},
      {"slash", "[a](https://x.org/more/1)", "[a](https://x.org/more/1/)"},
      {"encoding", "[a](https://x.org/%e4%bd%a0)", "[a](https://x.org/%E4%BD%A0)"},
      {"session", "[a](https://x.org/m;jsessionid=AA11)", "[a](https://x.org/m;jsessionid=BB22)"},
      {"www", "[a](http://www.x.org/m)", "[a](https://x.org/m)"},
      {"size in a name", "![](https://x.org/a-300x200.jpg)", "![](https://x.org/a-1024x683.jpg)"},
      {"size in a path", "![](https://x.org/w_300,c_fill/v1/a.jpg)",
       "![](https://x.org/w_1456,c_limit,q_auto/v1/a.jpg)"},
      {"size of an image host", "![](https://b.org/x/s320/a.png)", "![](https://b.org/x/s1600-rw/a.png)"},
      {"server of a family", "![](https://i0.wp.com/x.org/a.jpg?fit=1)",
       "![](https://i2.wp.com/x.org/a.jpg?fit=2)"},
      {"signature of a program", "![](https://x.org/img.php?id=5&sig=a)",
       "![](https://x.org/img.php?sig=b&id=5)"},
      {"views in thousands", "x\n\n1.2K views", "x\n\n13K views"},
      {"views and age", "x\n\n1.2M Views - 3 days ago", "x\n\n1.3M Views - 4 weeks ago"},
      {"reading time", "x\n\n5 min read", "x\n\n6 min read"},
      {"first comment", "x\n\nNo comments yet", "x\n\n1 comment"},
      {"leave a comment", "x\n\n[Leave a comment](https://x.org/#respond)",
       "x\n\n[5 comments](https://x.org/#c)"},
      {"age", "x\n\nUpdated 5 minutes ago", "x\n\nUpdated 2 hours ago"},
      {"share sentences", "x", "x\n\n- Click to share on Twitter (Opens in new window)"},
      {"Chinese views", "x\n\n阅读 1234", "x\n\n阅读 99万+"},
  };
  for (const Pair& c : pairs) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(print(c.before), print(c.after));
  }
}

TEST(Fingerprint, changes_where_the_text_does) {
  const Pair pairs[] = {
      {"words joined", "is now here", "is nowhere"},
      {"numbers joined", "1 2", "12"},
      {"words parted", "alot of", "a lot of"},
      {"Chinese punctuation", "软银，将", "软银。将"},
      {"brackets", "「软银」", "『软银』"},
      {"minus", "-5 degrees", "5 degrees"},
      {"point", "1.20", "12.0"},
      {"indentation of code", "```\nif a:\n    b()\nc()\n```", "```\nif a:\n    b()\n    c()\n```"},
      {"a counter in code", "~~~\n5 views\n~~~", "~~~\n6 views\n~~~"},
      {"image of a program", "![](https://x.org/image.php?id=1)", "![](https://x.org/image.php?id=2)"},
      {"image of a proxy", "![](https://x.org/_next/image?url=%2Fa.jpg&w=640)",
       "![](https://x.org/_next/image?url=%2Fb.jpg&w=640)"},
      {"a number in a name", "![](https://x.org/a-300.jpg)", "![](https://x.org/a-301.jpg)"},
      {"a page in a fragment", "[a](https://x.org/#!/story/1)", "[a](https://x.org/#!/story/2)"},
      {"a time", "x\n\n30 min", "x\n\n40 min"},
      {"a title", "x\n\n## 2024", "x\n\n## 2025"},
  };
  for (const Pair& c : pairs) {
    SCOPED_TRACE(c.name);
    EXPECT_NE(print(c.before), print(c.after));
  }
}

TEST(Fingerprint, a_proxys_picture_counts_without_its_size) {
  EXPECT_EQ(print("![](https://x.org/_next/image?url=%2Fa-300x200.jpg&w=640)"),
            print("![](https://x.org/_next/image?url=%2Fa-600x400.jpg&w=1080)"));
}

TEST(Fingerprint, hostile_text_takes_linear_time) {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "](";
  EXPECT_NE(print(text), print(text + "x"));
}

}  // namespace
}  // namespace gazette

// The feeds of a page: what it names, in which order, and what it does not.
#include "feeds/subscriptions/discovery.h"

#include <gtest/gtest.h>

namespace gazette::testing {
namespace {

std::string feeds_of(const std::string& head) {
  const std::string page = "<!doctype html><html><head>" + head + "</head><body><p>x</p></body></html>";
  Document document;
  document.body = page;
  document.url = "https://news.example/section/page.html";
  document.content_type = "text/html; charset=utf-8";
  std::string out;
  for (const NamedFeed& feed : named_feeds(document)) out += feed.url + "|" + feed.title + "\n";
  return out;
}

TEST(Discovery, what_a_page_names) {
  struct Case {
    const char *name, *head, *feeds;
  };
  for (
      const Case& c :
      {Case{"in order, relative to the page",
            R"(<link rel="alternate" type="application/atom+xml" title="A" href="a.xml">)"
            R"(<link rel=ALTERNATE type=Application/RSS+XML href=/b.xml>)",
            "https://news.example/section/a.xml|A\nhttps://news.example/b.xml|\n"},
       {"relative to its base",
        R"(<base href="https://cdn.example/x/"><link rel="alternate" type="application/feed+json" href="f">)",
        "https://cdn.example/x/f|\n"},
       {"comments last",
        R"(<link rel="alternate" type="application/rss+xml" title="Comments on it" href="/1">)"
        R"(<link rel="alternate" type="application/rss+xml" href="/2">)",
        "https://news.example/2|\nhttps://news.example/1|Comments on it\n"},
       {"each once",
        R"(<link rel="alternate" type="application/rss+xml" href="/1"><link rel="alternate home")"
        R"( type="application/rss+xml;charset=utf-8" href="/1">)",
        "https://news.example/1|\n"},
       {"titles in one line, entities read",
        "<link rel=alternate type=application/rss+xml title=\"A &amp;\n  B\" href=/1>",
        "https://news.example/1|A & B\n"},
       {"no other languages, styles, or schemes",
        R"(<link rel="alternate" hreflang="de" href="/de"><link rel="alternate stylesheet" href="/s.css">)"
        R"(<link rel="alternate" type="application/rss+xml" href="javascript:x"><link rel="icon" )"
        R"(type="application/rss+xml" href="/i"><link rel="alternate" type="application/json" href="/wp-json">)",
        ""}}) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(feeds_of(c.head), c.feeds);
  }
}

TEST(Discovery, few_places_are_tried_where_none_is_named) {
  const std::vector<std::string> places = usual_feeds("https://news.example/section/page.html?x=1");
  ASSERT_EQ(places.size(), 4u);
  EXPECT_EQ(places[0], "https://news.example/feed");
  EXPECT_TRUE(usual_feeds("no address").empty());
}

}  // namespace
}  // namespace gazette::testing

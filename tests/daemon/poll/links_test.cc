// What a listing's relative links rest on when it comes over the wire (the order among bases:
// tests/feeds/parse/links_test.cc).
#include "tests/daemon/poll/polling.h"

namespace gazette::testing {
namespace {

using PollLinks = Polling;

TEST_F(PollLinks, RestOnTheContentLocationOfTheAnswer) {
  struct Case {
    const char* name;
    Polling::Headers headers;
    std::string link;
  };
  const Case cases[] = {
      {"none: the URL", {}, origin_.url("/a.html")},
      {"absolute",
       {{"Content-Location", "https://news.example/2026/feed.en.xml"}},
       "https://news.example/2026/a.html"},
      {"relative", {{"Content-Location", "2026/feed.en.xml"}}, origin_.url("/2026/a.html")},
      {"no address", {{"Content-Location", "http://"}}, origin_.url("/a.html")},
  };
  int id = 0;
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string guid = "id-" + std::to_string(++id);
    answer(200, c.headers,
           "<rss version='2.0'><channel><title>t</title><item><guid isPermaLink='false'>" + guid +
               "</guid><title>Title " + guid + "</title><link>a.html?" + guid +
               "</link></item></channel></rss>");
    ASSERT_EQ(poll().added, 1);
    const auto stored = ask([](Store& store) { return store.articles({}); });
    ASSERT_TRUE(stored && !stored->empty());
    std::string urls;
    for (const StoredArticle& one : *stored) urls += one.article.url + "\n";
    EXPECT_NE(urls.find(c.link + "?" + guid), std::string::npos) << urls;
  }
}

}  // namespace
}  // namespace gazette::testing

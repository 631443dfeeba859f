// The re-published form of a feed, read again, holds the same entries: for every golden feed and for texts
// that look like markup, in every format, twice over.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "feeds/text/strings.h"
#include "tests/exporters/republished.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;
using testing::republishing_fault;

constexpr FeedOutput kFormats[] = {FeedOutput::atom, FeedOutput::rss, FeedOutput::json};

Feed feed_of(std::string_view body) {
  Document document;
  document.body = body;
  document.url = "https://example.org/feed.xml";
  Result<Feed> feed = parse_feed(document);
  EXPECT_TRUE(feed) << feed.error().message;
  return feed ? *std::move(feed) : Feed{};
}

/// What comes back is given out again as it is.
void check(const Feed& feed) {
  for (const FeedOutput format : kFormats) {
    SCOPED_TRACE(feed_extension(format));
    Feed again, third;
    ASSERT_EQ(republishing_fault(feed, format, &again), "");
    ASSERT_EQ(republishing_fault(again, format, &third), "");
    ASSERT_EQ(third.entries.size(), again.entries.size());
    for (std::size_t i = 0; i < again.entries.size(); ++i) {
      EXPECT_EQ(third.entries[i].id, again.entries[i].id);
      if (!again.entries[i].title.empty()) {  // without one, a title is made
        EXPECT_EQ(third.entries[i].title, again.entries[i].title);
      }
      EXPECT_EQ(third.entries[i].link, again.entries[i].link);
      EXPECT_EQ(third.entries[i].published, again.entries[i].published);
    }
  }
}

TEST(FeedRoundTrip, GoldenFeeds) {
  std::size_t count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(TESTS_DIR "/golden/parse")) {
    SCOPED_TRACE(entry.path().filename().string());
    const bool json = fs::exists(entry.path() / "in.json");
    std::ifstream in(entry.path() / (json ? "in.json" : "in.xml"), std::ios::binary);
    check(feed_of(std::string{std::istreambuf_iterator<char>(in), {}}));
    ++count;
  }
  EXPECT_GE(count, 12U);
}

TEST(FeedRoundTrip, TextsThatLookLikeMarkup) {
  for (const char* text : {"Tom & Jerry", "a < b > c", "How <b> works", "<i>x</i>", "&lt;b&gt; &amp;amp;",
                           "AT&T;", "&nbsp;", "<!DOCTYPE html>", "<![CDATA[x]]>", "]]>", "\"quoted\" 'twice'",
                           "<script>alert(1)</script>", "100 %", "新闻 <b>粗体</b>", "a  b", "&#38;#60;"}) {
    SCOPED_TRACE(text);
    Feed feed;
    feed.entries.resize(2);
    for (Entry& entry : feed.entries) {
      entry.id = "tag:example.org,2026:" + std::to_string(&entry - feed.entries.data());
      entry.title = entry.rights = text;
      entry.link = "https://example.org/a?b=1&c=2#d";
      entry.authors = {{text, "", "https://example.org/me"}, {"Second", "", ""}};
      entry.categories = {{text, "", ""}, {"plain", "", ""}};
      entry.published = parse_date("2026-02-01T10:00:00Z");
      entry.summary.html = escape_markup(text);
      entry.content.html = "<p>" + escape_markup(text) + "</p>";
    }
    check(feed);
  }
}

}  // namespace
}  // namespace gazette

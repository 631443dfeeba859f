// What was repaired or ignored is said, in words for the feed's author, and each thing once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/feeds/parse/feed_case.h"

namespace gazette {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ParseProblems, SayWhatWasLeftOut) {
  struct Case {
    const char* name;
    std::string in;
    const char* says;
  };
  std::string categories;
  for (int i = 0; i < 201; ++i) categories += "<category>c" + std::to_string(i) + "</category>";
  const Case cases[] = {
      {"an enclosure of RSS", rss_item("<enclosure type='audio/mpeg' length='5'/>"),
       "an enclosure has no address: it is left out"},
      {"a link of Atom", atom_entry("<link rel='alternate' title='x'/>"),
       "a link has no address: it is left out"},
      {"a date", rss_item("<pubDate>some day</pubDate>"),
       "<pubDate> is not a date that can be read: \"some day\""},
      {"a duration",
       rss_item("<itunes:duration>long</itunes:duration>",
                "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"),
       "<itunes:duration> is not a duration that can be read: \"long\""},
      {"a picture as content", atom_entry("<content type='image/png'>iVBORw0KGgo=</content>"),
       "<content> of the type image/png is no text: it is left out"},
      {"many categories", rss_item(categories),
       "there are more than 200 categories: the rest of them is left out"},
      {"a guessed charset", "<rss><channel><item><title>caf\xE9</title></item></channel></rss>",
       "the document does not declare its encoding: windows-1252 is guessed"},
      {"a charset that the bytes refute",
       "<?xml version='1.0' "
       "encoding='utf-8'?><rss><channel><item><title>caf\xE9</title></item></channel></rss>",
       "the document is not in utf-8, as it is declared: windows-1252 is guessed"},
      {"an ampersand", rss_item("<title>AT&T</title>"),
       "an ampersand that begins no known reference is not written as &amp;"},
      {"a name of HTML", rss_item("<title>a&nbsp;b</title>"),
       "names of HTML like &nbsp; are not declared in XML: write the character or its number"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(feed_of(c.in).problems, ElementsAre(c.says));
  }
}

TEST(ParseProblems, AreNoneWhereAllIsWell) {
  for (const std::string& in :
       {rss_item("<title>a</title><link>https://example.org/</link><enclosure url='/a.mp3' type='audio/mpeg' "
                 "length='1'/><pubDate>Sat, 08 Feb 2025 10:00:00 GMT</pubDate>"),
        atom_entry(
            "<link href='/a'/><title type='html'>a &amp;amp; b</title><content type='html'>x</content>")})
    EXPECT_THAT(feed_of(in).problems, IsEmpty()) << in;
}

TEST(ParseProblems, AreSaidOnceAndAreNotMany) {
  std::string items;
  for (int i = 0; i < 300; ++i)
    items += "<item><enclosure/><pubDate>day " + std::to_string(i) + " of none</pubDate></item>";
  const Feed feed = feed_of("<rss version='2.0'><channel>" + items + "</channel></rss>");
  EXPECT_EQ(feed.entries.size(), 300U);
  EXPECT_LE(feed.problems.size(), 50U);
  EXPECT_EQ(
      std::count(feed.problems.begin(), feed.problems.end(), "an enclosure has no address: it is left out"),
      1);
}

TEST(ParseProblems, AJsonFeedThatIsNotQuiteJsonIsReadAllTheSame) {
  const Feed feed = feed_of(
      "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"a\nb\","
      "\"items\":[{\"id\":1.5,\"title\":\"c \\ud83d\"}]}");
  EXPECT_EQ(feed.title, "a b");
  ASSERT_EQ(feed.entries.size(), 1U);
  EXPECT_EQ(feed.entries[0].id, "1.5");
  EXPECT_EQ(feed.entries[0].title, "c \uFFFD");
  ASSERT_EQ(feed.problems.size(), 1U);
  EXPECT_NE(feed.problems[0].find("the JSON is not valid"), std::string::npos);
}

}  // namespace
}  // namespace gazette

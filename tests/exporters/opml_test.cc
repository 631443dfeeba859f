// OPML as we write it: what our own reader reads back, and what others require.
#include "exporters/opml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/subscriptions/opml.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using testing::at;
using ::testing::HasSubstr;
using testing::must;
using ::testing::Not;

TEST(WriteOpml, O10_says_what_readers_need_and_reads_back) {
  const std::vector<OpmlFeed> feeds = {
      {"A <b> & \"c\"", "https://a.example/?x&y", "https://a.example/", "en", {"news", "x/y", "p,q"}},
      {"", "https://b.example/", "", "", {}},
      {"no address", "javascript:alert(1)", "", "", {}},
      {"control\x01 and\nline", "http://c.example/", "ftp://c.example/", "not a tag", {"新闻"}}};
  const std::string opml = write_opml({"My & list", "Ann", at(0)}, feeds);
  EXPECT_THAT(opml, HasSubstr("<opml version=\"2.0\">"));
  EXPECT_THAT(opml, HasSubstr("<dateCreated>"));
  EXPECT_THAT(opml, HasSubstr("<ownerName>Ann</ownerName>"));
  EXPECT_THAT(opml, HasSubstr("type=\"rss\" text=\"https://b.example/\" title=\"https://b.example/\""));
  EXPECT_THAT(opml, Not(HasSubstr("javascript")));
  const SubscriptionList list = must(parse_opml({opml, "", "", "", ""}));
  EXPECT_TRUE(list.problems.empty());
  EXPECT_EQ(list.title, "My & list");
  ASSERT_EQ(list.subscriptions.size(), 3u);
  EXPECT_EQ(list.subscriptions[0].title, "A <b> & \"c\"");
  EXPECT_EQ(list.subscriptions[0].url, "https://a.example/?x&y");
  EXPECT_EQ(list.subscriptions[0].home, "https://a.example/");
  EXPECT_EQ(list.subscriptions[0].tags, (std::vector<std::string>{"news", "x y", "p q"}));
  EXPECT_EQ(list.subscriptions[2].title, "control and line");
  EXPECT_EQ(list.subscriptions[2].home, "");
  EXPECT_EQ(list.subscriptions[2].tags, std::vector<std::string>{"新闻"});
}

TEST(WriteOpml, an_empty_list_is_a_list) {
  EXPECT_TRUE(must(parse_opml({write_opml({"", "", at(0)}, {}), "", "", "", ""})).subscriptions.empty());
}

}  // namespace
}  // namespace gazette

// OPML as it comes from other readers.
#include "feeds/subscriptions/opml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Result<SubscriptionList> read(std::string_view opml) {
  return parse_opml({opml, "https://a.example/list.opml", "text/x-opml", "", ""});
}

/// "title|url|home|tag tag", a line each.
std::string shown(std::string_view opml) {
  const Result<SubscriptionList> list = read(opml);
  if (!list) return list.error().message;
  std::string out;
  for (const Subscription& s : list->subscriptions)
    out += s.title + '|' + s.url + '|' + s.home + '|' + join(s.tags, " ") + '\n';
  return out;
}

std::string with_body(const std::string& body) {
  return "<opml version=\"2.0\"><head><title>Mine</title></head><body>" + body + "</body></opml>";
}

TEST(Opml, reads_what_readers_write) {
  struct Case {
    const char *name, *body, *shown;
  };
  const Case cases[] = {
      {"one", "<outline type='rss' text='LWN' xmlUrl='https://lwn.net/rss' htmlUrl='https://lwn.net/'/>",
       "LWN|https://lwn.net/rss|https://lwn.net/|\n"},
      {"the title before the text", "<outline text='a' title='b' xmlUrl='http://a/'/>", "b|http://a/||\n"},
      {"folders are tags",
       "<outline text='News'><outline text='Asia'><outline text='a' xmlUrl='http://a/'/></outline>"
       "<outline text='b' xmlUrl='http://b/'/></outline><outline text='c' xmlUrl='http://c/'/>",
       "a|http://a/||News Asia\nb|http://b/||News\nc|http://c/||\n"},
      {"categories are tags", "<outline text='a' xmlUrl='http://a/' category='/Boston/Weather, Fog'/>",
       "a|http://a/||Boston Weather Fog\n"},
      {"a feed in two folders is one",
       "<outline text='x'><outline text='a' xmlUrl='http://a/'/></outline>"
       "<outline text='y'><outline text='A' xmlUrl='http://a/'/></outline>",
       "a|http://a/||x y\n"},
      {"attributes in any case", "<OUTLINE TEXT='a' xmlurl='http://a/' HTMLURL='http://h/'/>",
       "a|http://a/|http://h/|\n"},
      {"feed: addresses", "<outline text='a' xmlUrl='feed://a.example/rss'/>", "a|http://a.example/rss||\n"},
      {"HTML's entities and bare ampersands", "<outline text='caf&eacute; & more' xmlUrl='http://a/?b&c'/>",
       "café & more|http://a/?b&c||\n"},
      {"a feed below a feed",
       "<outline text='a' xmlUrl='http://a/'><outline text='b' xmlUrl='http://b/'/></outline>",
       "a|http://a/||\nb|http://b/||\n"},
      {"a home that is none", "<outline text='a' xmlUrl='http://a/' htmlUrl='javascript:x'/>",
       "a|http://a/||\n"},
      {"nothing", "", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(shown(with_body(c.body)), c.shown);
  }
}

TEST(Opml, what_is_left_out_is_told) {
  const Result<SubscriptionList> list = read(
      with_body("<outline text='a' xmlUrl='gopher://a/'/><outline type='include' url='http://b/c.opml'/>"));
  ASSERT_TRUE(list);
  EXPECT_EQ(list->title, "Mine");
  EXPECT_THAT(list->subscriptions, IsEmpty());
  EXPECT_THAT(list->problems, ElementsAre(HasSubstr("gopher://a/ is no http"), HasSubstr("http://b/c.opml")));
}

TEST(Opml, what_is_none_is_refused_with_what_it_is) {
  EXPECT_THAT(shown("<html><title>Log in</title></html>"), HasSubstr("an HTML page titled"));
  EXPECT_THAT(shown("<rss/>"), HasSubstr("no OPML, but"));
  EXPECT_THAT(shown(""), HasSubstr("empty"));
  EXPECT_THAT(shown("\x89PNG\r\n\x1a\n"), HasSubstr("no OPML, but"));
}

TEST(Opml, deep_folders_are_walked_without_recursion) {
  std::string body;
  for (int i = 0; i < 100'000; ++i) body += "<outline text='f'>";
  body += "<outline text='a' xmlUrl='http://a/'/>";
  for (int i = 0; i < 100'000; ++i) body += "</outline>";
  EXPECT_EQ(shown(with_body(body)), "a|http://a/||f\n");
}

TEST(Opml, other_charsets) {
  EXPECT_EQ(shown("<?xml version=\"1.0\" encoding=\"gbk\"?>" +
                  with_body("<outline text='\xd0\xc2\xce\xc5' xmlUrl='http://a/'/>")),
            "新闻|http://a/||\n");
}

}  // namespace
}  // namespace gazette

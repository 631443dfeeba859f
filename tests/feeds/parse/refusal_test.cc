// What is no feed is refused, and its author or reader is told what it is instead.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/parse/parse_feed.h"

namespace gazette {
namespace {

using ::testing::HasSubstr;

TEST(ParseRefusals, SayWhatItIsInstead) {
  struct Case {
    const char* name;
    std::string in;
    const char* says;
  };
  const std::string text = "Just some words that somebody wrote, and nothing else.";
  const Case cases[] = {
      {"nothing", "", "empty"},
      {"only white space", " \r\n\t ", "empty"},
      {"a page",
       "<!DOCTYPE html><html><head><title>Home &amp; away</title></head><body><p>x</p></body></html>",
       "Home & away"},
      {"a page in GBK",
       "<html><head><meta charset=gbk><title>\xD0\xC2\xCE\xC5</title></head><body><p>x</p></body></html>",
       "\u65B0\u95FB"},
      {"a captive portal",
       "<html><head><meta http-equiv='refresh' content='0; url=http://login.portal.example/'><title>Wi-Fi "
       "login"
       "</title></head><body></body></html>",
       "\"Wi-Fi login\", which sends its reader to http://login.portal.example/"},
      {"a page that wants a password",
       "<html><head><title>Members</title></head><body><form><input type=password></form></body></html>",
       "\"Members\", which asks to log in"},
      {"a page that knows the feed",
       "<html><head><title>Blog</title><link rel=alternate type=application/rss+xml "
       "href=/rss.xml></head></html>",
       "\"Blog\", which names the feed /rss.xml"},
      {"a JSON error", "{\"error\":{\"code\":404,\"message\":\"no such channel\"}}", "JSON"},
      {"a list of numbers", "[1,2,3]", "JSON"},
      {"a sitemap",
       "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>x</loc></url></urlset>",
       "sitemap"},
      {"a list of feeds", "<opml version='2.0'><head/><body><outline text='x'/></body></opml>", "OPML"},
      {"RDF about a person",
       "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
       "xmlns:foaf='http://xmlns.com/foaf/0.1/'>"
       "<foaf:Person><foaf:name>x</foaf:name></foaf:Person></rdf:RDF>",
       "RDF"},
      {"other XML", "<invoice><line>1</line></invoice>", "invoice"},
      {"text", text, "text"},
      {"a picture", std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16), "PNG"},
      {"a PDF", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", "PDF"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Document document;
    document.body = c.in;
    document.url = "https://example.org/feed.xml";
    const Result<Feed> feed = parse_feed(document);
    ASSERT_FALSE(feed);
    EXPECT_EQ(feed.error().kind, ErrorKind::not_a_feed);
    EXPECT_THAT(feed.error().message, HasSubstr("not a feed"));
    EXPECT_THAT(feed.error().message, HasSubstr(c.says));
  }
}

TEST(ParseRefusals, JsonThatBreaksOffIsAFeedThatNothingCanBeReadFrom) {
  Document document;
  document.body = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[";
  const Result<Feed> feed = parse_feed(document);
  ASSERT_FALSE(feed);
  EXPECT_EQ(feed.error().kind, ErrorKind::parse);
  EXPECT_EQ(feed.error().message, "not valid JSON: incomplete JSON");
}

TEST(ParseRefusals, TheContentTypeDecidesNothing) {
  for (const char* type :
       {"text/html", "application/json", "image/png", "application/octet-stream", "nonsense"}) {
    SCOPED_TRACE(type);
    Document document;
    document.body = "<rss version='2.0'><channel><title>x</title></channel></rss>";
    document.content_type = type;
    const Result<Feed> feed = parse_feed(document);
    ASSERT_TRUE(feed) << feed.error().message;
    EXPECT_EQ(feed->title, "x");
  }
}

}  // namespace
}  // namespace gazette

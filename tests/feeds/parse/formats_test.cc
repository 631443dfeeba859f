// Which format and version a document is, whatever its case and prefixes.
#include <gtest/gtest.h>

#include "tests/feeds/parse/feed_case.h"

namespace gazette {
namespace {

TEST(ParseFormats, AreToldByTheRoot) {
  struct Case {
    std::string_view name, in;
    FeedFormat format;
    std::string_view version;
  };
  constexpr Case kCases[] = {
      {"RSS 2.0", "<rss version='2.0'><channel/></rss>", FeedFormat::rss, "2.0"},
      {"RSS 0.91", "<rss version='0.91'><channel/></rss>", FeedFormat::rss, "0.91"},
      {"RSS 0.92", "<rss version='0.92'><channel/></rss>", FeedFormat::rss, "0.92"},
      {"RSS 0.93", "<rss version='0.93'><channel/></rss>", FeedFormat::rss, "0.93"},
      {"RSS 0.94", "<rss version='0.94'><channel/></rss>", FeedFormat::rss, "0.94"},
      {"RSS 2.0.1 is 2.0", "<rss version='2.0.1'><channel/></rss>", FeedFormat::rss, "2.0"},
      {"no version", "<rss><channel/></rss>", FeedFormat::rss, ""},
      {"upper case", "<RSS VERSION='2.0'><CHANNEL/></RSS>", FeedFormat::rss, "2.0"},
      {"RSS 0.90",
       "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
       "xmlns='http://my.netscape.com/rdf/simple/0.9/'/>",
       FeedFormat::rdf, "0.90"},
      {"RSS 1.0",
       "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'/>",
       FeedFormat::rdf, "1.0"},
      {"RSS 1.1", "<Channel xmlns='http://purl.org/net/rss1.1#'/>", FeedFormat::rdf, "1.1"},
      {"RDF of a feed that says nothing yet", "<r:RDF xmlns:r='http://x' xmlns='http://purl.org/rss/1.0/'/>",
       FeedFormat::rdf, "1.0"},
      {"RDF of items alone", "<rdf:RDF xmlns:rdf='http://x'><item/></rdf:RDF>", FeedFormat::rdf, "1.0"},
      {"undeclared rdf", "<rdf:RDF><channel/></rdf:RDF>", FeedFormat::rdf, "1.0"},
      {"Atom 1.0", "<feed xmlns='http://www.w3.org/2005/Atom'/>", FeedFormat::atom, "1.0"},
      {"Atom with a prefix", "<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", FeedFormat::atom, "1.0"},
      {"Atom by https and case", "<feed xmlns=' HTTPS://www.w3.org/2005/atom/ '/>", FeedFormat::atom, "1.0"},
      {"Atom 0.3", "<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>", FeedFormat::atom, "0.3"},
      {"Atom without a namespace", "<feed><title>x</title></feed>", FeedFormat::atom, "1.0"},
      {"one Atom entry", "<entry xmlns='http://www.w3.org/2005/Atom'><title>x</title></entry>",
       FeedFormat::atom, "1.0"},
      {"CDF", "<CHANNEL HREF='http://example.org/'/>", FeedFormat::cdf, ""},
      {"JSON Feed 1", "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[]}", FeedFormat::json, "1"},
      {"JSON Feed 1.1", "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]}", FeedFormat::json,
       "1.1"},
      {"JSON in UTF-16",
       {"{\0\"\0i\0t\0e\0m\0s\0\"\0:\0[\0]\0,\0\"\0t\0i\0t\0l\0e\0\"\0:\0\"\0a\0\"\0}\0", 48},
       FeedFormat::json,
       ""},
      {"RDF by a prefix of its own, without a declaration",
       "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
       "<channel><title>x</title></channel></r:RDF>",
       FeedFormat::rdf, "1.0"},
      {"RSS by a prefix of its own",
       "<r:rss version='2.0' xmlns:r='http://backend.userland.com/rss2'><r:channel/></r:rss>",
       FeedFormat::rss, "2.0"},
      {"behind another root", "<xml><rss version='2.0'><channel/></rss></xml>", FeedFormat::rss, "2.0"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    const Feed feed = feed_of(c.in);
    EXPECT_EQ(feed.format, c.format);
    EXPECT_EQ(feed.version, c.version);
  }
}

TEST(ParseFormats, TheRootsOwnNamespaceTellsAtomsVersion) {
  struct Case {
    std::string_view name, in, version;
  };
  constexpr Case kCases[] = {
      {"Atom 0.3 without a namespace", "<feed version='0.3'/>", "0.3"},
      {"Atom 0.3 of an early namespace", "<feed version='0.3' xmlns='http://purl.org/pie/'/>", "0.3"},
      {"Atom 0.3 of nobody's namespace", "<feed version='0.3' xmlns='http://example.com/new#'/>", "0.3"},
      {"Atom 1.0 that declares the old one for modules",
       "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:o='http://purl.org/atom/ns#'/>", "1.0"},
      {"Atom 1.0 with a version of its own", "<feed xmlns='http://www.w3.org/2005/Atom' version='0.3'/>",
       "1.0"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(feed_of(c.in).version, c.version);
  }
}

TEST(ParseFormats, EntriesStandInManyPlaces) {
  constexpr std::string_view kCases[] = {
      "<rss><channel><item><title>x</title></item></channel></rss>",
      "<rss><channel/><item><title>x</title></item></rss>",
      "<rdf:RDF><channel/><item><title>x</title></item></rdf:RDF>",
      "<Channel xmlns='http://purl.org/net/rss1.1#'><items><item><title>x</title></item></items></Channel>",
      "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>x</title></entry></feed>",
      "<feed xmlns='http://purl.org/atom/ns#'><item><title>x</title></item></feed>",
      "<entry xmlns='http://www.w3.org/2005/Atom'><title>x</title></entry>",
      "<RSS><Channel><ITEM><Title>x</Title></ITEM></Channel></RSS>",
      "<rss xmlns='urn:of-nobody'><channel><item><title>x</title></item></channel></rss>",
      "<CHANNEL><ITEM><TITLE>x</TITLE></ITEM></CHANNEL>",
  };
  for (const std::string_view in : kCases) {
    SCOPED_TRACE(in);
    EXPECT_EQ(first_entry(in).title, "x");
  }
}

TEST(ParseFormats, AChannelOfCdfNamesItsPage) {
  EXPECT_EQ(feed_of("<CHANNEL><A HREF='/a'>a</A><TITLE>t</TITLE></CHANNEL>").link, "https://example.org/a");
  EXPECT_EQ(feed_of("<rss><channel><a href='/a'>a</a><title>t</title></channel></rss>").link, "");
}

TEST(ParseFormats, OfSeveralChannelsTheFirstSpeaks) {
  const Feed feed = feed_of(
      "<rss><channel><title>a</title><link>https://a.example/</link></channel><channel><link>https://"
      "b.example/</link></channel></rss>");
  EXPECT_EQ(feed.title, "a");
  EXPECT_EQ(feed.link, "https://a.example/");
}

/// Found by fuzz_json: the cut at 16 bytes went through a character, and the JSON was no UTF-8.
TEST(ParseFormats, ALongVersionIsCutBetweenCharacters) {
  const std::string long_version = std::string(15, 'x') + "\u00e9\u00e9\u00e9";
  const std::string kept = std::string(15, 'x') + "\u00e9";
  const std::string cases[] = {
      "{\"version\":\"https://jsonfeed.org/version/" + long_version + "\",\"items\":[]}",
      "<rss version='" + long_version + "'><channel/></rss>",
      "<feed version='" + long_version + "' xmlns='http://purl.org/atom/ns#'/>",
  };
  for (const std::string& in : cases) {
    SCOPED_TRACE(in);
    Document document;
    document.body = in;
    const Result<Feed> feed = parse_feed(document);
    ASSERT_TRUE(feed) << feed.error().message;
    EXPECT_EQ(feed->version, kept);
  }
}

}  // namespace
}  // namespace gazette

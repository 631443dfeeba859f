// Addresses: what they are relative to, which of several is the entry's, what else links say.
#include <gtest/gtest.h>

#include "tests/feeds/parse/feed_case.h"

namespace gazette {
namespace {

TEST(ParseLinks, OfAnEntry) {
  struct Case {
    std::string_view name, in, link;
  };
  constexpr Case kCases[] = {
      {"link", "<link>https://e.example/1</link>", "https://e.example/1"},
      {"relative", "<link>/1</link>", "https://example.org/1"},
      {"protocol-relative", "<link>//e.example/1</link>", "https://e.example/1"},
      {"white space", "<link>\n https://e.example/1 \n</link>", "https://e.example/1"},
      {"IRI", "<link>https://e.example/\u4e2d</link>", "https://e.example/%E4%B8%AD"},
      {"last of several", "<link>https://e.example/1</link><link>https://e.example/2</link>",
       "https://e.example/2"},
      {"in an attribute", "<link href='https://e.example/1'/>", "https://e.example/1"},
      {"guid", "<guid>https://e.example/1</guid>", "https://e.example/1"},
      {"guid that is none", "<guid isPermaLink='false'>https://e.example/1</guid>", ""},
      {"relative guid that is one", "<guid isPermaLink='true'>1</guid>", "https://example.org/1"},
      {"link before guid", "<guid>https://e.example/2</guid><link>https://e.example/1</link>",
       "https://e.example/1"},
      {"original of FeedBurner",
       "<link>https://proxy.example/1</link><feedburner:origLink>https://e.example/1</feedburner:origLink>",
       "https://e.example/1"},
      {"Atom's link", "<atom:link href='https://e.example/1'/>", "https://e.example/1"},
      {"Atom's link to something else", "<atom:link rel='related' href='https://e.example/1'/>", ""},
      {"only an enclosure", "<enclosure url='https://e.example/1.mp3'/>", "https://e.example/1.mp3"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(first_entry(rss_item(c.in)).link, c.link);
  }
}

TEST(ParseLinks, BasesInOrder) {
  struct Case {
    std::string_view name, root, channel, item, location, link;
  };
  constexpr Case kCases[] = {
      {"the final URL", "", "", "", "", "https://example.org/a/x"},
      {"the feed's link", "", "<link>https://site.example/b/</link>", "", "", "https://site.example/b/x"},
      {"Content-Location", "", "<link>https://site.example/b/</link>", "", "/c/", "https://example.org/c/x"},
      {"xml:base of the root", "xml:base='https://base.example/d/'", "<link>https://site.example/b/</link>",
       "", "/c/", "https://base.example/d/x"},
      {"xml:base of the item", "xml:base='https://base.example/d/'", "", "xml:base='e/'", "",
       "https://base.example/d/e/x"},
      {"xml:base that is none", "xml:base='::'", "", "", "", "https://example.org/a/x"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    const std::string body = "<rss " + std::string(c.root) + "><channel>" + std::string(c.channel) +
                             "<item " + std::string(c.item) + "><link>x</link></item></channel></rss>";
    Document document;
    document.body = body;
    document.url = "https://example.org/a/feed.xml";
    document.content_location = c.location;
    const Result<Feed> feed = parse_feed(document);
    ASSERT_TRUE(feed.has_value());
    EXPECT_EQ(feed->entries.at(0).link, c.link);
  }
}

TEST(ParseLinks, AtomRelations) {
  const Entry entry = first_entry(atom_entry(
      "<link rel='alternate' type='application/pdf' href='/1.pdf'/><link type='text/html' href='/1'/>"
      "<link rel='enclosure' href='/1.mp3' length='9' type='audio/mpeg'/><link rel='enclosure' "
      "href='/1.mp3'/>"
      "<link rel='replies' type='text/html' href='/1#c'/><link rel='replies' type='application/atom+xml' "
      "href='/1.atom'/>"
      "<link rel='http://www.iana.org/assignments/relation/via' href='https://v.example/'/>"));
  EXPECT_EQ(entry.link, "https://example.org/1");
  ASSERT_EQ(entry.enclosures.size(), 1U);
  EXPECT_EQ(entry.enclosures[0].url, "https://example.org/1.mp3");
  EXPECT_EQ(entry.enclosures[0].length, 9U);
  EXPECT_EQ(entry.comments, "https://example.org/1#c");
  EXPECT_EQ(entry.links.back().rel, "via");
}

TEST(ParseLinks, ContentThatStandsElsewhere) {
  const Entry page = first_entry(atom_entry("<content type='text/html' src='/1'/>"));
  EXPECT_EQ(page.link, "https://example.org/1");
  const Entry file = first_entry(
      atom_entry("<content type='audio/mpeg' src='/1.mp3'/><link href='/1'/><summary>a</summary>"));
  EXPECT_EQ(file.link, "https://example.org/1");
  ASSERT_EQ(file.enclosures.size(), 1U);
  EXPECT_EQ(file.enclosures[0].url, "https://example.org/1.mp3");
  EXPECT_EQ(file.enclosures[0].type, "audio/mpeg");
  const Entry image = first_entry(atom_entry("<content type='image/png' src='/1.png'/>"));
  EXPECT_EQ(image.image, "https://example.org/1.png");
}

TEST(ParseLinks, RelationsOfTheRegistry) {
  for (const std::string registry : {"relation", "link-relations"}) {
    const Entry entry = first_entry(atom_entry("<link rel='http://www.iana.org/assignments/" + registry +
                                               "/via' href='https://v.example/'/>"));
    ASSERT_EQ(entry.links.size(), 1U) << registry;
    EXPECT_EQ(entry.links[0].rel, "via") << registry;
  }
}

TEST(ParseLinks, TheImageOfAFeed) {
  struct Case {
    std::string_view name, in, image;
  };
  constexpr Case kCases[] = {
      {"url", "<image><url>/i.png</url><link>/</link></image>", "https://example.org/i.png"},
      {"attribute", "<image href='/i.png'/>", "https://example.org/i.png"},
      {"text", "<image>/i.png</image>", "https://example.org/i.png"},
      {"its link is none", "<image><link>https://example.org/</link></image>", ""},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(feed_of("<rss version='2.0'><channel>" + std::string(c.in) + "</channel></rss>").image,
              c.image);
  }
}

TEST(ParseLinks, FeedLinks) {
  const Feed feed = feed_of(
      "<feed xmlns='http://www.w3.org/2005/Atom'><link href='/'/><link rel='self' href='/a.xml'/><link "
      "rel='hub' href='https://h.example/'/>"
      "<link rel='next' href='?page=2'/></feed>");
  EXPECT_EQ(feed.link, "https://example.org/");
  EXPECT_EQ(feed.self, "https://example.org/a.xml");
  EXPECT_EQ(feed.hub, "https://h.example/");
  EXPECT_EQ(feed.links.size(), 4U);
}

TEST(ParseLinks, Enclosures) {
  const Entry entry = first_entry(
      rss_item("<enclosure url='/a.mp3' length='12.0' type='Audio/MPEG'/><enclosure length='1'/>"
               "<media:group><media:content url='/b.mp4' fileSize='34' type='video/mp4' duration='90'/>"
               "<media:content url='/a.mp3'/></media:group><media:thumbnail url='/t.jpg'/>"
               "<feedburner:origEnclosureLink>https://o.example/x/a.mp3</feedburner:origEnclosureLink>"));
  ASSERT_EQ(entry.enclosures.size(), 2U);
  EXPECT_EQ(entry.enclosures[0].url, "https://o.example/x/a.mp3");
  EXPECT_EQ(entry.enclosures[0].type, "audio/mpeg");
  EXPECT_EQ(entry.enclosures[0].length, 12U);
  EXPECT_EQ(entry.enclosures[1].duration, 90);
  EXPECT_EQ(entry.image, "https://example.org/t.jpg");
}

TEST(ParseLinks, TheImageOfAnEntry) {
  struct Case {
    std::string_view name, in, image;
  };
  constexpr Case kCases[] = {
      {"thumbnail", "<media:thumbnail url='/t.jpg'/><media:content url='/c.jpg' medium='image'/>",
       "https://example.org/t.jpg"},
      {"media of images", "<media:content url='/c.jpg' type='image/jpeg'/>", "https://example.org/c.jpg"},
      {"iTunes", "<itunes:image href='/i.jpg'/>", "https://example.org/i.jpg"},
      {"image enclosure", "<enclosure url='/e.jpg' type='image/jpeg'/>", "https://example.org/e.jpg"},
      {"in the text", "<description>&lt;p>&lt;img alt='' src='/d.jpg'>&lt;/p></description>",
       "https://example.org/d.jpg"},
      {"not a pixel",
       "<description>&lt;img src='/p.gif' width='1' height='1'>&lt;img src=/d.jpg ></description>",
       "https://example.org/d.jpg"},
      {"not data", "<description>&lt;img src='data:image/png;base64,AA=='></description>", ""},
      {"a lazy one", "<description>&lt;img src='data:image/gif;base64,R0' data-src='/d.jpg'></description>",
       "https://example.org/d.jpg"},
      {"not a smiley, by its size, style, class, words or folder",
       "<description>&lt;img src='/1.gif' width='15' height='17'>"
       "&lt;img src='/2.png' style='width:1em; height:1em;'>&lt;img src='/3.png' class='emoji'>"
       "&lt;img src='/4.png' alt=':tada:'>&lt;img src='/images/smilies/5.gif'>"
       "&lt;img src='/d.jpg' width='100%' height='300'></description>",
       "https://example.org/d.jpg"},
      {"not the author's", "<media:thumbnail url='/a.png' width='30' height='30'/>", ""},
      {"none", "<description>text</description>", ""},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(first_entry(rss_item(c.in)).image, c.image);
  }
}

}  // namespace
}  // namespace gazette

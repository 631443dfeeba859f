// Each extension of RSS and Atom that is read: one element, and where it is found again.
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/feeds/parse/feed_case.h"

namespace gazette {
namespace {

using ::testing::ElementsAre;

struct Case {
  const char* name;
  const char* declaration;
  const char* in;
  std::function<std::string(const Entry&)> get;
  const char* out;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(c.get(first_entry(rss_item(c.in, c.declaration))), c.out);
  }
}

template <class Number>
std::string number(const std::optional<Number>& n) {
  return n ? std::to_string(*n) : "-";
}

std::string place(const Entry& e) {
  if (!e.place) return "-";
  return std::to_string(e.place->latitude) + " " + std::to_string(e.place->longitude) + e.place->name;
}

std::string link(const Entry& e) {
  return e.links.empty() ? "-" : e.links[0].rel + " " + e.links[0].href;
}

std::string enclosure(const Entry& e) {
  return e.enclosures.empty() ? "-" : e.enclosures[0].url;
}

TEST(ParseModules, OfTexts) {
  check({
      {"dcterms:abstract", "xmlns:t='http://purl.org/dc/terms/'", "<t:abstract>a</t:abstract>",
       [](const Entry& e) { return e.summary.html; }, "a"},
      {"dcterms:issued", "xmlns:t='http://purl.org/dc/terms/'", "<t:issued>2025-02-08</t:issued>",
       [](const Entry& e) { return e.published ? format_rfc3339(*e.published) : "-"; },
       "2025-02-08T00:00:00Z"},
      {"content:encoded", "xmlns:c='http://purl.org/rss/1.0/modules/content/'",
       "<c:encoded>&lt;b>a&lt;/b></c:encoded>", [](const Entry& e) { return e.content.html; }, "<b>a</b>"},
      {"xhtml:body", "xmlns:h='http://www.w3.org/1999/xhtml'", "<h:body><h:p>a</h:p></h:body>",
       [](const Entry& e) { return e.content.html; }, "<p>a</p>"},
  });
}

TEST(ParseModules, OfLinksAndComments) {
  check({
      {"slash:comments", "xmlns:s='http://purl.org/rss/1.0/modules/slash/'", "<s:comments>7</s:comments>",
       [](const Entry& e) { return number(e.comment_count); }, "7"},
      {"thr:total", "xmlns:t='http://purl.org/syndication/thread/1.0'", "<t:total>8</t:total>",
       [](const Entry& e) { return number(e.comment_count); }, "8"},
      {"thr:in-reply-to", "xmlns:t='http://purl.org/syndication/thread/1.0'",
       "<t:in-reply-to ref='tag:x' href='/x'/>", link, "in-reply-to https://example.org/x"},
      {"wfw:commentRss", "xmlns:w='http://wellformedweb.org/CommentAPI/'", "<w:commentRss>/c</w:commentRss>",
       link, "replies https://example.org/c"},
      {"feedburner:origLink", "xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'",
       "<link>https://proxy.example/1</link><f:origLink>https://example.org/1</f:origLink>",
       [](const Entry& e) { return e.link; }, "https://example.org/1"},
      {"cc:license", "xmlns:c='http://web.resource.org/cc/'",
       "<c:license xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
       "r:resource='https://cc.example/by'/>",
       link, "license https://cc.example/by"},
      {"creativeCommons:license", "xmlns:c='http://backend.userland.com/creativeCommonsRssModule'",
       "<c:license>https://cc.example/by</c:license>", link, "license https://cc.example/by"},
  });
}

TEST(ParseModules, OfPlaces) {
  check({
      {"georss:point", "xmlns:g='http://www.georss.org/georss'", "<g:point>45.25 -71.5</g:point>", place,
       "45.250000 -71.500000"},
      {"georss:where", "xmlns:g='http://www.georss.org/georss' xmlns:m='http://www.opengis.net/gml'",
       "<g:where><m:Point><m:pos>45.25 -71.5</m:pos></m:Point></g:where>", place, "45.250000 -71.500000"},
      {"declared where they stand", "",
       "<g:where xmlns:g='http://www.georss.org/georss'><m:Point xmlns:m='http://www.opengis.net/gml'>"
       "<m:pos>45.25 -71.5</m:pos></m:Point></g:where>",
       place, "45.250000 -71.500000"},
      {"georss:featureName", "xmlns:g='http://www.georss.org/georss'",
       "<g:featureName>Coaticook</g:featureName><g:point>45.25 -71.5</g:point>", place,
       "45.250000 -71.500000Coaticook"},
      {"podcast:location", "xmlns:p='https://podcastindex.org/namespace/1.0'",
       "<p:location geo='geo:45.25,-71.5;u=30'>Coaticook</p:location>", place,
       "45.250000 -71.500000Coaticook"},
      {"podcast:location without a point", "xmlns:p='https://podcastindex.org/namespace/1.0'",
       "<p:location osm='R1'>Coaticook</p:location>", place, "-"},
      {"geo:lat and geo:long", "xmlns:g='http://www.w3.org/2003/01/geo/wgs84_pos#'",
       "<g:lat>45.25</g:lat><g:long>-71.5</g:long>", place, "45.250000 -71.500000"},
      {"geo:Point", "xmlns:g='http://www.w3.org/2003/01/geo/wgs84_pos#'",
       "<g:Point><g:lat>45.25</g:lat><g:long>-71.5</g:long></g:Point>", place, "45.250000 -71.500000"},
      {"no place on earth", "xmlns:g='http://www.georss.org/georss'", "<g:point>145.25 -71.5</g:point>",
       place, "-"},
  });
}

TEST(ParseModules, OfMedia) {
  check({
      {"media:content in a group", "xmlns:m='http://search.yahoo.com/mrss/'",
       "<m:group><m:content url='/a.mp4' type='video/mp4'/><m:thumbnail url='/a.jpg'/></m:group>", enclosure,
       "https://example.org/a.mp4"},
      {"media:thumbnail in a content", "xmlns:m='http://search.yahoo.com/mrss/'",
       "<m:content url='/a.mp4'><m:thumbnail url='/a.jpg'/></m:content>",
       [](const Entry& e) { return e.image; }, "https://example.org/a.jpg"},
      {"itunes:duration", "xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'",
       "<i:duration>1:02:03</i:duration>", [](const Entry& e) { return number(e.episode.duration); }, "3723"},
      {"itunes:season", "xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'", "<i:season>2</i:season>",
       [](const Entry& e) { return number(e.episode.season); }, "2"},
      {"itunes:image", "xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'", "<i:image href='/i.jpg'/>",
       [](const Entry& e) { return e.image; }, "https://example.org/i.jpg"},
      {"podcast:transcript", "xmlns:p='https://podcastindex.org/namespace/1.0'",
       "<p:transcript url='/t.vtt' type='text/vtt'/>", link, "transcript https://example.org/t.vtt"},
      {"podcast:episode", "xmlns:p='https://podcastindex.org/namespace/1.0'", "<p:episode>12</p:episode>",
       [](const Entry& e) { return number(e.episode.number); }, "12"},
      {"podcast:alternateEnclosure", "xmlns:p='https://podcastindex.org/namespace/1.0'",
       "<p:alternateEnclosure type='audio/opus'><p:source "
       "uri='https://example.org/a.opus'/></p:alternateEnclosure>",
       enclosure, "https://example.org/a.opus"},
  });
}

TEST(ParseModules, OfPeopleAndWordsBesideFiles) {
  const auto author = [](const Entry& e) { return e.authors.empty() ? "-" : e.authors[0].name; };
  const auto contributor = [](const Entry& e) {
    return e.contributors.empty() ? "-" : e.contributors[0].name;
  };
  check({
      {"itunes:author", "xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'", "<i:author>Ann</i:author>",
       author, "Ann"},
      {"dc:contributor", "xmlns:d='http://purl.org/dc/elements/1.1/'", "<d:contributor>Bob</d:contributor>",
       contributor, "Bob"},
      {"media:credit of an author", "xmlns:m='http://search.yahoo.com/mrss/'",
       "<m:credit role='author'>Ann</m:credit>", author, "Ann"},
      {"media:credit of another", "xmlns:m='http://search.yahoo.com/mrss/'",
       "<m:group><m:credit role='producer'>Bob</m:credit></m:group>", contributor, "Bob"},
      {"podcast:person", "xmlns:p='https://podcastindex.org/namespace/1.0'",
       "<p:person role='guest' href='https://b.example/'>Bob</p:person>",
       [&](const Entry& e) { return contributor(e) + " " + e.contributors.at(0).uri; },
       "Bob https://b.example/"},
      {"podcast:socialInteract", "xmlns:p='https://podcastindex.org/namespace/1.0'",
       "<p:socialInteract protocol='activitypub' uri='https://m.example/@a/1'/>",
       [](const Entry& e) { return e.comments; }, "https://m.example/@a/1"},
      {"podcast:license", "xmlns:p='https://podcastindex.org/namespace/1.0'",
       "<p:license url='https://l.example/'>mine</p:license>", [](const Entry& e) { return e.license; },
       "https://l.example/"},
      {"podcast:license by its SPDX name alone", "xmlns:p='https://podcastindex.org/namespace/1.0'",
       "<p:license>cc-by-4.0</p:license>", [](const Entry& e) { return e.license; }, ""},
      {"a person's first name counts", "", "<author><name/><name>Ann</name><name>Bob</name></author>", author,
       "Ann"},
      {"media declared where they stand", "",
       "<m:content xmlns:m='http://search.yahoo.com/mrss/' url='/a.mp4'><n:title "
       "xmlns:n='http://search.yahoo.com/mrss/'>a</n:title></m:content>",
       [](const Entry& e) { return e.title; }, "a"},
      {"media:title", "xmlns:m='http://search.yahoo.com/mrss/'", "<m:title>a</m:title>",
       [](const Entry& e) { return e.title; }, "a"},
      {"media:description", "xmlns:m='http://search.yahoo.com/mrss/'",
       "<m:content url='/a.mp4'><m:description>a</m:description></m:content>",
       [](const Entry& e) { return e.summary.html; }, "a"},
      {"itunes:episodeType", "xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd'",
       "<i:episodeType>Trailer</i:episodeType>", [](const Entry& e) { return e.episode.type; }, "trailer"},
  });
}

std::string channel(const std::string& inside, const std::string& declarations) {
  return "<rss version='2.0' " + declarations + "><channel>" + inside + "</channel></rss>";
}

TEST(ParseModules, OfFeeds) {
  const Feed feed = feed_of(channel(
      "<a:link rel='self' href='/self.xml'/><a:link rel='hub' href='https://hub.example/'/>"
      "<a:generatorAgent xmlns:a='http://webns.net/mvcb/' "
      "r:resource='https://generator.example/?v=1' xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"
      "<i:new-feed-url>https://new.example/feed</i:new-feed-url><i:explicit>yes</i:explicit>"
      "<i:owner><i:name>Owner</i:name></i:owner><f:complete/>"
      "<s:updatePeriod>daily</s:updatePeriod><s:updateFrequency>4</s:updateFrequency>",
      "xmlns:a='http://www.w3.org/2005/Atom' xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd' "
      "xmlns:f='http://purl.org/syndication/history/1.0' "
      "xmlns:s='http://purl.org/rss/1.0/modules/syndication/'"));
  EXPECT_EQ(feed.self, "https://example.org/self.xml");
  EXPECT_EQ(feed.hub, "https://hub.example/");
  EXPECT_EQ(feed.generator, "https://generator.example/?v=1");
  EXPECT_EQ(feed.new_feed_url, "https://new.example/feed");
  EXPECT_EQ(feed.explicit_words, true);
  EXPECT_TRUE(feed.complete);
  EXPECT_FALSE(feed.archive);
  EXPECT_EQ(feed.update_minutes, 360);
}

TEST(ParseModules, OfPodcasts) {
  const Feed feed = feed_of(channel(
      "<p:license url='https://l.example/'>mine</p:license><p:person href='https://b.example/'>Bob</p:person>"
      "<p:funding url='https://f.example/'>Help us</p:funding><g:email>ann@example.org</g:email>"
      "<item><title>a</title></item>",
      "xmlns:p='https://podcastindex.org/namespace/1.0' "
      "xmlns:g='http://www.google.com/schemas/play-podcasts/1.0'"));
  ASSERT_EQ(feed.contributors.size(), 1U);
  EXPECT_EQ(feed.contributors[0], (Person{"Bob", "", "https://b.example/"}));
  ASSERT_EQ(feed.authors.size(), 1U);
  EXPECT_EQ(feed.authors[0].email, "ann@example.org");
  EXPECT_EQ(feed.links.at(1).rel, "payment");
  EXPECT_EQ(feed.entries.at(0).license, "https://l.example/");
}

TEST(ParseModules, ArchivesAndWhenNotToAsk) {
  const Feed feed = feed_of(
      channel("<f:archive/><ttl> 90 "
              "</ttl><skipHours><hour>0</hour><hour>24</hour><hour>25</hour><hour>x</hour></skipHours>"
              "<skipDays><day>Sunday</day><day>saturday</day><day>Someday</day></skipDays>"
              "<textInput><title>Search</title><link>https://search.example/</link><description>d</"
              "description></textInput>",
              "xmlns:f='http://purl.org/syndication/history/1.0'"));
  EXPECT_TRUE(feed.archive);
  EXPECT_EQ(feed.ttl_minutes, 90);
  EXPECT_THAT(feed.skip_hours, ElementsAre(0, 0));
  EXPECT_THAT(feed.skip_days, ElementsAre(0, 6));
  EXPECT_EQ(feed.title + feed.link + feed.description, "") << "a form's own words are not the feed's";
}

TEST(ParseModules, DeletedEntries) {
  const Feed feed = feed_of(
      "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'>"
      "<at:deleted-entry ref='tag:example.org,2025:1' when='2025-02-08T10:00:00Z'><at:comment>a "
      "&lt;b>mistake&lt;/b>"
      "</at:comment></at:deleted-entry><at:deleted-entry/></feed>");
  ASSERT_EQ(feed.deleted.size(), 1U);
  EXPECT_EQ(feed.deleted[0].id, "tag:example.org,2025:1");
  EXPECT_EQ(feed.deleted[0].when, parse_date("2025-02-08T10:00:00Z"));
  EXPECT_EQ(feed.deleted[0].comment, "a mistake");
}

TEST(ParseModules, TheSourceOfAnAggregatedEntry) {
  const Entry atom = first_entry(atom_entry(
      "<source><id>tag:s</id><title>Source</title><link href='https://s.example/'/>"
      "<link rel='self' href='https://s.example/feed'/><updated>2025-02-08T10:00:00Z</updated></source>"));
  ASSERT_TRUE(atom.source);
  EXPECT_EQ(atom.source->id, "tag:s");
  EXPECT_EQ(atom.source->title, "Source");
  EXPECT_EQ(atom.source->link, "https://s.example/");
  EXPECT_EQ(atom.source->self, "https://s.example/feed");
  const Entry bold = first_entry(rss_item("<source url='https://s.example/feed'><b>Source</b></source>"));
  ASSERT_TRUE(bold.source);
  EXPECT_EQ(bold.source->title, "Source");
  const Entry rss = first_entry(rss_item("<source url='https://s.example/feed'>Source</source>"));
  ASSERT_TRUE(rss.source);
  EXPECT_EQ(rss.source->title, "Source");
  EXPECT_EQ(rss.source->self, "https://s.example/feed");
}

}  // namespace
}  // namespace gazette

// What an entry says by saying nothing: author, language and rights come from the nearest who does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/feeds/parse/feed_case.h"

namespace gazette {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> names(const std::vector<Person>& people) {
  std::vector<std::string> names;
  for (const Person& person : people) names.push_back(person.name);
  return names;
}

std::string atom(const std::string& head, const std::string& entry, const std::string& attributes = {}) {
  return "<feed xmlns='http://www.w3.org/2005/Atom' " + attributes + ">" + head + "<entry>" + entry +
         "</entry></feed>";
}

std::string rss(const std::string& head, const std::string& item) {
  return "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>" + head + "<item>" + item +
         "</item></channel></rss>";
}

TEST(ParseInheritance, Authors) {
  const std::string feeds = "<author><name>Feed</name></author>";
  const std::string sources = "<source><author><name>Source</name></author></source>";
  const std::string own = "<author><name>Own</name></author>";
  struct Case {
    const char* name;
    std::string in, author;
  };
  const Case cases[] = {
      {"its own", atom(feeds, own + sources), "Own"},
      {"the source's before the feed's (RFC 4287 4.2.1)", atom(feeds, sources), "Source"},
      {"the feed's", atom(feeds, "<title>x</title>"), "Feed"},
      {"the feed's, said after the entries",
       "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>x</title></entry>" + feeds + "</feed>",
       "Feed"},
      {"an author without a name is nobody", atom(feeds, "<author><name> </name><uri>x</uri></author>"),
       "Feed"},
      {"a source that names nobody", atom(feeds, "<source><title>s</title></source>"), "Feed"},
      {"dc:creator of a channel", rss("<dc:creator>Feed</dc:creator>", "<title>x</title>"), "Feed"},
      {"dc:creator of an item", rss("<dc:creator>Feed</dc:creator>", "<dc:creator>Own</dc:creator>"), "Own"},
      {"managingEditor", rss("<managingEditor>e@example.org (Feed)</managingEditor>", "<title>x</title>"),
       "Feed"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(names(first_entry(c.in).authors), ElementsAre(c.author));
  }
  EXPECT_TRUE(
      first_entry(atom("<contributor><name>C</name></contributor>", "<title>x</title>")).authors.empty())
      << "who contributed to the feed wrote no entry";
}

TEST(ParseInheritance, Languages) {
  struct Case {
    const char* name;
    std::string in, language;
  };
  const Case cases[] = {
      {"nobody says", atom("", "<title>x</title>"), ""},
      {"xml:lang of the root", atom("", "<title>x</title>", "xml:lang='de'"), "de"},
      {"xml:lang of the entry",
       "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><entry "
       "xml:lang='fr'><title>x</title></entry></feed>",
       "fr"},
      {"language of the channel", rss("<language>zh_cn</language>", "<title>x</title>"), "zh-CN"},
      {"dc:language of the item", rss("<language>en</language>", "<dc:language>ja</dc:language>"), "ja"},
      {"of the source", atom("", "<source xml:lang='ko'><title>s</title></source>"), "ko"},
      {"JSON Feed",
       "{\"version\":\"https://jsonfeed.org/version/1.1\",\"language\":\"ru\",\"items\":[{\"id\":\"1\"}]}",
       "ru"},
      {"an item of JSON Feed",
       "{\"version\":\"https://jsonfeed.org/version/1.1\",\"language\":\"ru\",\"items\":[{\"id\":\"1\","
       "\"language\":\"uk\"}]}",
       "uk"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(first_entry(c.in).language, c.language);
  }
}

TEST(ParseInheritance, Rights) {
  const std::string source = "<source><rights>Source</rights></source>";
  struct Case {
    const char* name;
    std::string in, rights;
  };
  const Case cases[] = {
      {"its own", atom("<rights>Feed</rights>", "<rights>Own</rights>" + source), "Own"},
      {"the source's", atom("<rights>Feed</rights>", source), "Source"},
      {"the feed's", atom("<rights type='html'>&lt;b>Feed&lt;/b></rights>", "<title>x</title>"), "Feed"},
      {"the channel's copyright", rss("<copyright>Feed</copyright>", "<title>x</title>"), "Feed"},
      {"dc:rights of the item", rss("<copyright>Feed</copyright>", "<dc:rights>Own</dc:rights>"), "Own"},
      {"nobody says", rss("", "<title>x</title>"), ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(first_entry(c.in).rights, c.rights);
  }
}

TEST(ParseInheritance, Licence) {
  const auto link = [](const std::string& address) { return "<link rel='license' href='" + address + "'/>"; };
  const std::string ours = link("https://cc.example/own"), feeds = link("https://cc.example/feed");
  const std::string in_rss =
      "<c:license xmlns:c='http://backend.userland.com/creativeCommonsRssModule'>https://cc.example/by"
      "</c:license>";
  struct Case {
    const char* name;
    std::string in, license;
  };
  const Case cases[] = {
      {"its own", atom(feeds, ours), "https://cc.example/own"},
      {"the source's", atom(feeds, "<source>" + ours + "</source>"), "https://cc.example/own"},
      {"the feed's", atom(feeds, "<title>x</title>"), "https://cc.example/feed"},
      {"no address of the web", atom(feeds, link("javascript:x()")), "https://cc.example/feed"},
      {"the item's", rss("", "<title>x</title>" + in_rss), "https://cc.example/by"},
      {"the channel's", rss(in_rss, "<title>x</title>"), "https://cc.example/by"},
      {"nobody says", rss("", "<title>x</title>"), ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(first_entry(c.in).license, c.license);
  }
}

}  // namespace
}  // namespace gazette

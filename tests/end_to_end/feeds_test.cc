// Every kind of feed that is given out: each selection in each format with each amount of text, from the
// running program, checked against section O and read by our own reader, feedparser, sfeed and newsboat.
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string item(const std::string& letter, const std::string& about) {
  return "<item><title>Title " + letter + " &amp; co</title><guid isPermaLink='false'>guid:" + letter +
         "</guid><link>https://feed.example/" + letter +
         "</link><pubDate>Mon, 01 Sep 2025 10:00:00 GMT</pubDate><description>Summary of " + letter +
         ".</description><content:encoded><![CDATA[<p>The whole text of " + letter + ", which is about " +
         about + " and says so at some length, so that it is no teaser.</p>]]></content:encoded></item>";
}

std::string feed(const std::string& language, const std::string& items) {
  return "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Feed "
         "in " +
         language + "</title><link>https://feed.example/</link><description>d</description><language>" +
         language + "</language>" + items + "</channel></rss>";
}

/// What is asked for below /feeds/, without the format, and whose titles it has.
struct Chosen {
  std::string name, query, letters;
  std::string page = {}, title = {};  ///< of the page for people; of a feed that goes by its source's
};
const std::vector<Chosen> kChosen = {
    {"all", "", "abcd"},                             // all
    {"one", "", "ab", "sources/one", "Feed in en"},  // a source
    {"all", "source=two", "cd", "sources/two"},      // the same by its address
    {"all", "tag=sea", "ab", "tags/sea"},            // a tag of a source
    {"all", "tag=money", "bd", "tags/money"},        // a tag that a rule gives
    {"all", "lang=zh-CN", "cd", "languages/zh-CN"},  // a language
    {"all", "q=%E8%BD%AF%E9%93%B6", "c", "search?q=%E8%BD%AF%E9%93%B6"},
    {"all", "lang=en&q=money", "b"},
    {"ruled", "", "bd"},  // an exporter of the rule's tag
    {"found", "", "c"},   // an exporter of what a search finds
};

class Feeds : public ::testing::Test {
 protected:
  Feeds() {
    world.origin.serve("/one.xml", feed("en", item("a", "harbours") + item("b", "money")),
                       "application/rss+xml");
    world.origin.serve("/two.xml", feed("zh-CN", item("c", "软银集团") + item("d", "money")),
                       "application/rss+xml");
    const auto source = [&](const std::string& name, const std::string& rest) {
      return "[[source]]\nname = \"" + name + "\"\nfull_text = \"never\"\nurl = \"" +
             world.origin.url("/" + name + ".xml") + "\"\n" + rest;
    };
    world.configure(world.head() + source("one", "tags = [\"sea\"]\n") + source("two", "") +
                    "[[rule]]\nwhen = \"text ~ 'about money'\"\ndo = \"tag\"\ntags = [\"money\"]\n"
                    "[[export]]\ntype = \"feed\"\nname = \"ruled\"\ntags = [\"money\"]\npath = \"feeds\"\n"
                    "[[export]]\ntype = \"feed\"\nname = \"found\"\nwords = \"软银\"\nrepublish = "
                    "\"excerpt\"\npath = \"feeds\"\n");
    EXPECT_EQ(world.gazette({"poll", "--all"}).status, 0);
    daemon = world.daemon();
    port = World::port_of(*daemon);
    EXPECT_NE(port, 0) << daemon->err();
  }
  std::string address(const Chosen& chosen, const std::string& format, const std::string& amount) const {
    std::string query = chosen.query;
    if (!amount.empty()) query += (query.empty() ? "content=" : "&content=") + amount;
    return "/feeds/" + chosen.name + "." + format + (query.empty() ? "" : "?" + query);
  }
  std::string script(const std::string& program, const std::string& argument) const {
    const Finished done = run_program({"sh", "-c", program, argument}, world.folder.path());
    EXPECT_EQ(done.status, 0) << done.err;
    return done.out;
  }
  static std::string titles(const std::string& letters) {
    std::string all;
    for (const char letter : letters) all += std::string("Title ") + letter + " & co\n";
    return all;
  }

  World world;
  std::unique_ptr<Background> daemon;
  int port = 0;
};

TEST_F(Feeds, every_selection_in_every_format_with_every_amount) {
  for (const Chosen& chosen : kChosen)
    for (const std::string amount : {"", "excerpt", "link"})
      for (const std::string format : {"atom", "rss", "json"}) {
        if (chosen.name != "all" && !amount.empty()) continue;  // these have theirs from the configuration
        const std::string target = address(chosen, format, amount);
        SCOPED_TRACE(target);
        const HttpAnswer answer = http_get(port, target);
        ASSERT_EQ(answer.status, 200);
        const auto file = world.folder / "document";
        write_text(file, answer.body);
        const Finished read = world.gazette({"parse", file.string()});
        ASSERT_EQ(read.status, 0) << read.err;
        for (const char letter : std::string("abcd")) {
          const std::string id = std::string("\"guid:") + letter + "\"";
          const bool wanted = chosen.letters.find(letter) != std::string::npos;
          EXPECT_EQ(read.out.find(id) != std::string::npos, wanted) << letter;
          const std::string whole = std::string("whole text of ") + letter;
          const bool full = amount.empty() && chosen.name != "found";
          EXPECT_EQ(answer.body.find(whole) != std::string::npos, wanted && full) << letter;
          const std::string summary = std::string("Summary of ") + letter;
          EXPECT_EQ(answer.body.find(summary) != std::string::npos, wanted && amount != "link") << letter;
          EXPECT_EQ(answer.body.find(std::string("https://feed.example/") + letter) != std::string::npos,
                    wanted);
        }
        EXPECT_THAT(read.out, HasSubstr("/" + chosen.page + "\"")) << "the page for people";
        EXPECT_EQ(http_get(port, "/" + chosen.page).status, 200);
        EXPECT_THAT(read.out, HasSubstr(chosen.title));
        const std::string link = answer.headers.at("link");
        const std::string self = link.substr(1, link.find('>') - 1);
        const std::string path = self.substr(self.find("/feeds/"));
        EXPECT_THAT(path, ::testing::StartsWith("/feeds/" + chosen.name + "." + format));
        const Finished checked =
            run_program({"/usr/bin/python3", kTests + "/exporters/check_feed.py", file.string(), self});
        EXPECT_EQ(checked.out + checked.err, "");
        EXPECT_EQ(http_get(port, path).body, answer.body) << "it leads to itself";
      }
}

TEST_F(Feeds, other_readers_find_the_same_in_each) {
  setenv("HOME", world.folder.path().c_str(), 1);
  write_text(world.folder / "config", "");
  int number = 0;
  for (const Chosen& chosen : kChosen)
    for (const std::string format : {"atom", "rss"}) {
      const std::string url = "http://127.0.0.1:" + std::to_string(port) + address(chosen, format, "");
      SCOPED_TRACE(url);
      const auto file = (world.folder / "document").string();
      write_text(file, http_get(port, address(chosen, format, "")).body);
      EXPECT_EQ(script("sfeed < \"$0\" | cut -f2 | sort", file), titles(chosen.letters));
      EXPECT_EQ(script("/usr/bin/python3 -c 'import feedparser, sys\n"
                       "for e in sorted(feedparser.parse(sys.argv[1]).entries, key=lambda e: e.title): "
                       "print(e.title)' \"$0\"",
                       file),
                titles(chosen.letters));
      // A cache of its own: newsboat has an entry once, in whichever feed it found it.
      write_text(world.folder / "urls", url + "\n");
      EXPECT_EQ(script("newsboat -q -u urls -c \"$0.db\" -C config -x reload && sqlite3 \"$0.db\" "
                       "\"select title from rss_item order by 1\"",
                       std::to_string(number++)),
                titles(chosen.letters));
    }
}

/// RFC 3229: who has the feed gets what came since, and hears of what is gone.
TEST_F(Feeds, B10_226_has_what_came_since_and_what_is_gone) {
  const HttpAnswer first = http_get(port, "/feeds/all.atom");
  const std::map<std::string, std::string> since = {{"A-IM", "feed"},
                                                    {"If-None-Match", first.headers.at("etag")}};
  EXPECT_EQ(http_get(port, "/feeds/all.atom", since).status, 304);
  world.origin.serve("/one.xml", feed("en", item("a", "harbours") + item("b", "money") + item("e", "tides")),
                     "application/rss+xml");
  EXPECT_EQ(world.gazette({"poll", "--force", "one"}).status, 0);
  EXPECT_EQ(world.gazette({"withdraw", "guid:b"}).status, 0);
  HttpAnswer changes;
  ASSERT_TRUE(eventually([&] {
    changes = http_get(port, "/feeds/all.atom", since);
    return changes.status == 226 && changes.body.find("deleted-entry") != std::string::npos &&
           changes.body.find("guid:e") != std::string::npos;
  })) << changes.status;
  EXPECT_EQ(changes.headers.at("im"), "feed");
  EXPECT_EQ(changes.headers.at("cache-control"), "no-store, im");
  EXPECT_EQ(changes.headers.at("delta-base"), first.headers.at("etag"));
  for (const char* known : {"guid:a<", "guid:c<", "guid:d<"})
    EXPECT_THAT(changes.body, Not(HasSubstr(known)));
  EXPECT_THAT(changes.body, HasSubstr("<at:deleted-entry ref=\"guid:b\""));
  const HttpAnswer whole = http_get(port, "/feeds/all.atom");
  EXPECT_EQ(changes.headers.at("etag"), whole.headers.at("etag")) << "it has all of this one now";
  EXPECT_THAT(whole.body, HasSubstr("guid:a<"));
}

TEST_F(Feeds, files_are_as_the_server_gives_them) {
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(world.folder / "feeds/found.json"); }));
  for (const std::string format : {"atom", "rss", "json"}) {
    EXPECT_THAT(read_text(world.folder / ("feeds/ruled." + format)), HasSubstr("whole text of b"));
    const std::string found = read_text(world.folder / ("feeds/found." + format));
    EXPECT_THAT(found, HasSubstr("Summary of c"));
    EXPECT_THAT(found, Not(HasSubstr("whole text of")));
  }
}

/// What is not given out is not to be had by its changes either.
TEST_F(Feeds, the_changes_of_a_text_that_is_not_given_out_are_not_shown) {
  const std::string id = world.sql("select id from article where title like 'Title a%'");
  daemon.reset();
  const std::string configured = read_text(world.folder / "gazette.toml");
  world.origin.serve("/one.xml", feed("en", item("a", "secret plans") + item("b", "money")),
                     "application/rss+xml");
  EXPECT_EQ(world.gazette({"poll", "--all", "--force"}).status, 0);
  const auto page_of = [&](const std::string& path) {
    const auto server = world.daemon();
    return http_get(World::port_of(*server), path);
  };
  EXPECT_THAT(page_of("/articles/" + id + "/changes").body, HasSubstr("secret"));
  EXPECT_THAT(page_of("/articles/" + id).body, HasSubstr("/changes/2"));
  std::string less = configured;
  less.replace(less.find("tags = [\"sea\"]"), 0, "republish = \"excerpt\"\n");
  world.configure(less);
  EXPECT_EQ(page_of("/articles/" + id + "/changes").status, 404);
  EXPECT_THAT(page_of("/articles/" + id).body, Not(HasSubstr("/changes/2")));
}

}  // namespace
}  // namespace gazette::testing

// The sources of `./dev run`: every kind of feed arrives with the right text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class Samples : public ::testing::Test {
 protected:
  void SetUp() override {
    world.configure(world.samples());
    const Finished polled = world.gazette({"poll", "--all"});
    ASSERT_EQ(polled.status, 0) << polled.err;
  }
  std::string record(const std::string& title) {
    return world.sql("select record from article where title = '" + title + "'");
  }
  World world;
};

TEST_F(Samples, all_articles_of_all_sources_are_there) {
  EXPECT_EQ(world.sql("select name, count(*) from article join source on source.number = article.source "
                      "group by name order by name"),
            "harbour|2\njiangcheng|2\nkernel-garden|2\nloft|2\npapers|2\nqq|3");
  EXPECT_EQ(world.sql("select count(*) from source where error <> ''"), "0");
}

TEST_F(Samples, each_kind_of_feed_has_the_right_text) {
  struct Case {
    const char* kind;
    const char* title;
    std::vector<const char*> lines;
  };
  const Case cases[] = {
      {"RSS 2.0 with the full article from its page",
       "The night the cranes stood still",
       {"\ndate: \"2026-11-23 06:10:00\"\n",
        "For six hours on Sunday no container moved. Nine cranes, each as tall as a cathedral",
        "needs *no polishing at all*. It needs", "\nWhat the log says\n",
        "* 21:04 – supply interrupted, cause unknown", "**found the answer**.",
        "> You cannot update a thing that was never wrong.",
        "[harbour](https://harbour.example/notes/cranes.html)"}},
      {"RSS 1.0",
       "Ants prefer the second shortest path",
       {"\ndate: \"2026-11-22 09:00:00\"\n",
        "a colony of *Lasius niger* settled on the path that was\n**one bend longer**. We suggest",
        "Data and cardboard are available on request."}},
      {"Atom, escaped HTML",
       "A patch set and a pruning saw",
       {"\ndate: \"2026-11-23 19:00:00\"\n", "git revert --no-edit HEAD~3",
        "[Photos](https://kernel-garden.example/photos/tree.html) of it in June",
        "[kernel-garden](https://kernel-garden.example/2026/saw)"}},
      {"Atom, XHTML",
       "Rust on the rake, Rust in the tree",
       {"\ndate: \"2026-11-18 06:30:00\"\n", "Linseed oil helps with *neither* as much"}},
      {"JSON Feed, HTML",
       "Episode 17: Static, a love story",
       {"\ndate: \"2026-11-14 07:00:00\"\n", "Two amateurs, one frequency, forty years.",
        "They met last month, by boat."}},
      {"RSS 2.0 in GBK",
       "老戏台重开锣：“夜奔”首演一票难求",
       {"\ndate: \"2026-11-23 21:30:00\"\n", "\nlang:\n  - \"zh-CN\"\n",
        "修了三年的码头老戏台，昨晚重新亮灯。开场的《**夜奔**》只卖站票", "踩着旧戏看新戏"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.kind);
    const std::string text = record(c.title);
    EXPECT_THAT(text, HasSubstr("title: \"" + std::string(c.title) + "\"\n"));
    for (const char* line : c.lines) EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST_F(Samples, typed_columns_hold_what_was_said) {
  EXPECT_EQ(world.sql("select title from article where guid = 'https://harbour.example/notes/tides.html'"),
            "Tide tables, and why ours is wrong & loved");
  EXPECT_EQ(world.sql("select count(*) from article where id glob '*[^A-Za-z0-9._-]*'"), "0");
  EXPECT_THAT(record("Tide tables, and why ours is wrong & loved"), HasSubstr("| Friday | 04:12 | 04:23 |"));
  EXPECT_THAT(record("The night the cranes stood still"), Not(HasSubstr("Privacy")))
      << "the page's furniture stays out";
}

TEST_F(Samples, a_second_poll_is_answered_with_304_and_exports_nothing) {
  ASSERT_EQ(world.gazette({"export"}).status, 0);
  EXPECT_EQ(world.site_git({"rev-list", "--count", "HEAD"}), "2");
  world.origin.forget_requests();
  const Finished polled = world.gazette({"poll", "--all"});
  EXPECT_EQ(polled.status, 0) << polled.err;
  for (const char* path : {"/harbour/rss.xml", "/papers/index.rdf", "/atom.xml", "/feed.json", "/gbk.xml"}) {
    SCOPED_TRACE(path);
    const std::vector<Request> requests = world.origin.requests(path);
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_EQ(requests[0].status, 304);
    EXPECT_NE(requests[0].header("if-none-match"), "");
  }
  EXPECT_EQ(world.origin.count("/harbour/notes/cranes.html"), 0u);
  ASSERT_EQ(world.gazette({"export"}).status, 0);
  EXPECT_EQ(world.site_git({"rev-list", "--count", "HEAD"}), "2");
}

TEST_F(Samples, the_whole_site_builds_and_every_language_is_shown) {
  ASSERT_EQ(world.gazette({"export"}).status, 0);
  const Finished built = run_program({"hugo", "--panicOnWarning"}, world.site());
  ASSERT_EQ(built.status, 0) << built.out << built.err;
  std::size_t pages = 0, articles = 0;
  for (const auto& file : fs::recursive_directory_iterator(world.site() / "public"))
    if (file.path().filename() == "index.html" &&
        read_text(file.path()).find("<article>") != std::string::npos)
      ++pages;
  for (const auto& file : fs::recursive_directory_iterator(world.site() / "content"))
    articles += file.is_regular_file() ? 1 : 0;
  EXPECT_EQ(articles, 13u);
  EXPECT_EQ(pages, articles);
  EXPECT_THAT(read_text(world.site() / "public/index.html"),
              HasSubstr("<h2><a href=\"/news/qq/20250208a01cmd"));
  EXPECT_THAT(read_text(world.site() / "public/en/index.html"), HasSubstr("<h2><a href=\"/en/news/harbour/"));
}

TEST_F(Samples, the_feed_files_are_read_by_feedparser) {
  ASSERT_EQ(world.gazette({"export"}).status, 0);
  const Finished read =
      run_program({"/usr/bin/python3", "-c",
                   "import feedparser, sys\n"
                   "for kind in ('atom', 'rss'):\n"
                   "    d = feedparser.parse(open('feeds/everything.' + kind, 'rb').read())\n"
                   "    print(kind, d.bozo, len(d.entries), sorted(set(e.title for e in d.entries))[0])\n"
                   "import json\n"
                   "print(len(json.load(open('feeds/everything.json', encoding='utf-8'))['items']))\n"},
                  world.folder.path());
  EXPECT_EQ(read.status, 0) << read.err;
  EXPECT_EQ(read.out,
            "atom False 13 400亿美元！OpenAI巨额融资有望落地，软银要取代微软成最大投资方\n"
            "rss False 13 400亿美元！OpenAI巨额融资有望落地，软银要取代微软成最大投资方\n13\n");
}

}  // namespace
}  // namespace gazette::testing

// What an operator does with what is stored: diff, withdraw.
#include <set>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

struct Item {
  std::string id, title, body;
};

std::string rss(const std::vector<Item>& items) {
  std::string out = "<rss version='2.0'><channel><title>Harbour</title><link>https://harbour.example/</link>";
  for (const Item& item : items)
    out += "<item><guid isPermaLink='false'>" + item.id + "</guid><title>" + item.title +
           "</title><link>https://harbour.example/" + item.id + "</link><description><![CDATA[" + item.body +
           "]]></description></item>";
  return out + "</channel></rss>";
}

const std::string kTide =
    "<p>The tide is high at noon.</p><p>Boats leave at one.</p><p>软银集团再次加注。</p>";

class StoreCommands : public ::testing::Test {
 protected:
  StoreCommands() {
    world.configure(
        world.head() + "\n[[source]]\nname = \"harbour\"\nurl = \"" + world.origin.url("/feed.xml") +
        "\"\nfull_text = \"never\"\nlanguage = \"en\"\n[[export]]\nname = \"files\"\ntype = \"site\"\npath = "
        "\"out\"\n"
        "layout = \"{id}.md\"\n[[export]]\nname = \"all\"\ntype = \"feed\"\nformats = [\"json\"]\n"
        "path = \"feeds\"\n");
  }
  void publish(const std::vector<Item>& items) {
    world.origin.serve("/feed.xml", rss(items), "application/rss+xml");
    const Finished polled = world.gazette({"poll", "--all"});
    ASSERT_EQ(polled.status, 0) << polled.err;
    ASSERT_EQ(world.gazette({"export"}).status, 0);
  }
  std::string id_of(const std::string& title) {
    return world.sql("select id from article where title = '" + title + "'");
  }
  void restore(const fs::path& copy) const {
    const fs::path database = world.folder / "gazette.db";
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(database.string() + suffix);
    fs::copy_file(copy, database);
  }
  World world;
};

TEST_F(StoreCommands, a_feed_edited_five_times_two_of_them_cosmetic_gives_four_versions) {
  const std::string rest = "<p>Boats leave at one.</p><p>软银集团再次加注。</p>";
  const std::string low = "<p>The tide is low at <a href='https://a.example/x'>noon</a>.</p>" + rest;
  const std::string one = "<p>The tide is low at <a href='https://a.example/x'>one</a>.</p>" + rest;
  struct State {
    const char* name;
    std::string body;
    const char* version;
  };
  const State states[] = {
      {"as it came", "<p>The tide is high at <a href='https://a.example/x'>noon</a>.</p>" + rest, "1"},
      {"edited", low, "2"},
      {"spaces, tracking",
       "<p>The  tide\n is low at <a href='https://a.example/x?utm_source=rss'>noon</a>.</p>\n" + rest, "2"},
      {"edited again", one, "3"},
      {"counters", one + "<p>12 comments</p><p>阅读(1234) 评论(5) 点赞 66</p>", "3"},
      {"cut", "<p>The tide is low at <a href='https://a.example/x'>one</a>.</p>", "4"},
  };
  std::string version, before;
  for (const State& state : states) {
    SCOPED_TRACE(state.name);
    publish({{"tide", "Tide", state.body}});
    const std::string now = world.sql("select changed || record from article");
    EXPECT_EQ(world.sql("select version from article"), state.version);
    EXPECT_EQ(now == before, version == state.version) << "nothing moves with what is cosmetic";
    before = now;
    version = state.version;
  }
  EXPECT_EQ(world.sql("select count(*) from article"), "1");
  EXPECT_THAT(world.gazette({"diff", id_of("Tide"), "1", "2"}).out, HasSubstr("[-high-]{+low+}"));
}

TEST_F(StoreCommands, as_many_raw_listings_are_kept_as_the_configuration_says) {
  const std::string toml = read_text(world.folder / "gazette.toml");
  const auto publish_three = [&] {
    for (const char* title : {"One", "Two", "Three"}) publish({{"tide", title, kTide}});
    return world.sql("select count(*) from response");
  };
  world.configure("keep_responses = 2\n" + toml);
  EXPECT_EQ(publish_three(), "2");
  world.configure("keep_responses = 1\n" + toml);
  EXPECT_EQ(publish_three(), "1");
}

TEST_F(StoreCommands, what_expired_does_not_return_as_new_while_it_is_listed) {
  world.configure(world.head() + "[[source]]\nname = \"harbour\"\nurl = \"" + world.origin.url("/feed.xml") +
                  "\"\nfull_text = \"never\"\nkeep_count = 1\n[[export]]\nname = \"all\"\ntype = "
                  "\"feed\"\nformats = [\"json\"]\npath = \"feeds\"\n");
  publish({{"tide", "Tide", kTide}});
  const auto a_week_later = [&] {
    run_program({"sqlite3", (world.folder / "gazette.db").string(),
                 "update source set expired = 0; update article set first_seen = first_seen - 700000000"});
  };
  a_week_later();
  publish({{"wind", "Wind", "<p>From the west.</p>"}, {"tide", "Tide", kTide}});
  ASSERT_EQ(
      world.sql("select gone from article where id in (select id from article order by number limit 1)"),
      "expired");
  for (const char* edit : {"", "<p>Edited.</p>", "<p>Edited again.</p>"}) {
    a_week_later();
    publish({{"wind", "Wind", "<p>From the west.</p>"}, {"tide", "Tide", kTide + edit}});
    EXPECT_EQ(world.sql("select group_concat(title) from article where gone is null"), "Wind");
    EXPECT_EQ(world.sql("select count(*) from article"), "2");
    EXPECT_THAT(world.gazette({"list"}).out, Not(HasSubstr("Tide")));
  }
}

TEST_F(StoreCommands, diff_shows_what_was_edited_by_words_and_characters) {
  publish({{"tide", "Tide", kTide}});
  const std::string id = id_of("Tide");
  Finished shown = world.gazette({"diff", id});
  EXPECT_EQ(shown.status, 0);
  EXPECT_EQ(shown.out, "");
  EXPECT_THAT(shown.err, HasSubstr("one version"));

  publish({{"tide", "Tide",
            "<p>The tide is low at noon.</p><p>Boats leave at one.</p><p>软银公司再次加注。</p>"}});
  shown = world.gazette({"diff", id});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("The tide is [-high-]{+low+} at noon."));
  EXPECT_THAT(shown.out, HasSubstr("软银[-集团-]{+公司+}再次加注。"));
  EXPECT_THAT(shown.out, Not(HasSubstr("Boats leave at one."))) << "what did not change is left out";

  publish({{"tide", "Tide tables", "<p>The tide is low at noon.</p>"}});
  EXPECT_THAT(world.gazette({"diff", id}).out, HasSubstr("Tide{+ tables+}"));
  const Finished all = world.gazette({"diff", id, "1", "3", "--json"});
  const json::object object = json::parse(all.out).as_object();
  EXPECT_EQ(object.at("from").as_object().at("version").as_int64(), 1);
  EXPECT_EQ(object.at("to").as_object().at("title").as_string(), "Tide tables");
  EXPECT_GT(object.at("changes").as_array().size(), 3u);
  EXPECT_EQ(world.gazette({"diff", id, "4"}).status, 2);
  EXPECT_EQ(world.gazette({"diff", "nothing"}).status, 1);
}

TEST_F(StoreCommands, search_shows_where_it_was_found) {
  publish({{"tide", "Tide", kTide}, {"moon", "Moon", "<p>Full.</p>"}});
  const Finished found = world.gazette({"search", "软银", "lang:en"});
  EXPECT_EQ(found.status, 0) << found.err;
  EXPECT_THAT(found.out, HasSubstr("[软银]集团再次加注"));
  const json::object object = json::parse(world.gazette({"search", "tides", "--json"}).out).as_object();
  EXPECT_EQ(object.at("title").as_string(), "Tide");
  EXPECT_GE(object.at("snippet").as_array().size(), 3u);
  const Finished wrong = world.gazette({"search", "after:soon"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, HasSubstr("2024-01-31"));
}

TEST_F(StoreCommands, withdraw_takes_it_away_everywhere_and_keeps_it_out) {
  publish({{"tide", "Tide", kTide}, {"moon", "Moon", "<p>Full.</p>"}});
  const std::string id = id_of("Tide");
  const fs::path file = world.folder / "out" / (id + ".md"), feed = world.folder / "feeds" / "all.json";
  ASSERT_TRUE(fs::exists(file));
  ASSERT_THAT(read_text(feed), HasSubstr("Tide"));
  const Finished done = world.gazette({"withdraw", "https://harbour.example/tide", "--why", "asked to"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_FALSE(fs::exists(file));
  EXPECT_THAT(read_text(feed), Not(HasSubstr("Tide")));
  EXPECT_THAT(read_text(feed), HasSubstr("Moon"));
  publish({{"tide", "Tide", kTide + "<p>Edited.</p>"}, {"moon", "Moon", "<p>Full.</p>"}});
  EXPECT_EQ(world.sql("select count(*) from article where gone is null"), "1") << "it does not come back";
  EXPECT_FALSE(fs::exists(file));
  EXPECT_EQ(world.gazette({"withdraw", id}).status, 0) << "once more is the same";
  for (const char* command : {"show", "diff"}) {
    const Finished nothing = world.gazette({command, id});
    EXPECT_EQ(nothing.status, 1) << command << ": its text is gone";
    EXPECT_THAT(nothing.err, HasSubstr("was withdrawn"));
    EXPECT_THAT(nothing.err, HasSubstr("asked to"));
  }
  EXPECT_EQ(world.gazette({"withdraw", "nothing"}).status, 1);
}

TEST_F(StoreCommands, articles_that_are_nearly_the_same_are_shown) {
  std::string text;
  for (int i = 0; i < 120; ++i) text += "word" + std::to_string(i * 7919 % 1'009) + ' ';
  publish({{"tide", "Tide", "<p>" + text + "</p>"},
           {"ebb", "Ebb", "<p>" + text + "again</p>"},
           {"moon", "Moon", "<p>Full, and nothing else to say of it.</p>"}});
  const std::string one = id_of("Tide"), two = id_of("Ebb");
  const std::string near = world.gazette({"near", "--json"}).out;
  EXPECT_THAT(near, HasSubstr(one));
  EXPECT_THAT(near, HasSubstr(two));
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  const auto page = [&](const std::string& id) { return http_get(port, "/articles/" + id).body; };
  EXPECT_THAT(page(one), HasSubstr("articles/" + two));
  EXPECT_THAT(page(two), HasSubstr("articles/" + one));
  EXPECT_THAT(page(id_of("Moon")), Not(HasSubstr("Nearly the same")));
}

TEST_F(StoreCommands, near_merge_and_split) {
  publish(
      {{"tide", "Tide", kTide}, {"ebb", "Tide", kTide + "<p>End.</p>"}, {"moon", "Moon", "<p>Full.</p>"}});
  const std::string one = world.sql("select id from article where guid = 'tide'"),
                    two = world.sql("select id from article where guid = 'ebb'");
  EXPECT_EQ(world.gazette({"near", "--json", "--limit", "5"}).status, 0);
  EXPECT_EQ(world.gazette({"merge", one, two}).status, 0);
  ASSERT_EQ(world.gazette({"export"}).status, 0);
  EXPECT_FALSE(fs::exists(world.folder / "out" / (two + ".md")));
  publish({{"tide", "Tide", kTide}, {"ebb", "Tide", kTide + "<p>Very end.</p>"}});
  EXPECT_EQ(world.sql("select count(*) from article where gone is null"), "2") << "it stays one";
  const Finished undone = world.gazette({"split", two});
  EXPECT_EQ(undone.status, 0) << undone.err;
  EXPECT_THAT(undone.err, HasSubstr(two));
  ASSERT_EQ(world.gazette({"export"}).status, 0);
  EXPECT_TRUE(fs::exists(world.folder / "out" / (two + ".md")));
  EXPECT_EQ(world.gazette({"split", one}).status, 1) << "nothing is left to undo";
  const Finished same = world.gazette({"merge", one, one});
  EXPECT_EQ(same.status, 2);
  EXPECT_THAT(same.err, HasSubstr("one article already"));
  EXPECT_EQ(world.gazette({"check"}).status, 0);
}

TEST_F(StoreCommands, backup_while_it_runs_and_check_mends) {
  publish({{"tide", "Tide", kTide}});
  const auto daemon = world.daemon();
  ASSERT_NE(World::port_of(*daemon), 0);
  const fs::path copy = world.folder / "copy.db";
  Finished done = world.gazette({"backup", copy.string()});
  EXPECT_EQ(done.status, 0) << done.err;
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait(std::chrono::seconds(10)), 0);
  ASSERT_EQ(run_program({"sqlite3", (world.folder / "gazette.db").string(), "delete from change"}).status, 0);
  done = world.gazette({"check"});
  EXPECT_EQ(done.status, 1);
  EXPECT_THAT(done.err, HasSubstr("gazette check --repair"));
  done = world.gazette({"check", "--repair"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr(".before-repair"));
  EXPECT_THAT(world.gazette({"search", "软银"}).out, HasSubstr("Tide"));

  restore(copy);
  EXPECT_EQ(world.gazette({"check"}).status, 0) << "the copy is in its place";
  EXPECT_THAT(world.gazette({"list"}).out, HasSubstr("Tide"));
  EXPECT_EQ(world.gazette({"backup", (world.folder / "gazette.db").string()}).status, 1);
}

TEST_F(StoreCommands, an_older_copy_in_place_leaves_its_exporters_whole) {
  publish({{"tide", "Tide", kTide}, {"gate", "Gate", kTide + "<p>The gate is shut.</p>"}});
  const fs::path copy = world.folder / "copy.db";
  ASSERT_EQ(world.gazette({"backup", copy.string()}).status, 0);
  const std::vector<Item> later = {{"tide", "Tide", "<p>The tide is low.</p>"},
                                   {"wall", "Wall", "<p>It stands.</p>"}};
  publish(later);
  const auto files = [&] {
    std::set<std::string> names;
    for (const auto& file : fs::directory_iterator(world.folder / "out"))
      if (file.is_regular_file()) names.insert(file.path().filename().string());
    return names;
  };
  const std::set<std::string> before = files();
  ASSERT_EQ(before.size(), 3u);

  restore(copy);
  publish(later);
  EXPECT_EQ(files(), before) << "what the copy knows and what came since, each once";
  EXPECT_THAT(read_text(world.folder / "out" / (id_of("Tide") + ".md")), HasSubstr("The tide is low."));
  const std::string feed = read_text(world.folder / "feeds" / "all.json");
  EXPECT_EQ(json::parse(feed).at("items").as_array().size(), 3u);
  EXPECT_EQ(world.sql("select count(*) from article where gone is null"), "3");
  EXPECT_EQ(world.gazette({"check"}).status, 0);
}

}  // namespace
}  // namespace gazette::testing

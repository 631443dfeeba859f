// add, remove and source test: what they ask for, what they write, what they say.
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

const char* kFeed =
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Harbour</title>"
    "<item><guid>1</guid><title>One</title><link>@/one</link><description>Teaser...</description></item>"
    "<item><guid>2</guid><title>Two</title><link>@/two</link><description>Teaser...</description></item>"
    "</channel></rss>";

std::string page_of(const std::string& title) {
  std::string text = "<!doctype html><html><body><article><h1>" + title + "</h1>";
  for (int i = 0; i < 30; ++i) text += "<p>A sentence of " + title + ", long enough to be an article's.</p>";
  return text + "</article></body></html>";
}

class Sources : public ::testing::Test {
 protected:
  Sources() {
    std::string feed = kFeed;
    for (std::size_t at; (at = feed.find('@')) != std::string::npos;) feed.replace(at, 1, url(""));
    world.origin.serve("/feed.xml", feed, "application/rss+xml");
    world.origin.serve("/site",
                       "<!doctype html><html><head><link rel=alternate type=application/rss+xml href=/broken>"
                       "<link rel=alternate type=application/rss+xml href=/feed.xml>"
                       "<link rel=alternate type=application/atom+xml href=/other title=Other></head></html>",
                       "text/html");
    world.origin.serve("/plain", "<!doctype html><html><title>Nothing here</title><p>x</p></html>",
                       "text/html");
    for (const char* name : {"one", "two"})
      world.origin.serve("/" + std::string(name), page_of(name), "text/html");
    world.configure(world.head());
  }
  std::string url(const std::string& path) const { return world.origin.url(path); }
  std::string toml() const { return read_text(world.folder / "gazette.toml"); }
  json::object json_of(std::vector<std::string> arguments) const {
    arguments.push_back("--json");
    const Finished run = world.gazette(std::move(arguments));
    EXPECT_EQ(run.status, 0) << run.err;
    return run.status == 0 ? json::parse(run.out).as_object() : json::object();
  }

  World world;
};

TEST_F(Sources, T15_a_source_that_is_added_costs_one_request_and_its_next_poll_is_conditional) {
  const json::object added = json_of({"add", url("/feed.xml"), "--name", "harbour", "--tag", "sea"});
  EXPECT_EQ(added.at("source").as_string(), "harbour");
  EXPECT_EQ(added.at("added").as_int64(), 2);
  ASSERT_EQ(world.origin.requests().size(), 1u);
  EXPECT_THAT(toml(),
              HasSubstr("name = \"harbour\"\nurl = \"" + url("/feed.xml") + "\"\ntags = [ \"sea\" ]\n"));
  EXPECT_EQ(world.sql("select count(*) from article"), "2");
  EXPECT_EQ(world.gazette({"poll"}).status, 0);
  EXPECT_EQ(world.origin.requests().size(), 1u) << "it is not due";
  EXPECT_EQ(world.gazette({"poll", "harbour"}).status, 0);
  EXPECT_EQ(world.origin.requests("/feed.xml").at(1).status, 304);
  EXPECT_EQ(world.origin.count("/one") + world.origin.count("/two"), 2u) << "now their pages";
  EXPECT_EQ(world.sql("select count(*) from article where record like '%long enough%'"), "2");
}

TEST_F(Sources, T15_an_added_source_costs_one_request_whatever_its_history) {
  std::string all = world.head();
  all.replace(all.find("host_gap"), 0, "history = \"all\"\n");
  world.configure(all);
  std::string feed = kFeed;
  feed.insert(feed.find("<item>"),
              "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='prev-archive' href='" +
                  url("/archive.xml") + "'/>");
  world.origin.serve("/feed.xml", feed, "application/rss+xml");
  json_of({"add", url("/feed.xml"), "--name", "harbour"});
  EXPECT_EQ(world.origin.requests().size(), 1u);
  EXPECT_EQ(world.gazette({"source", "test", "harbour"}).status, 0);
  EXPECT_EQ(world.origin.count("/archive.xml"), 0u);
  const Finished polled = world.gazette({"poll", "harbour"});
  EXPECT_EQ(polled.status, 0) << polled.err;
  EXPECT_EQ(world.origin.count("/archive.xml"), 1u);
  EXPECT_EQ(world.sql("select tries from walk"), "1") << "it is not there";
}

TEST_F(Sources, a_name_that_cannot_be_is_told_before_anybody_is_asked) {
  ASSERT_EQ(world.gazette({"add", url("/feed.xml"), "--name", "harbour"}).status, 0);
  world.origin.forget_requests();
  for (const char* name : {"Harbour", "harbour", "a b"}) {
    const Finished refused = world.gazette({"add", url("/site"), "--name", name});
    EXPECT_EQ(refused.status, 2) << name;
    EXPECT_THAT(refused.err, HasSubstr(name));
    EXPECT_THAT(refused.err, Not(HasSubstr("gazette.toml:"))) << "a line that is not there";
  }
  EXPECT_EQ(world.origin.requests().size(), 0u);
}

TEST_F(Sources, what_fails_is_told_with_its_address_or_file) {
  EXPECT_THAT(world.gazette({"add", url("/none")}).err, HasSubstr(url("/none") + ": HTTP status 404"));
  for (const char* file : {"none.toml", "./none", "/none/recipe"}) {
    const Finished refused = world.gazette({"source", "test", file});
    EXPECT_EQ(refused.status, 2) << file;
    EXPECT_THAT(refused.err, HasSubstr(std::string(file) + ": cannot be read: No such file"))
        << "no host's name";
  }
}

TEST_F(Sources, a_page_leads_to_the_feed_that_it_names) {
  const json::object added = json_of({"add", url("/site")});
  EXPECT_EQ(added.at("url").as_string(), url("/feed.xml"));
  EXPECT_EQ(added.at("title").as_string(), "Harbour");
  EXPECT_EQ(added.at("other_feeds").as_array().size(), 2u);
  EXPECT_EQ(world.origin.requests().size(), 3u);  // the page, what it promises and does not have, the feed
  const Finished again = world.gazette({"add", url("/site")});
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("is a source already: 127-0-0-1"));
}

TEST_F(Sources, usual_places_are_asked_for_only_as_robots_txt_lets_us) {
  Origin bare;
  const std::string plain = bare.url("/plain");
  bare.serve("/plain", "<!doctype html><html><title>Nothing here</title><p>x</p></html>", "text/html");
  const Finished none = world.gazette({"add", plain});
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("an HTML page titled \"Nothing here\""));
  EXPECT_EQ(bare.requests().size(), 6u);  // the page, robots.txt, four places
  EXPECT_EQ(toml(), world.head());
  bare.forget_requests();
  bare.serve("/atom.xml", kFeed, "application/rss+xml");
  EXPECT_EQ(world.gazette({"add", plain}).status, 0);
  EXPECT_THAT(toml(), HasSubstr(bare.url("/atom.xml")));
  world.gazette({"remove", "127-0-0-1"});
  for (const char* end : {"", "-wal", "-shm"})  // robots.txt is kept for a day
    std::filesystem::remove(world.folder / ("gazette.db" + std::string(end)));
  bare.forget_requests();
  bare.serve("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain");
  EXPECT_EQ(world.gazette({"add", plain}).status, 1);
  EXPECT_EQ(bare.requests().size(), 2u);
}

TEST_F(Sources, redirects_for_good_are_written_as_their_end_others_as_they_were_given) {
  world.origin.redirect("/old", "/feed.xml", 301);
  world.origin.redirect("/now", "/later.xml", 302);
  world.origin.serve("/later.xml", kFeed, "application/rss+xml");
  EXPECT_EQ(json_of({"add", url("/old"), "--name", "a"}).at("url").as_string(), url("/feed.xml"));
  EXPECT_EQ(json_of({"add", url("/now"), "--name", "b"}).at("url").as_string(), url("/now"));
}

TEST_F(Sources, remove_undoes_add_to_the_byte_and_articles_stay) {
  world.configure("# mine\n" + world.head() + "# the end\n");
  const std::string before = toml();
  EXPECT_EQ(world.gazette({"add", url("/feed.xml"), "--name", "n"}).status, 0);
  const Finished removed = world.gazette({"remove", "n"});
  EXPECT_EQ(removed.status, 0) << removed.err;
  EXPECT_EQ(toml(), before);
  EXPECT_EQ(world.sql("select count(*) from article"), "2");
  EXPECT_EQ(world.gazette({"remove", "n"}).status, 2);
}

TEST_F(Sources, several_at_once_lose_nothing) {
  std::vector<std::unique_ptr<Background>> adding;
  for (int i = 0; i < 6; ++i) {
    const std::string path = "/f" + std::to_string(i);
    world.origin.serve(path, kFeed, "application/rss+xml");
    const std::filesystem::path place = world.folder / ("at" + std::to_string(i));
    std::filesystem::create_directory(place);
    adding.push_back(std::make_unique<Background>(
        std::vector<std::string>{kProgram, "--config", (world.folder / "gazette.toml").string(), "add",
                                 url(path)},
        place));
  }
  for (const auto& one : adding) EXPECT_EQ(one->wait(std::chrono::seconds(60)), 0) << one->err();
  for (int i = 0; i < 6; ++i) EXPECT_THAT(toml(), HasSubstr(url("/f" + std::to_string(i)) + "\""));
  EXPECT_EQ(world.gazette({"check"}).status, 0);
}

TEST_F(Sources, the_file_keeps_its_mode_and_a_link_stays_one) {
  namespace fs = std::filesystem;
  const fs::path real = world.folder / "real.toml", link = world.folder / "gazette.toml";
  fs::rename(link, real);
  fs::create_symlink("real.toml", link);
  fs::permissions(real, fs::perms(0640));
  EXPECT_EQ(world.gazette({"add", url("/feed.xml")}).status, 0);
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(fs::status(real).permissions(), fs::perms(0640));
  EXPECT_THAT(read_text(real), HasSubstr("/feed.xml"));
}

TEST_F(Sources, the_first_source_makes_the_file) {
  std::filesystem::remove(world.folder / "gazette.toml");
  const Finished refused = world.gazette({"add", url("/feed.xml")});  // private addresses are not allowed yet
  EXPECT_EQ(refused.status, 1);
  EXPECT_FALSE(std::filesystem::exists(world.folder / "gazette.toml"));
  EXPECT_EQ(world.origin.requests().size(), 0u);
}

TEST_F(Sources, a_test_asks_for_the_feed_and_one_page_and_stores_nothing) {
  const json::object tested = json_of({"source", "test", url("/feed.xml")});
  EXPECT_EQ(tested.at("status").as_int64(), 200);
  EXPECT_EQ(tested.at("format").as_string(), "rss");
  EXPECT_EQ(tested.at("entries").as_int64(), 2);
  EXPECT_TRUE(tested.at("etag").as_bool());
  EXPECT_TRUE(tested.at("needs_pages").as_bool());
  EXPECT_EQ(tested.at("from_page").as_int64(), 1);
  EXPECT_TRUE(tested.contains("next_poll"));
  EXPECT_EQ(world.origin.count("/feed.xml"), 1u);
  EXPECT_EQ(world.origin.count("/one") + world.origin.count("/two"), 1u);
  EXPECT_FALSE(std::filesystem::exists(world.folder / "gazette.db"));
  EXPECT_EQ(toml(), world.head());
  const Finished bad = world.gazette({"source", "test", url("/plain")});
  EXPECT_EQ(bad.status, 1);
  EXPECT_THAT(bad.err, HasSubstr("not-a-feed: not a feed, but an HTML page titled \"Nothing here\""));
  EXPECT_EQ(world.gazette({"source", "test", "nobody"}).status, 2);
}

TEST_F(Sources, a_test_of_a_configured_source_uses_its_options) {
  world.configure(world.head() + "[[source]]\nname = \"n\"\nurl = \"" + url("/feed.xml") +
                  "\"\nfull_text = \"never\"\nlimit = 1\n[source.access]\nbearer = { env = \"WORD\" }\n");
  setenv("WORD", "hunter2", 1);
  const Finished run = world.gazette({"source", "test", "n"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("1 entry"));
  EXPECT_THAT(run.out, HasSubstr("the feed has them"));
  EXPECT_EQ(world.origin.requests("/feed.xml").at(0).header("authorization"), "Bearer hunter2");
  EXPECT_EQ(run.out.find("hunter2"), std::string::npos);
}

TEST_F(Sources, a_recipe_is_tried_on_saved_answers_without_a_request) {
  const std::string qq = kTests + "/qq/";
  const json::object tested = json_of({"source", "test", "qq-news", "--listing", qq + "list_getPCList.json",
                                       "--page", qq + "article_seed.html"});
  EXPECT_GT(tested.at("entries").as_int64(), 0);
  EXPECT_EQ(tested.at("format").as_string(), "site");
  EXPECT_EQ(world.origin.requests().size(), 0u);

  const Finished bad =
      world.gazette({"source", "test", "qq-news", "--listing", qq + "list_getPCList_business_error.json"});
  EXPECT_EQ(bad.status, 1);
  EXPECT_THAT(bad.err, HasSubstr("site: "));
}

}  // namespace
}  // namespace gazette::testing

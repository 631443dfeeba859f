// replay: what a mended rule, recipe or parser gives of the listings that are kept. capture: a bug report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string item(const std::string& id, const std::string& title, const std::string& body) {
  return "<item><guid isPermaLink='false'>" + id + "</guid><title>" + title +
         "</title><link>https://harbour.example/" + id +
         "</link><pubDate>Mon, 01 Jul 2024 10:00:00 GMT</pubDate><description><![CDATA[" + body +
         "]]></description></item>";
}

std::string channel(const std::string& items, const std::string& title = "Harbour") {
  return "<rss version='2.0'><channel><title>" + title +
         "</title><link>https://harbour.example/?t=s3same</link>" + items + "</channel></rss>";
}

/// Three listings of a feed: an article that is edited, one that leaves, one that comes.
const std::vector<std::string> kListings{
    item("ebb", "Ebb", "<p>Low water.</p>") + item("tide", "Tide", "<p>High at noon.</p>"),
    item("ebb", "Ebb", "<p>Low water.</p>") + item("tide", "Tide", "<p>High at one.</p>"),
    item("tide", "Tide", "<p>High at two, at last.</p>") + item("moon", "月", "<p>满月。</p>")};

constexpr const char* kAll =
    "select guid, version, title, language, tags, url, fingerprint, record, (select group_concat(title) from "
    "version where article = number) from article order by guid";

class Replay : public ::testing::Test {
 protected:
  void configure(World& one, const std::string& options) const {
    one.configure(one.head() + "\n[[source]]\nname = \"harbour\"\nurl = \"" +
                  one.origin.url("/feed?token=s3same") + "\"\nfull_text = \"" + full_text + "\"\n" + options +
                  "[[export]]\nname = \"files\"\ntype = \"site\"\npath = \"out\"\nlayout = \"{id}.md\"\n");
  }
  static void poll_all(World& world) {
    for (const std::string& items : kListings) {
      world.origin.serve("/feed", channel(items), "application/rss+xml");
      const Finished polled = world.gazette({"poll", "--all"});
      ASSERT_EQ(polled.status, 0) << polled.err;
    }
  }
  World world;
  std::string full_text = "never";
};

TEST_F(Replay, gives_exactly_the_records_of_a_clean_run) {
  const std::string mended = "tags = [\"sea\"]\nlanguage = \"en-GB\"\n";
  configure(world, "");
  poll_all(world);
  ASSERT_EQ(world.gazette({"export"}).status, 0);
  const std::string before = world.sql(kAll);
  configure(world, mended);
  Finished done = world.gazette({"replay", "harbour"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr("3 listings with 6 entries read again: 3 articles rewritten, 0 new"));
  World clean;
  configure(clean, mended);
  poll_all(clean);
  EXPECT_EQ(world.sql(kAll), clean.sql(kAll));
  EXPECT_NE(world.sql(kAll), before);
  const std::string tide = world.sql("select id from article where guid = 'tide'");
  EXPECT_EQ(world.sql("select version from article where guid = 'tide'"), "3") << "no new one";
  EXPECT_THAT(world.gazette({"diff", tide, "1", "2"}).out, HasSubstr("High at [-noon-]{+one+}."))
      << "earlier versions are still there";
  EXPECT_EQ(world.gazette({"export"}).status, 0);
  EXPECT_THAT(read_text(world.folder / "out" / (tide + ".md")), HasSubstr("sea")) << "followers are told";

  done = world.gazette({"replay", "harbour"});
  EXPECT_THAT(done.err, HasSubstr("0 articles rewritten, 0 new")) << "once more changes nothing";
  EXPECT_EQ(world.gazette({"check"}).status, 0);
}

TEST_F(Replay, gives_articles_with_text_of_their_page_all_but_that_anew) {
  std::string page = "<html><head><title>Tide</title></head><body><article><h1>Tide</h1>";
  for (int i = 0; i < 6; ++i)
    page += "<p>The whole story of the tide, part " + std::to_string(i) +
            ", long enough that nobody takes it for a teaser, a menu or a footer of the page.</p>";
  const auto poll_with = [&](World& one, const std::string& options) {
    one.origin.serve("/tide", page + "</article></body></html>", "text/html");
    std::string items = item("tide", "Tide", "<p>High at noon.</p>");
    items.replace(items.find("https://harbour.example/tide"), 28, one.origin.url("/tide"));
    one.origin.serve("/feed", channel(items), "application/rss+xml");
    configure(one, options);
    EXPECT_EQ(one.gazette({"poll", "--all"}).status, 0);
  };
  const auto rows = [](World& one) {
    std::string all =
        one.sql("select title, language, tags, date, content_from, summary, record from article");
    const std::string at = one.origin.url("");
    for (std::size_t pos = all.find(at); pos != std::string::npos; pos = all.find(at))
      all.erase(pos, at.size());
    return all;
  };
  full_text = "always";
  poll_with(world, "");
  EXPECT_THAT(rows(world), HasSubstr("part 5"));
  const std::string mended = "tags = [\"sea\"]\nlanguage = \"en-GB\"\nzone = \"Asia/Tokyo\"\n";
  configure(world, mended);
  EXPECT_THAT(world.gazette({"replay", "harbour"}).err, HasSubstr("1 article rewritten"));
  World clean;
  poll_with(clean, mended);
  EXPECT_EQ(rows(world), rows(clean));
  EXPECT_EQ(world.sql("select version from article"), "1");
  EXPECT_THAT(world.gazette({"replay", "harbour"}).err, HasSubstr("0 articles rewritten"));
}

TEST_F(Replay, mends_what_a_wrong_reading_left) {
  configure(world, "");
  poll_all(world);
  world.gazette({"withdraw", world.sql("select id from article where guid = 'moon'")});
  EXPECT_EQ(world.sql("select count(*) from response"), "0") << "they hold what was withdrawn";
  poll_all(world);
  const std::string wrong =
      "update article set title = 'wrong', own_summary = 'wrong', summary_at = null where gone is null";
  ASSERT_EQ(run_program({"sqlite3", (world.folder / "gazette.db").string(), wrong}).status, 0);
  ASSERT_EQ(world.sql("select distinct title || summary from article where gone is null"), "wrongwrong");
  const Finished done = world.gazette({"replay", "harbour"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(
      world.sql("select group_concat(title) from (select title from article where gone is null order by "
                "title)"),
      "Ebb,Tide")
      << "and what was withdrawn stays withdrawn";
  EXPECT_EQ(world.gazette({"replay", "nobody"}).status, 2);
}

TEST_F(Replay, capture_holds_the_listings_and_no_secret) {
  configure(world, "headers = { X-Pass = \"open-the-gate\" }\n");
  world.origin.on("/feed", [](const Request&) {
    return Answer::of(channel(kListings[0], "open-the-gate"), "application/rss+xml");
  });
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  const std::string file = (world.folder / "bug.tar").string();
  const Finished done = world.gazette({"capture", "harbour", file});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_THAT(read_text(file), Not(HasSubstr("s3same")));
  EXPECT_THAT(read_text(file), Not(HasSubstr("open-the-gate")));
  const Finished names = run_program({"tar", "-tf", file});
  EXPECT_EQ(names.out, "report.json\nlisting-1\n") << names.err;
  EXPECT_EQ(run_program({"tar", "-xf", file, "-C", world.folder.path().string()}).status, 0);
  const Finished parsed = world.gazette({"parse", (world.folder / "listing-1").string()});
  EXPECT_THAT(parsed.out, HasSubstr("Low water."));
  EXPECT_THAT(read_text(world.folder / "report.json"), HasSubstr("\"headers\":[\"X-Pass\"]"));
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(world.gazette({"capture", "harbour", "/nonexistent/bug.tar"}).status, 1);
  EXPECT_EQ(world.gazette({"capture", "nobody", file}).status, 2);
}

}  // namespace
}  // namespace gazette::testing

// A feed's older documents, read by the program itself: killed in the midst of it, and asked how far it is.
#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kArchives = 15;

class HistoryRun : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i <= kArchives; ++i)
      world.origin.serve(i == 0 ? "/feed/atom" : path(i), document(i == 0 ? kArchives + 1 : i),
                         "application/atom+xml");
    world.configure(world.head() +
                    "[[source]]\nname = \"feed\"\nurl = \"https://feed.example/atom\"\nhistory = \"all\"\n"
                    "[[export]]\ntype = \"site\"\nname = \"site\"\npath = \"site\"\ninitial = \"none\"\n");
  }
  static std::string path(int archive) { return "/feed/archive/" + std::to_string(archive); }
  /// Two entries, and the archive before it.
  static std::string document(int i) {
    std::string text = "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:feed</id><title>Feed</title>";
    if (i > 1)
      text += "<link rel='prev-archive' href='https://feed.example/archive/" + std::to_string(i - 1) + "'/>";
    for (const int n : {2 * i, 2 * i - 1})
      text += "<entry><id>urn:e" + std::to_string(n) + "</id><title>Title " + std::to_string(n) +
              "</title><updated>2026-01-" + (n < 10 ? "0" : "") + std::to_string(std::min(n, 31)) +
              "T00:00:00Z</updated><content>Text of entry " + std::to_string(n) +
              ", which is long enough to be no teaser.</content></entry>";
    return text + "</feed>";
  }
  std::string count() const { return world.sql("select count(*) from article"); }

  World world;
};

TEST_F(HistoryRun, killed_in_the_midst_goes_on_where_it_stood) {
  Fault slow;
  slow.delay = std::chrono::seconds(20);
  world.origin.fault(path(10), slow);
  {
    Background poll({kProgram, "poll"}, world.folder.path());
    ASSERT_TRUE(world.origin.wait_for(path(10), 1, std::chrono::seconds(30)));
    poll.signal(SIGKILL);
    EXPECT_EQ(poll.wait(std::chrono::seconds(10)), 137);
  }
  EXPECT_EQ(count(), "12") << "the feed's and those of five archives";
  world.origin.fault(path(10), {});
  const Finished status = world.gazette({"status"});
  EXPECT_THAT(status.out, HasSubstr("history: 5 older documents read, 10 articles found; goes on with "
                                    "https://feed.example/archive/10"));
  const Finished again = world.gazette({"poll", "feed"});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr(", 20 from archives"));
  EXPECT_EQ(count(), "32");
  for (int i = 11; i <= kArchives; ++i) EXPECT_EQ(world.origin.count(path(i)), 1u) << i;
  const std::string explained = world.gazette({"explain", "feed"}).out;
  EXPECT_THAT(explained,
              HasSubstr("Its history: 15 older documents read, 30 articles found; the beginning was "
                        "reached."));
  EXPECT_THAT(world.gazette({"explain", "feed", "--json"}).out,
              HasSubstr(R"("archives":[{"of":"history","stage":"done","documents":15,"articles":30)"));
  EXPECT_THAT(world.gazette({"status"}).out, Not(HasSubstr("history:"))) << "what is done needs no line";
  EXPECT_EQ(world.gazette({"check"}).status, 0);
}

TEST_F(HistoryRun, by_the_daemon_reaches_feeds_and_search_and_no_site_that_wants_news_only) {
  world.configure(world.head() +
                  "[[source]]\nname = \"feed\"\nurl = \"https://feed.example/atom\"\nhistory = \"all\"\n"
                  "interval = \"100ms\"\n"
                  "[[export]]\ntype = \"site\"\nname = \"site\"\npath = \"site\"\ninitial = \"none\"\n");
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  ASSERT_GT(port, 0);
  EXPECT_TRUE(eventually([&] { return count() == "32"; }));
  EXPECT_TRUE(eventually(
      [&] { return http_get(port, "/feeds/feed.atom").body.find("Title 1<") != std::string::npos; }));
  EXPECT_THAT(world.gazette({"search", "\"Text of entry 3\""}).out, HasSubstr("Title 3"));
  EXPECT_FALSE(std::filesystem::exists(world.site() / "content"));
  for (int i = 1; i <= kArchives; ++i) EXPECT_EQ(world.origin.count(path(i)), 1u) << i;
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait(std::chrono::seconds(10)), 0);
}

}  // namespace
}  // namespace gazette::testing

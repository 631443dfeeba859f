// The API of a running daemon: what is asked for happens.
#include <cstdlib>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

std::string rss(int last) {
  std::string items;
  for (int i = 1; i <= last; ++i) {
    const std::string n = std::to_string(i);
    items += "<item><title>Item " + n + "</title><link>https://feed.example/" + n +
             "</link><guid>https://feed.example/" + n + "</guid><description>Text " + n +
             ".</description></item>";
  }
  return "<?xml version=\"1.0\"?><rss "
         "version=\"2.0\"><channel><title>F</title><link>https://feed.example/</link>"
         "<description>d</description>" +
         items + "</channel></rss>";
}

class RunningApi : public ::testing::Test {
 protected:
  RunningApi() {
    world.origin.serve("/feed/rss", rss(2), "application/rss+xml");
    world.configure(
        world.head() +
        "[[server.token]]\nname = \"test\"\ntoken = { env = \"GAZETTE_TEST_TOKEN\" }\nscopes = [\"write\"]\n"
        "[[source]]\nname = \"feed\"\nurl = \"https://feed.example/rss\"\nfull_text = \"never\"\ninterval = "
        "\"12h\"\n");
    setenv("GAZETTE_TEST_TOKEN", "a token of some length", 1);
    daemon = world.daemon();
    port = World::port_of(*daemon);
    EXPECT_TRUE(eventually([&] {
      return http_get(port, "/api/v1/status").body.find("\"articles\":2") != std::string::npos;
    })) << daemon->err();
  }
  HttpAnswer write(const std::string& method, const std::string& path) {
    return http_get(port, path, {{"Authorization", "Bearer a token of some length"}}, method);
  }
  World world;
  std::unique_ptr<Background> daemon;
  int port = 0;
};

TEST_F(RunningApi, a_source_is_polled_now) {
  world.origin.serve("/feed/rss", rss(3), "application/rss+xml");
  EXPECT_EQ(write("POST", "/api/v1/sources/none/poll").status, 404);
  EXPECT_EQ(write("POST", "/api/v1/sources/feed/poll").status, 202);
  EXPECT_TRUE(eventually([&] {
    return http_get(port, "/feeds/feed.atom").body.find("Item 3") != std::string::npos;
  })) << daemon->err();
}

TEST_F(RunningApi, an_article_is_withdrawn_from_everything_and_stays_out) {
  ASSERT_THAT(http_get(port, "/feeds/all.atom").body, HasSubstr("Item 1"));
  EXPECT_EQ(http_get(port, "/api/v1/articles/https%3A%2F%2Ffeed.example%2F1", {}, "DELETE").status, 401);
  EXPECT_EQ(write("DELETE", "/api/v1/articles/https%3A%2F%2Ffeed.example%2F1?why=asked").status, 204);
  EXPECT_TRUE(eventually([&] {
    const std::string feed = http_get(port, "/feeds/all.atom").body;
    return feed.find("Item 1") == feed.npos &&
           feed.find("<at:deleted-entry ref=\"https://feed.example/1\"") != feed.npos;
  })) << http_get(port, "/feeds/all.atom").body;
  EXPECT_EQ(write("POST", "/api/v1/sources/feed/poll").status, 202);
  EXPECT_TRUE(world.origin.wait_for("/feed/rss", 2, 30s));
  EXPECT_THAT(http_get(port, "/api/v1/articles").body, Not(HasSubstr("Item 1")));
  EXPECT_EQ(world.sql("select deleted_why from article where gone = 'withdrawn'"), "asked");
  EXPECT_THAT(daemon->err(), Not(HasSubstr("a token of some length"))) << "S112: no secret in the log";
}

TEST_F(RunningApi, who_waits_for_events_is_woken_by_one) {
  const std::string now = http_get(port, "/api/v1/events").body;
  const std::size_t id = now.find("id: ");
  ASSERT_NE(id, now.npos);
  const std::string place = now.substr(id + 4, now.find('\n', id) - id - 4);
  std::string heard;
  std::thread listener([&] { heard = http_get(port, "/api/v1/events", {{"Last-Event-ID", place}}).body; });
  std::this_thread::sleep_for(300ms);
  world.origin.serve("/feed/rss", rss(3), "application/rss+xml");
  EXPECT_EQ(write("POST", "/api/v1/sources/feed/poll").status, 202);
  listener.join();
  EXPECT_THAT(heard, HasSubstr("event: article\ndata: {\"id\":"));
  EXPECT_THAT(heard, HasSubstr("Item 3"));
  EXPECT_THAT(heard, Not(HasSubstr("Item 2"))) << "only what came after";
}

TEST_F(RunningApi, metrics_say_what_happened) {
  EXPECT_EQ(http_get(port, "/feeds/all.atom").status, 200);
  const std::string text = http_get(port, "/metrics").body;
  EXPECT_THAT(text, HasSubstr("gazette_polls_total{outcome=\"new\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("gazette_articles_total{change=\"added\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("gazette_sources{state=\"ok\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("gazette_store_articles 2\n"));
  EXPECT_THAT(http_get(port, "/status.atom").body, HasSubstr("gazette: status"));
}

}  // namespace
}  // namespace gazette::testing

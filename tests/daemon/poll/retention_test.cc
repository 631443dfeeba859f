// What sources' articles outlive, from the configuration to the store: polls on a clock set by hand.
#include "tests/daemon/poll/polling.h"

namespace gazette::testing {
namespace {

using std::chrono::days;
using std::chrono::hours;

/// A feed that keeps its articles for two days.
class RetentionTest : public Polling {
 protected:
  RetentionTest() {
    source().keep.record = hours(48);
    list({"1", "2"});
  }
  void list(const std::vector<std::string>& ids, const std::string& path = "/feed") {
    const std::string body = rss(ids), tag = "\"" + std::to_string(body.size()) + "\"";
    origin_.on(path, [=](const Request& request) {
      const bool is_same = request.header("if-none-match") == tag;
      return Answer{
          is_same ? 304 : 200, is_same ? "" : body, {{"ETag", tag}, {"Content-Type", "application/rss+xml"}}};
    });
  }
  PollReport poll_after(Duration time, std::size_t which = 0) {
    now_ += time;
    return poll({}, which);
  }
};

TEST_F(RetentionTest, what_expired_is_no_news_after_weeks_of_not_modified) {
  open_store(":memory:", 0);  // where no listing is kept, too
  EXPECT_EQ(poll().added, 2);
  poll_after(days(3));
  EXPECT_EQ(articles(), 0u);
  for (int week = 0; week < 8; ++week) EXPECT_TRUE(poll_after(days(7)).not_modified);
  list({"1", "2", "3"});
  EXPECT_EQ(poll_after(days(1)).added, 1);
}

TEST_F(RetentionTest, an_article_of_two_sources_stays_for_the_one_that_keeps_it) {
  config_.sources.push_back(source());
  config_.sources[1].name = "two";
  config_.sources[1].url = origin_.url("/other");
  config_.sources[1].keep.record = days(30);
  std::string text = rss({"1"});
  for (const std::string path : {"/feed", "/other"}) {
    text.insert(text.find("<guid>"), "<link>https://news.example/story-1</link>");
    origin_.serve(path, text, "application/rss+xml");
    text = rss({"1"});
  }
  EXPECT_EQ(poll().added, 1);
  EXPECT_EQ(poll({}, 1).added, 0);
  poll_after(days(20));
  EXPECT_EQ(articles(), 1u) << "the other keeps it for a month";
  poll_after(days(20));
  EXPECT_EQ(articles(), 0u);
}

}  // namespace
}  // namespace gazette::testing

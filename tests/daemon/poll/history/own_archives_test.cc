// What gazette publishes, gazette reads back: the archives of its own feeds, in all their forms.
#include "daemon/output/feed_log.h"
#include "daemon/output/served_feed.h"
#include "tests/daemon/poll/history/archives.h"

namespace gazette::testing {
namespace {

class OwnArchives : public FeedWithHistory {
 protected:
  /// All documents of the feed "all" of this store, at the origin from now on; how many archives.
  int publish(FeedOutput format) {
    const std::vector<LoggedFeed> feeds = {{"all", {}}};
    ask([&](Store& store) { return catch_up_feed_logs(store, feeds); });
    FeedFilesOptions options;
    options.name = "all";
    options.public_url = origin_.base_url();
    options.limit = 10;
    const std::string end = '.' + std::string(feed_extension(format));
    int archives = 0;
    for (std::int64_t page = 0; page == 0 || archives == page - 1; ++page) {
      const FeedRequest request{options, {"all", format, {}, {}, page}, nullptr, 0};
      const Result<FeedAnswer> made = ask([&](Store& store) { return make_feed(store, request); });
      if (!made || !made->feed) break;
      archives += page > 0;
      origin_.serve("/feeds/all" + (page > 0 ? '/' + std::to_string(page) : "") + end, made->feed->body,
                    "application/octet-stream");
    }
    source().url = origin_.url("/feeds/all" + end);
    return archives;
  }
};

TEST_F(OwnArchives, come_back_whole_and_as_they_are_now) {
  serve("/feed", atom(1, 172, ""));
  ASSERT_EQ(poll().added, 172);
  std::string edited = atom(1, 172, "");
  edited.replace(edited.find("Text of 3<"), 10, "Corrected<");
  serve("/feed", edited);
  ASSERT_EQ(poll().updated, 1);
  std::vector<FeedOutput> formats = {FeedOutput::atom, FeedOutput::rss, FeedOutput::json};
  int archives = 0;
  for (const FeedOutput format : formats) archives = publish(format);
  ASSERT_EQ(archives, 3);
  for (const FeedOutput format : formats) {
    SCOPED_TRACE(feed_extension(format));
    open_store();
    source().url = origin_.url("/feeds/all." + std::string(feed_extension(format)));
    source().history = kWholeHistory;
    origin_.forget_requests();
    const PollReport report = poll();
    EXPECT_FALSE(report.error);
    EXPECT_EQ(report.added + report.from_archives, 172);
    EXPECT_EQ(walk().stage, HistoryWalk::Stage::done) << walk().why;
    EXPECT_EQ(origin_.requests().size(), 4u);
    const auto third = ask([](Store& store) { return store.find_article("urn:e3"); });
    ASSERT_TRUE(third && *third);
    EXPECT_NE((*third)->article.record.find("Corrected"), std::string::npos);
    EXPECT_EQ((*third)->version, 1) << "its older version did not come after it";
  }
}

}  // namespace
}  // namespace gazette::testing

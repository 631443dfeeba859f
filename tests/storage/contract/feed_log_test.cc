// The pages of the feeds that we give out, and articles as they were.
#include <utility>

#include "tests/storage/contract/contract.h"

namespace gazette {
namespace {

using Rows = std::vector<std::pair<std::int64_t, int>>;

Rows page(Store& store, std::int64_t number) {
  Rows rows;
  for (const FeedLogEntry& entry : must(store.feed_log_page("all", number)))
    rows.emplace_back(entry.article, entry.version);
  return rows;
}

TEST_P(StoreContract, feed_log_pages_keep_their_order_and_the_cursor_moves_with_them) {
  EXPECT_TRUE(must(store->feed_logs()).empty());
  const FeedLogState first{"all", "everything", 1, 2, 1, 500};
  must(store->extend_feed_logs(
      std::vector{first}, std::vector<FeedLogEntry>{{"all", 1, 7, 1}, {"all", 1, 3, 2}, {"all", 2, 7, 2}}, 0,
      12));
  EXPECT_EQ(page(*store, 1), (Rows{{7, 1}, {3, 2}}));
  EXPECT_EQ(page(*store, 2), (Rows{{7, 2}}));
  EXPECT_EQ(must(store->cursor(kFeedLogFollower)), 12);
  must(store->extend_feed_logs(std::vector{FeedLogState{"all", "everything", 1, 2, 2, 900}},
                               std::vector<FeedLogEntry>{{"all", 2, 3, 0}}, 12, 13));
  EXPECT_EQ(page(*store, 2), (Rows{{7, 2}, {3, 0}})) << "what comes later stands behind";
  const FeedLogState kept = must(store->feed_logs()).at(0);
  EXPECT_EQ(kept.open_page, 2);
  EXPECT_EQ(kept.entries, 2);
  EXPECT_EQ(kept.bytes, 900);
  EXPECT_EQ(must(store->feed_log_version("all", 7)), 2);
  EXPECT_EQ(must(store->feed_log_version("all", 3)), 0);
  EXPECT_FALSE(must(store->feed_log_version("all", 8)));
  EXPECT_FALSE(must(store->feed_log_version("other", 7)));
}

TEST_P(StoreContract, feed_log_another_selection_begins_anew_under_new_numbers) {
  must(store->extend_feed_logs(std::vector{FeedLogState{"all", "a", 1, 1, 1, 10}},
                               std::vector<FeedLogEntry>{{"all", 1, 7, 1}}, 0, 5));
  must(store->extend_feed_logs(std::vector{FeedLogState{"all", "b", 2, 2, 1, 10}},
                               std::vector<FeedLogEntry>{{"all", 2, 3, 1}}, 5, 5));
  EXPECT_EQ(page(*store, 1), Rows{});
  EXPECT_EQ(page(*store, 2), (Rows{{3, 1}}));
}

/// `gazette export` beside a daemon: both read where the logs stand, both have the same to add.
TEST_P(StoreContract, feed_log_of_two_processes_one_is_first) {
  const std::vector<FeedLogState> states = {{"all", "", 1, 1, 1, 10}};
  const std::vector<FeedLogEntry> entries = {{"all", 1, 7, 1}};
  EXPECT_TRUE(must(store->extend_feed_logs(states, entries, 0, 0))) << "it begins";
  EXPECT_FALSE(must(store->extend_feed_logs(states, entries, 0, 0))) << "it has begun";
  EXPECT_TRUE(must(store->extend_feed_logs(states, entries, 0, 5)));
  EXPECT_FALSE(must(store->extend_feed_logs(states, entries, 0, 5)));
  EXPECT_EQ(page(*store, 1), (Rows{{7, 1}, {7, 1}}));
  EXPECT_EQ(must(store->cursor(kFeedLogFollower)), 5);
}

TEST_P(StoreContract, feed_log_an_article_as_it_was_has_all_that_a_feed_says_of_it) {
  Article a = article("a", "First", "one");
  a.summary = "the first summary";
  a.image = "https://example.org/1.jpg";
  a.authors = {{"Ann", "", "https://example.org/ann"}};
  a.categories = {"sea"};
  a.enclosures = {{"https://example.org/1.mp3", "audio/mpeg", 12, {}}};
  must(store->save_poll(poll("one", {entry(a)})));
  const StoredArticle before = stored(a);
  Article b = article("a", "Second", "two");
  b.summary = "the second summary";
  b.authors = {{"Bob", "", ""}};
  must(store->save_poll(poll("one", {entry(b, before.number)}, 2'000'100)));
  ASSERT_EQ(stored(b).article.title, "Second");

  const StoredArticle then = must(store->article_as_of(before.number, 1)).value();
  EXPECT_EQ(then.version, 1);
  EXPECT_EQ(then.changed, before.changed);
  EXPECT_EQ(then.article.record, before.article.record);
  EXPECT_EQ(then.article.body(), before.article.body());
  EXPECT_EQ(then.article.title, "First");
  EXPECT_EQ(then.article.summary, "the first summary");
  EXPECT_EQ(then.article.image, "https://example.org/1.jpg");
  ASSERT_EQ(then.article.authors.size(), 1u);
  EXPECT_EQ(then.article.authors[0].name, "Ann");
  EXPECT_EQ(then.article.categories, std::vector<std::string>{"sea"});
  ASSERT_EQ(then.article.enclosures.size(), 1u);
  EXPECT_EQ(then.article.enclosures[0].length, 12u);
  EXPECT_EQ(then.article.date, before.article.date);
  EXPECT_EQ(must(store->article_as_of(before.number, 2)).value().article.title, "Second");
  EXPECT_FALSE(must(store->article_as_of(before.number, 3)));
  EXPECT_FALSE(must(store->article_as_of(999, 1)));
}

TEST_P(StoreContract, feed_log_of_a_withdrawn_one_the_tombstone_is_all_there_is) {
  const Article a = article("a", "First", "one");
  must(store->save_poll(poll("one", {entry(a)})));
  const std::int64_t number = stored(a).number;
  must(store->withdraw("a", "asked", at(3'000'000)));
  const StoredArticle then = must(store->article_as_of(number, 1)).value();
  EXPECT_TRUE(then.withdrawn);
  EXPECT_EQ(then.article.record, "");
  EXPECT_EQ(then.article.guid, "guid:a");
}

}  // namespace
}  // namespace gazette

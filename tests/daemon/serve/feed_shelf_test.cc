// What the shelf of feeds keeps, and what it lets go.
#include "daemon/serve/feed_shelf.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

SharedFeed feed_of(const std::string& tag, std::size_t body, std::size_t marks) {
  auto feed = std::make_shared<RenderedFeed>();
  feed->etag = '"' + tag + '"';
  feed->body.assign(body, 'x');
  feed->content_type = "application/atom+xml";
  for (std::size_t i = 0; i < marks; ++i)
    feed->marks.push_back({"an-id-of-usual-length-" + std::to_string(i), {}});
  return feed;
}

TEST(FeedShelf, is_bounded_in_bytes_and_the_least_asked_for_go) {
  FeedShelf shelf;
  for (int i = 0; i < 100; ++i) {
    shelf.put("/feeds/" + std::to_string(i) + ".atom", feed_of("a", 1'000'000, 0), {});
    ASSERT_NE(shelf.find("/feeds/0.atom"), nullptr) << "it is asked for all the time";
  }
  EXPECT_LE(shelf.size(), 64u);
  EXPECT_GE(shelf.size(), 60u);
  EXPECT_EQ(shelf.find("/feeds/1.atom"), nullptr);
}

/// What feeds were before (for A-IM) counts: a thousand small feeds that change all day would fill the
/// memory.
TEST(FeedShelf, what_feeds_were_before_counts) {
  FeedShelf shelf;
  for (int i = 0; i < 1000; ++i)
    for (int change = 0; change < 40; ++change)
      shelf.put("/feeds/" + std::to_string(i) + ".atom", feed_of(std::to_string(change), 10, 50), {});
  EXPECT_LE(shelf.size(), 64'000'000u / (32 * 50 * sizeof(FeedMark)));
  const FeedShelf::Entry* last = shelf.find("/feeds/999.atom");
  ASSERT_NE(last, nullptr);
  EXPECT_EQ(last->before.size(), 32u);
  EXPECT_EQ(last->marks, 32u * 50u);
  EXPECT_NE(last->named_by("\"38\""), nullptr);
  EXPECT_EQ(last->named_by("\"1\""), nullptr);
}

}  // namespace
}  // namespace gazette

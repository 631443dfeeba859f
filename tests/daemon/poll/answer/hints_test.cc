#include "daemon/poll/answer/hints.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const Time kNow = *parse_date("2026-03-01T12:00:00Z");

TEST(Hints, TheLongerOfTtlAndPeriod) {
  SourceState state;
  Feed feed;
  note_hints(state, feed);
  EXPECT_FALSE(state.feed_hint);
  feed.ttl_minutes = 90;
  note_hints(state, feed);
  EXPECT_EQ(state.feed_hint, minutes(90));
  feed.update_minutes = 240;
  note_hints(state, feed);
  EXPECT_EQ(state.feed_hint, hours(4));
  feed.ttl_minutes = feed.update_minutes = -5;
  note_hints(state, feed);
  EXPECT_FALSE(state.feed_hint);
  feed.ttl_minutes = 2'000'000'000;
  note_hints(state, feed);
  EXPECT_EQ(state.feed_hint, days(3650));
}

TEST(Hints, SkippedHoursAndDaysAreBits) {
  SourceState state;
  Feed feed;
  feed.skip_hours = {0, 23, 24, -1, 23};
  feed.skip_days = {0, 6, 7};
  note_hints(state, feed);
  EXPECT_EQ(state.skip_hours, 0x800001u);
  EXPECT_EQ(state.skip_days, 0x41u);
  feed.skip_days = {0, 1, 2, 3, 4, 5, 6};
  note_hints(state, feed);
  EXPECT_EQ(state.skip_days, 0u);  // all of them: nonsense
}

TEST(Rhythm, TheNewestTwentyWithADate) {
  SourceState state;
  Feed feed;
  for (int i = 0; i < 30; ++i) {
    feed.entries.emplace_back();
    feed.entries.back().published = kNow - hours(1) - days((i * 7) % 30);  // in no order
  }
  feed.entries.emplace_back();  // without a date
  feed.entries.emplace_back();
  feed.entries.back().updated = kNow + days(2);  // in the future
  note_rhythm(state, feed, kNow);
  EXPECT_EQ(state.dated_entries, 20);
  EXPECT_EQ(state.newest_entry, kNow - hours(1));
  EXPECT_EQ(state.oldest_entry, kNow - hours(1) - days(19));
  note_rhythm(state, {}, kNow);
  EXPECT_EQ(state.dated_entries, 0);
  EXPECT_FALSE(state.newest_entry);
}

}  // namespace
}  // namespace gazette

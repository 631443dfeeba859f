#include "daemon/schedule/health.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

using std::chrono::days;
using std::chrono::hours;

const Time kNow = *parse_date("2026-03-01T12:00:00Z");

SourceState well() {
  SourceState state;
  state.name = "one";
  state.last_poll = state.last_success = kNow - hours(1);
  state.rule = "min-interval";
  state.dated_entries = 11;
  state.newest_entry = kNow - days(1);
  state.oldest_entry = kNow - days(11);
  return state;
}

TEST(Health, AWellSourceHasNoTrouble) {
  const SourceHealth health = health_of(well(), kNow);
  EXPECT_EQ(health.trouble, "");
  EXPECT_FALSE(health.since);
  EXPECT_EQ(health.silence, days(1));
  EXPECT_EQ(health.usual_gap, days(1));
}

TEST(Health, EntriesOfOneDateTellNoRhythm) {
  SourceState state = well();
  state.oldest_entry = state.newest_entry = kNow - days(300);
  EXPECT_FALSE(health_of(state, kNow).usual_gap);
  EXPECT_EQ(health_of(state, kNow).trouble, "") << "not silent against an entry every 0s";
}

TEST(Health, TroubleIsNamedWithItsBeginning) {
  SourceState state;
  EXPECT_EQ(health_of(state, kNow).trouble, "new");
  state = well();
  state.failures = 3;
  state.error_kind = "waf";
  state.error = "a challenge page";
  state.failing_since = kNow - days(2);
  EXPECT_EQ(health_of(state, kNow).trouble, "waf");
  EXPECT_EQ(health_of(state, kNow).words, "a challenge page");
  EXPECT_EQ(health_of(state, kNow).since, kNow - days(2));
  state.gone = true;
  EXPECT_EQ(health_of(state, kNow).trouble, "gone");
  state = well();
  state.rule = "retry-after";
  EXPECT_EQ(health_of(state, kNow).trouble, "waiting");
  for (const int status : {429, 503, 302}) {
    state = well();
    state.last_success = kNow - days(30);
    state.last_status = status;
    EXPECT_EQ(health_of(state, kNow).trouble, "waiting")
        << status << " and Retry-After: 60 for a month is not well";
    EXPECT_EQ(health_of(state, kNow).since, kNow - days(30));
  }
  for (const int status : {200, 226, 304}) {
    state = well();
    state.last_status = status;
    EXPECT_EQ(health_of(state, kNow).trouble, "") << status;
  }
  state = well();
  state.moving_to = "https://new.example/";
  state.moving_since = kNow - days(3);
  EXPECT_EQ(health_of(state, kNow).trouble, "moved");
  EXPECT_EQ(health_of(state, kNow).since, kNow - days(3));
}

TEST(Health, SilenceIsMeasuredByTheSourcesOwnGap) {
  struct Case {
    const char* name;
    Duration gap, silence;
    bool stale;
  };
  for (const Case& c : {Case{"daily, a week", days(1), days(7), false},
                        {"daily, three weeks", days(1), days(21), true},
                        {"hourly, ten days", hours(1), days(10), false},
                        {"monthly, four months", days(30), days(120), false},
                        {"monthly, seven months", days(30), days(210), true}}) {
    SCOPED_TRACE(c.name);
    SourceState state = well();
    state.newest_entry = kNow - c.silence;
    state.oldest_entry = *state.newest_entry - 10 * c.gap;
    const SourceHealth health = health_of(state, kNow);
    EXPECT_EQ(health.trouble, c.stale ? "stale" : "");
    if (!c.stale) continue;
    EXPECT_EQ(health.since, *state.newest_entry);
  }
}

}  // namespace
}  // namespace gazette

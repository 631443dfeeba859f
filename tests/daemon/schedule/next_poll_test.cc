#include "daemon/schedule/next_poll.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace gazette {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Kind = PollAnswer::Kind;

const Time kNow = *parse_date("2026-03-01T12:00:00Z");  // a Sunday

/// A source whose server gives validators and nothing else.
SourceState plain() {
  SourceState state;
  state.name = "one";
  state.etag = "\"1\"";
  state.last_success = kNow;
  return state;
}

/// The rule that wins, and the wait without jitter.
void expect(const NextPoll& next, PollRule rule, Duration wait) {
  EXPECT_EQ(to_string(next.reason.rule), to_string(rule));
  EXPECT_EQ(next.reason.wait, wait);
  EXPECT_GE(next.when - kNow, wait);
  EXPECT_LE(next.when - kNow, wait + wait / 10);
}

TEST(NextPoll, T1_once_an_hour_with_validators_once_a_day_without) {
  SourceState state = plain();
  expect(next_poll({}, state, {}, kNow), PollRule::min_interval, hours(1));
  state.etag.clear();
  expect(next_poll({}, state, {}, kNow), PollRule::unconditional, hours(24));
  state.last_modified = "Thu, 1 Jan 1970 00:00:00 GMT";
  expect(next_poll({}, state, {}, kNow), PollRule::min_interval, hours(1));
}

TEST(NextPoll, ASourcesOwnIntervalIsTheOperatorsWord) {
  SourceState state = plain();
  state.etag.clear();
  PollPolicy policy;
  policy.fixed = minutes(10);
  expect(next_poll(policy, state, {}, kNow), PollRule::fixed_interval, minutes(10));
  state.fresh_for = hours(2);  // yet never against the server's
  expect(next_poll(policy, state, {}, kNow), PollRule::freshness, hours(2));
}

TEST(NextPoll, T2_T4_freshness_and_hints_are_lower_bounds) {
  SourceState state = plain();
  state.fresh_for = minutes(30);
  expect(next_poll({}, state, {}, kNow), PollRule::min_interval, hours(1));
  state.fresh_for = hours(3);
  expect(next_poll({}, state, {}, kNow), PollRule::freshness, hours(3));
  state.feed_hint = hours(4);
  expect(next_poll({}, state, {}, kNow), PollRule::feed_hint, hours(4));
  state.fresh_for = Duration::zero();  // no-cache: the default interval, not "at once"
  state.feed_hint.reset();
  expect(next_poll({}, state, {}, kNow), PollRule::min_interval, hours(1));
}

TEST(NextPoll, T5_hints_are_capped) {
  SourceState state = plain();
  state.fresh_for = seconds(504'576'000);
  const NextPoll next = next_poll({}, state, {}, kNow);
  expect(next, PollRule::freshness, hours(24));
  EXPECT_TRUE(next.reason.capped);
  EXPECT_NE(sentence(next.reason).find("capped"), std::string::npos);
}

TEST(NextPoll, T4_skipped_hours_and_days_are_left_out) {
  SourceState state = plain();  // due at 13:00 and some minutes
  state.skip_hours = 1u << 13 | 1u << 14;
  NextPoll next = next_poll({}, state, {}, kNow);
  EXPECT_GE(next.when, kNow + hours(3));
  EXPECT_LT(next.when, kNow + hours(3) + minutes(10));
  EXPECT_TRUE(next.reason.skipped);
  state.skip_days = 1u << 0;  // Sunday
  next = next_poll({}, state, {}, kNow);
  EXPECT_GE(next.when, kNow + hours(12));
  EXPECT_LT(next.when, kNow + hours(12) + minutes(10));
  state.skip_hours = (1u << 24) - 1;  // all: nonsense
  state.skip_days = 0;
  expect(next_poll({}, state, {}, kNow), PollRule::min_interval, hours(1));
  state.skip_hours = 0;
  state.skip_days = (1u << 7) - 1;
  expect(next_poll({}, state, {}, kNow), PollRule::min_interval, hours(1));
}

TEST(NextPoll, T13_the_rhythm_of_the_source) {
  struct Case {
    const char* name;
    int entries;
    Duration oldest, wait;
  };
  for (const Case& c : {Case{"20 in a day", 20, days(1), hours(1)},
                        {"one in 12 hours", 20, hours(240), hours(2)},
                        {"daily", 10, days(10), hours(4)},
                        {"weekly", 5, days(35), hours(24)},
                        {"monthly", 12, days(360), hours(24)}}) {
    SCOPED_TRACE(c.name);
    SourceState state = plain();
    state.dated_entries = c.entries;
    state.oldest_entry = kNow - c.oldest;
    EXPECT_EQ(next_poll({}, state, {}, kNow).reason.wait, c.wait);
  }
  SourceState silent = plain();  // no dates at all: by what came when
  silent.last_new = kNow - hours(18);
  expect(next_poll({}, silent, {}, kNow), PollRule::rhythm, hours(3));
  PollPolicy fixed_rhythm;
  fixed_rhythm.adaptive = false;
  expect(next_poll(fixed_rhythm, silent, {}, kNow), PollRule::min_interval, hours(1));
}

TEST(NextPoll, T11_failures_double_the_wait_up_to_the_cap) {
  SourceState state = plain();
  state.last_success.reset();
  Duration before{};
  for (int n = 1; n <= 40; ++n) {
    state.failures = n;
    const NextPoll next = next_poll({}, state, {Kind::failed, {}}, kNow);
    EXPECT_EQ(next.reason.rule, PollRule::backoff);
    EXPECT_GE(next.reason.wait, before);
    EXPECT_EQ(next.reason.wait, std::min<Duration>(hours(1 << std::min(n - 1, 5)), hours(24)));
    before = next.reason.wait;
  }
}

TEST(NextPoll, T14_a_poll_by_hand_that_fails_makes_nothing_earlier) {
  SourceState state = plain();
  state.next_poll = kNow + hours(5);
  state.failures = 1;
  expect(next_poll({}, state, {Kind::failed, {}}, kNow), PollRule::decided_before, hours(5));
  expect(next_poll({}, state, {Kind::held, minutes(5)}, kNow), PollRule::decided_before, hours(5));
  state.next_poll = kNow - hours(1);
  expect(next_poll({}, state, {Kind::failed, {}}, kNow), PollRule::backoff, hours(1));
  state.next_poll = kNow + days(15'000);  // decided by a clock that was wrong
  EXPECT_LE(next_poll({}, state, {Kind::failed, {}}, kNow).when, kNow + days(8));
}

TEST(NextPoll, T14_restarts_and_clock_steps_make_nothing_earlier_and_keep_nothing_waiting) {
  const PollPolicy policy;
  const auto left = [&](Time last, Time next, Time now) {
    SourceState state;
    state.last_poll = last;
    state.next_poll = next;
    return remaining_wait(policy, state, now);
  };
  const Time at = kNow;
  EXPECT_EQ(left(at, at + hours(6), at + hours(1)), hours(5));
  EXPECT_EQ(left(at, at + hours(6), at + hours(7)), hours(0));
  EXPECT_EQ(left(at, at + hours(6), at - hours(2)), hours(6))
      << "set back by two hours: not before, not much later";
  EXPECT_EQ(left(at, at + hours(6), at - days(30 * 365)), hours(6)) << "30 years ago";
  EXPECT_EQ(left(at - days(30 * 365), at - days(30 * 365), at), hours(0)) << "right again";
  EXPECT_EQ(left(at, kNever, at), 2 * std::max<Duration>(policy.max_retry_after, days(8)))
      << "never for ever";
  EXPECT_EQ(remaining_wait(policy, SourceState{}, at), hours(0)) << "never polled";
}

TEST(NextPoll, T6_retry_after_is_never_cut_short_but_by_its_own_cap) {
  const SourceState state = plain();
  expect(next_poll({}, state, {Kind::throttled, seconds(30)}, kNow), PollRule::min_interval, hours(1));
  expect(next_poll({}, state, {Kind::throttled, days(3)}, kNow), PollRule::retry_after, days(3));
  const NextPoll next = next_poll({}, state, {Kind::throttled, days(30)}, kNow);
  expect(next, PollRule::retry_after, days(7));
  EXPECT_TRUE(next.reason.capped);
}

TEST(NextPoll, T7_a_429_that_says_nothing_backs_off_from_an_hour) {
  SourceState state = plain();
  PollPolicy policy;
  policy.fixed = minutes(10);
  for (const auto& [failures, wait] : {std::pair{1, 1}, {2, 2}, {3, 4}, {10, 24}}) {
    state.failures = failures;
    expect(next_poll(policy, state, {Kind::throttled, {}}, kNow), PollRule::throttle, hours(wait));
  }
}

TEST(NextPoll, D6_gone_is_never) {
  const NextPoll next = next_poll({}, plain(), {Kind::gone, {}}, kNow);
  EXPECT_EQ(next.when, kNever);
  EXPECT_EQ(next.reason.rule, PollRule::gone);
}

TEST(NextPoll, OurOwnNetworkDownIsTriedAgainSoonAndSpread) {
  Duration first = hours(1), last{};
  for (int i = 0; i < 200; ++i) {
    SourceState state = plain();
    state.name = "source" + std::to_string(i);
    const NextPoll next = next_poll({}, state, {Kind::network_down, {}}, kNow);
    EXPECT_EQ(next.reason.rule, PollRule::network_down);
    first = std::min(first, next.when - kNow);
    last = std::max(last, next.when - kNow);
  }
  EXPECT_GE(first, minutes(5));
  EXPECT_LE(last, minutes(10));
  EXPECT_GT(last - first, minutes(4));
}

TEST(NextPoll, AHeldSourceWaitsForItsHostsPauseAndNotLonger) {
  expect(next_poll({}, plain(), {Kind::held, minutes(7)}, kNow), PollRule::host_pause, minutes(7));
}

TEST(NextPoll, T10_sources_are_spread_over_a_tenth) {
  std::vector<Duration> waits;
  for (int i = 0; i < 100; ++i) {
    SourceState state = plain();
    state.name = "source" + std::to_string(i);
    waits.push_back(next_poll({}, state, {}, kNow).when - kNow);
    EXPECT_GE(waits.back(), hours(1));
    EXPECT_LE(waits.back(), minutes(66));
  }
  std::sort(waits.begin(), waits.end());
  EXPECT_EQ(std::unique(waits.begin(), waits.end()) - waits.begin() > 80, true);
  EXPECT_LT(waits[25], minutes(63));
  EXPECT_GT(waits[75], minutes(63));
}

TEST(PolicyOf, TakesTheNearestWord) {
  FetchOptions fetch;
  SourceOptions source;
  PollPolicy policy = policy_of(fetch, source);
  EXPECT_EQ(policy.min_interval, hours(1));
  EXPECT_EQ(policy.unconditional, hours(24));
  EXPECT_TRUE(policy.adaptive);
  source.min_interval = minutes(20);
  source.max_interval = hours(2);
  policy = policy_of(fetch, source);
  EXPECT_EQ(policy.min_interval, minutes(20));
  EXPECT_EQ(policy.max_interval, hours(2));
  EXPECT_EQ(policy.least_throttle, hours(1));
  source.interval = days(3);  // longer than any cap
  EXPECT_EQ(policy_of(fetch, source).max_interval, days(3));
}

TEST(PolicyOf, ATestsScaleKnowsNoRulesOfHours) {
  FetchOptions fetch;
  fetch.min_interval = std::chrono::milliseconds(200);
  const PollPolicy policy = policy_of(fetch, {});
  EXPECT_FALSE(policy.unconditional);
  EXPECT_FALSE(policy.adaptive);
  EXPECT_EQ(policy.least_throttle, std::chrono::milliseconds(200));
  fetch.unconditional_interval = seconds(4);  // unless they are said
  fetch.adaptive = true;
  EXPECT_EQ(policy_of(fetch, {}).unconditional, seconds(4));
  EXPECT_TRUE(policy_of(fetch, {}).adaptive);
}

TEST(Sentence, EveryRuleHasANameAndASentence) {
  for (int i = 0; i <= static_cast<int>(PollRule::gone); ++i) {
    PollReason reason;
    reason.rule = static_cast<PollRule>(i);
    reason.wait = hours(2);
    EXPECT_FALSE(to_string(reason.rule).empty());
    EXPECT_GT(sentence(reason).size(), 10u) << i;
  }
}

}  // namespace
}  // namespace gazette

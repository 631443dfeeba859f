// What holds for every source, whatever its server says: by random cases (rapidcheck shrinks what fails).
#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "daemon/schedule/next_poll.h"

namespace gazette {
namespace {

using std::chrono::days;
using std::chrono::hours;
using Kind = PollAnswer::Kind;

const Time kNow = *parse_date("2026-03-01T12:00:00Z");

Duration any_duration(Duration low, Duration high) {
  return Duration(*rc::gen::inRange<std::int64_t>(low.count(), high.count()));
}
std::optional<Duration> maybe_duration(Duration high) {
  return *rc::gen::arbitrary<bool>() ? std::optional(any_duration(Duration::zero(), high)) : std::nullopt;
}
std::optional<Time> maybe_past() {
  const auto ago = maybe_duration(days(4000));
  return ago ? std::optional(kNow - *ago) : std::nullopt;
}

SourceState any_state() {
  SourceState state;
  state.name = *rc::gen::arbitrary<std::string>();
  if (*rc::gen::arbitrary<bool>()) state.etag = "x";
  state.failures = *rc::gen::inRange(0, 100);
  state.fresh_for = maybe_duration(days(20'000));
  state.feed_hint = maybe_duration(days(4000));
  state.skip_hours = *rc::gen::arbitrary<std::uint32_t>() & 0xffffff;
  state.skip_days = *rc::gen::arbitrary<std::uint32_t>() & 0x7f;
  if (*rc::gen::arbitrary<bool>()) state.skip_hours = state.skip_days = 0;
  state.dated_entries = *rc::gen::inRange(0, 21);
  state.oldest_entry = maybe_past();
  state.last_new = maybe_past();
  state.last_success = maybe_past();
  if (*rc::gen::arbitrary<bool>()) state.next_poll = kNow + any_duration(-days(10), days(40));
  return state;
}

PollPolicy any_policy() {
  PollPolicy policy;
  policy.min_interval = any_duration(Duration(1), days(2));
  policy.max_interval = std::max(policy.min_interval, any_duration(Duration(1), days(30)));
  if (*rc::gen::arbitrary<bool>()) policy.fixed = any_duration(Duration(1), policy.max_interval);
  policy.unconditional = maybe_duration(days(3));
  policy.max_retry_after = any_duration(Duration(1), days(30));
  policy.least_throttle =
      std::max(policy.fixed.value_or(policy.min_interval), any_duration(Duration(1), hours(2)));
  policy.adaptive = *rc::gen::arbitrary<bool>();
  return policy;
}

PollAnswer any_answer() {
  PollAnswer answer;
  answer.kind =
      *rc::gen::element(Kind::success, Kind::failed, Kind::throttled, Kind::network_down, Kind::held);
  answer.pause = maybe_duration(days(400));
  return answer;
}

/// The longest anything may take, but for hours that the feed asks to skip.
Duration cap_of(const PollPolicy& policy) {
  return std::max({policy.max_interval, policy.max_retry_after, policy.least_throttle});
}

RC_GTEST_PROP(NextPollHolds, same_input_same_answer, ()) {
  const auto policy = any_policy();
  const auto state = any_state();
  const auto answer = any_answer();
  const NextPoll one = next_poll(policy, state, answer, kNow), two = next_poll(policy, state, answer, kNow);
  RC_ASSERT(one.when == two.when);
  RC_ASSERT(sentence(one.reason) == sentence(two.reason));
}

RC_GTEST_PROP(NextPollHolds, never_earlier_than_retry_after, ()) {
  const auto policy = any_policy();
  auto answer = any_answer();
  answer.pause = any_duration(Duration(1), days(400));
  const NextPoll next = next_poll(policy, any_state(), answer, kNow);
  RC_ASSERT(next.when >= kNow + std::min(*answer.pause, policy.max_retry_after));
}

RC_GTEST_PROP(NextPollHolds, never_earlier_than_freshness_and_hints, ()) {
  const auto policy = any_policy();
  auto state = any_state();
  state.last_success = kNow;
  const NextPoll next = next_poll(policy, state, {}, kNow);
  const Duration fresh =
      std::max(state.fresh_for.value_or(Duration::zero()), state.feed_hint.value_or(Duration::zero()));
  RC_ASSERT(next.when >= kNow + std::min(fresh, policy.max_interval));
}

RC_GTEST_PROP(NextPollHolds, never_earlier_than_the_operators_interval, ()) {
  const auto policy = any_policy();
  auto answer = any_answer();
  if (answer.kind == Kind::held || answer.kind == Kind::network_down) answer.kind = Kind::failed;
  RC_ASSERT(next_poll(policy, any_state(), answer, kNow).when >=
            kNow + policy.fixed.value_or(policy.min_interval));
}

RC_GTEST_PROP(NextPollHolds, never_later_than_the_cap, ()) {
  const auto policy = any_policy();
  const auto state = any_state();
  const Duration cap = cap_of(policy);
  const Duration skipped =
      state.skip_hours || state.skip_days ? Duration(days(8) + hours(2)) : Duration::zero();
  RC_ASSERT(next_poll(policy, state, any_answer(), kNow).when <=
            kNow + cap + cap / 10 + Duration(std::chrono::minutes(5)) + skipped);
}

RC_GTEST_PROP(NextPollHolds, monotone_in_failures, ()) {
  const auto policy = any_policy();
  auto state = any_state();
  const PollAnswer answer{*rc::gen::element(Kind::failed, Kind::throttled), std::nullopt};
  const Time before = next_poll(policy, state, answer, kNow).when;
  state.failures += *rc::gen::inRange(1, 50);
  RC_ASSERT(next_poll(policy, state, answer, kNow).when >= before);
}

RC_GTEST_PROP(NextPollHolds, skipped_hours_are_skipped, ()) {
  const auto policy = any_policy();
  const auto state = any_state();
  const Time when = next_poll(policy, state, any_answer(), kNow).when;
  const auto day = std::chrono::floor<days>(when);
  const auto hour = std::chrono::floor<hours>(when - day).count();
  const bool skipped = (state.skip_hours >> hour & 1u) != 0 ||
                       (state.skip_days >> std::chrono::weekday(day).c_encoding() & 1u) != 0;
  RC_ASSERT(!skipped || state.skip_hours == 0xffffff || state.skip_days == 0x7f);
}

}  // namespace
}  // namespace gazette

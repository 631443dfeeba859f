#include "daemon/schedule/next_poll.h"

#include <algorithm>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Duration kTestScale = minutes(1);  // who polls oftener polls a server of his own
constexpr Duration kMaxJitter = hours(1);
constexpr Duration kNetworkRetry = minutes(5);
constexpr Duration kLongestSkip = days(8);     // hours and days that a feed asks to skip
constexpr int kPollsAGap = 6;                  // polls between two entries of a source
constexpr std::int64_t kJitterParts = 10'000;  // of which a tenth at most is added

/// 0 to a tenth of the wait, always the same share for a source, so that sources do not stay in lockstep and
/// a longer wait never ends earlier than a shorter one.
Duration jitter(std::string_view source, Duration wait) {
  const auto share = static_cast<std::int64_t>(stable_hash(source) % (kJitterParts / 10 + 1));
  return std::min(
      Duration(wait.count() / kJitterParts * share + wait.count() % kJitterParts * share / kJitterParts),
      kMaxJitter);
}

/// `first` doubled for every failure after the first.
Duration doubled(Duration first, int failures, Duration cap) {
  Duration wait = first;
  for (int i = 1; i < failures && wait < cap; ++i) wait *= 2;
  return std::min(wait, std::max(cap, first));
}

class BoundList {
 public:
  BoundList(PollBounds& bounds, Duration cap) : bounds_(bounds), cap_(cap) {}
  void add(PollRule rule, Duration wait, Duration cap) {
    bounds_.items.at(bounds_.count++) = {rule, std::min(wait, cap), wait > cap};
  }
  void add(PollRule rule, Duration wait) { add(rule, wait, cap_); }

 private:
  PollBounds& bounds_;
  Duration cap_;
};

Duration base_interval(const PollPolicy& policy) {
  return policy.fixed.value_or(policy.min_interval);
}

void add_success_bounds(BoundList& bounds, const PollPolicy& policy, const SourceState& state, Time now) {
  if (policy.fixed) {
    bounds.add(PollRule::fixed_interval, *policy.fixed);
  } else {
    bounds.add(PollRule::min_interval, policy.min_interval);
    const std::optional<Duration> gap = policy.adaptive ? usual_gap(state, now) : std::nullopt;
    if (gap)
      bounds.add(PollRule::rhythm, std::clamp(*gap / kPollsAGap, policy.min_interval, policy.max_interval));
    if (policy.unconditional && state.etag.empty() && state.last_modified.empty())
      bounds.add(PollRule::unconditional, *policy.unconditional);
  }
  if (state.fresh_for && *state.fresh_for > Duration::zero())
    bounds.add(PollRule::freshness, *state.fresh_for);
  if (state.feed_hint && *state.feed_hint > Duration::zero())
    bounds.add(PollRule::feed_hint, *state.feed_hint);
}

/// A poll by hand that fails makes nothing earlier than it was.
void add_decided_before(BoundList& bounds, const PollPolicy& policy, const SourceState& state, Time now) {
  if (state.next_poll && *state.next_poll > now && *state.next_poll != kNever)
    bounds.add(PollRule::decided_before, *state.next_poll - now,
               std::max(policy.max_interval, policy.max_retry_after));
}

/// The hours of a week that the feed asks to skip, by its own words.
bool is_skipped(const SourceState& state, Time t) {
  const auto day = std::chrono::floor<days>(t);
  const auto weekday = std::chrono::weekday(day).c_encoding();
  const auto hour = std::chrono::floor<hours>(t - day).count();
  return (state.skip_days >> weekday & 1u) != 0 || (state.skip_hours >> hour & 1u) != 0;
}

/// The start of the next hour that is not skipped; `t` itself if it is not, or if all are (then it is
/// nonsense).
Time after_skipped(const SourceState& state, Time t) {
  if ((state.skip_hours == 0 && state.skip_days == 0) || !is_skipped(state, t)) return t;
  Time hour = std::chrono::floor<hours>(t);
  for (int i = 0; i < 8 * 24; ++i) {
    hour += hours(1);
    if (!is_skipped(state, hour)) return hour + jitter(state.name, hours(1));
  }
  return t;
}

}  // namespace

PollPolicy policy_of(const FetchOptions& fetch, const SourceOptions& source) {
  PollPolicy policy;
  policy.min_interval = source.min_interval.value_or(fetch.min_interval);
  policy.fixed = source.interval;
  policy.max_interval = std::max(source.max_interval.value_or(fetch.max_interval), base_interval(policy));
  const bool test_scale = base_interval(policy) < kTestScale;
  policy.unconditional = fetch.unconditional_interval;
  if (!policy.unconditional && !test_scale) policy.unconditional = hours(24);
  policy.adaptive = fetch.adaptive.value_or(!test_scale);
  policy.max_retry_after = fetch.max_retry_after;
  policy.least_throttle =
      test_scale ? base_interval(policy) : std::max<Duration>(base_interval(policy), hours(1));
  return policy;
}

std::optional<Duration> usual_gap(const SourceState& state, Time now) {
  if (state.dated_entries >= 2 && state.oldest_entry && *state.oldest_entry < now)
    return (now - *state.oldest_entry) / state.dated_entries;
  if (state.last_new && *state.last_new <= now) return now - *state.last_new;
  return std::nullopt;
}

PollBounds poll_bounds(const PollPolicy& policy, const SourceState& state, const PollAnswer& answer,
                       Time now) {
  PollBounds bounds;
  BoundList list(bounds, policy.max_interval);
  const Duration base = base_interval(policy);
  switch (answer.kind) {
    case PollAnswer::Kind::success: add_success_bounds(list, policy, state, now); break;
    case PollAnswer::Kind::failed:
      list.add(PollRule::backoff, doubled(base, state.failures, policy.max_interval));
      break;
    case PollAnswer::Kind::throttled:
      if (answer.pause)
        list.add(policy.fixed ? PollRule::fixed_interval : PollRule::min_interval, base);
      else
        list.add(PollRule::throttle, doubled(policy.least_throttle, state.failures, policy.max_interval),
                 std::max(policy.least_throttle, policy.max_interval));
      break;
    case PollAnswer::Kind::network_down:
      list.add(PollRule::network_down, std::min(base, kNetworkRetry));
      break;
    case PollAnswer::Kind::held:
      list.add(PollRule::host_pause, answer.pause.value_or(base), policy.max_retry_after);
      break;
    case PollAnswer::Kind::gone: list.add(PollRule::gone, kNever - now, Duration::max()); return bounds;
  }
  if (answer.kind != PollAnswer::Kind::success) add_decided_before(list, policy, state, now);
  if (answer.pause && answer.kind != PollAnswer::Kind::held)
    list.add(PollRule::retry_after, *answer.pause, policy.max_retry_after);
  return bounds;
}

NextPoll next_poll(const PollPolicy& policy, const SourceState& state, const PollAnswer& answer, Time now) {
  const PollBounds bounds = poll_bounds(policy, state, answer, now);
  const PollBound& longest = *std::max_element(
      bounds.begin(), bounds.end(), [](const PollBound& a, const PollBound& b) { return a.wait < b.wait; });
  NextPoll next;
  next.reason = {longest.rule, longest.wait, longest.capped, state.failures};
  if (longest.rule == PollRule::gone) {
    next.when = kNever;
    return next;
  }
  // Once the network is back, all would come at once.
  const Duration spread = longest.rule == PollRule::network_down ? 10 * jitter(state.name, longest.wait)
                                                                 : jitter(state.name, longest.wait);
  const Time plain = now + longest.wait + spread;
  next.when = after_skipped(state, plain);
  next.reason.skipped = next.when != plain;
  return next;
}

Duration remaining_wait(const PollPolicy& policy, const SourceState& state, Time now) {
  if (!state.next_poll) return Duration::zero();
  const bool decided_later =
      state.last_poll && *state.last_poll > now;  // so the clock was ahead then, or is behind
  const Duration wait = *state.next_poll - (decided_later ? *state.last_poll : now);
  const Duration longest = 2 * std::max({policy.max_interval, policy.max_retry_after, kLongestSkip});
  return std::clamp(wait, Duration::zero(), longest);
}

std::string_view to_string(PollRule rule) {
  static constexpr std::array<std::string_view, 15> kNames{
      "first",       "interval",       "min-interval", "rhythm",       "unconditional",
      "freshness",   "feed-hint",      "skip-hours",   "backoff",      "throttle",
      "retry-after", "decided-before", "host-pause",   "network-down", "gone"};
  return kNames.at(static_cast<std::size_t>(rule));
}

namespace {

std::string shown(Duration wait) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(wait);
  return format_duration(seconds >= minutes(1) ? seconds : wait);
}

std::string words(const PollReason& reason) {
  const std::string wait = shown(reason.wait);
  switch (reason.rule) {
    case PollRule::first: return "it was never polled";
    case PollRule::fixed_interval: return "every " + wait + ", as configured for this source";
    case PollRule::min_interval: return "every " + wait + " (min_interval)";
    case PollRule::rhythm: return "every " + wait + ", by the source's own rhythm";
    case PollRule::unconditional:
      return "every " + wait + ": the server gives no validators, so each poll costs it the whole feed";
    case PollRule::freshness: return "the server says that its answer is fresh for " + wait;
    case PollRule::feed_hint: return "the feed says that it is updated every " + wait;
    case PollRule::skip_hours: return "the feed asks to skip these hours";
    case PollRule::backoff:
      return "failed " + std::to_string(reason.failures) +
             (reason.failures == 1 ? " time" : " times in a row") + ": waits " + wait;
    case PollRule::throttle: return "the server answered 429 without saying how long: waits " + wait;
    case PollRule::retry_after: return "the server asked to wait " + wait;
    case PollRule::decided_before: return "what was decided before stands: " + wait + " to go";
    case PollRule::host_pause: return "its host asked to be left alone for " + wait;
    case PollRule::network_down: return "our own network seems to be down: tries again in " + wait;
    case PollRule::gone: return "the server says 410 Gone: it is not polled any more";
  }
  return {};
}

}  // namespace

std::string sentence(const PollReason& reason) {
  return words(reason) + (reason.capped ? " (capped: it asked for more)" : "") +
         (reason.skipped ? "; moved out of hours that the feed asks to skip" : "");
}

}  // namespace gazette

#include "daemon/poll/next_poll.h"

#include <algorithm>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr Duration kMaxRetryAfter = std::chrono::days(7);
constexpr Time kNever = Time{std::chrono::sys_days{std::chrono::year{9999} / 1 / 1}};

/// 0 to a tenth of the interval, always the same for a source.
Duration spread(std::string_view source, Duration interval) {
  const auto tenth = interval.count() / 10;
  return tenth <= 0 ? Duration::zero()
                    : Duration{static_cast<std::int64_t>(stable_hash(source) %
                                                         static_cast<std::uint64_t>(tenth + 1))};
}

Duration backoff(const PollPolicy& policy, int failures) {
  Duration wait = policy.interval;
  for (int i = 0; i < failures && wait < policy.max_interval; ++i) wait *= 2;
  return std::min(wait, policy.max_interval);
}

}  // namespace

NextPoll next_poll(const PollPolicy& policy, const PollOutcome& outcome, Time now) {
  if (outcome.gone) return {kNever, "the server says 410 Gone: it is not polled any more"};
  NextPoll next;
  if (outcome.failures > 0) {
    const Duration wait = std::max(backoff(policy, outcome.failures), policy.interval);
    next.when = now + wait;
    next.reason = "failed " + std::to_string(outcome.failures) +
                  (outcome.failures == 1 ? " time" : " times in a row") + ": waits " + format_duration(wait);
  } else {
    next.when = now + policy.interval + spread(outcome.source, policy.interval);
    next.reason = "every " + format_duration(policy.interval);
  }
  if (!outcome.retry_after) return next;
  const Duration asked = std::min(*outcome.retry_after, kMaxRetryAfter);
  if (now + asked <= next.when) return next;
  return {now + asked, "the server asked to wait " + format_duration(asked)};
}

}  // namespace gazette

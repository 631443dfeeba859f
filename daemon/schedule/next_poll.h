// When a source is polled next, and why: one pure function, no clock, no I/O. Same input, same answer. Never
// earlier than the server allows (freshness, Retry-After, ttl), never later than the operator's cap.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "config/config.h"
#include "feeds/source.h"
#include "feeds/text/time.h"
#include "storage/store.h"

namespace gazette {

/// How a source may be polled: from configuration.
struct PollPolicy {
  Duration min_interval = std::chrono::hours(1);
  std::optional<Duration>
      fixed;  ///< the operator's word for this source: instead of rhythm and unconditional
  Duration max_interval = std::chrono::hours(24);                  ///< cap of all but Retry-After
  std::optional<Duration> unconditional = std::chrono::hours(24);  ///< where the server gives no validators
  Duration max_retry_after = std::chrono::days(7);
  Duration least_throttle = std::chrono::hours(1);  ///< first wait after a 429 that says nothing
  bool adaptive = true;                             ///< follow the source's own rhythm
};
PollPolicy policy_of(const FetchOptions& fetch, const SourceOptions& source);

/// What the poll just made came to. The state handed in beside it is already that after the poll.
struct PollAnswer {
  enum class Kind {
    success,       ///< new content or "not modified"
    failed,        ///< counted in SourceState::failures
    throttled,     ///< 429, or any answer that asks to wait
    gone,          ///< 410
    network_down,  ///< ours: nobody is to blame
    held,          ///< not asked, because its host is to be left alone for `pause`
  };
  Kind kind = Kind::success;
  std::optional<Duration> pause;  ///< what the server asked for
};

enum class PollRule {
  first,           ///< never polled: at once
  fixed_interval,  ///< source.interval
  min_interval,    ///< fetch.min_interval
  rhythm,          ///< as often as the source publishes
  unconditional,   ///< the server gives no validators
  freshness,       ///< max-age, Expires
  feed_hint,       ///< ttl, sy:updatePeriod
  skip_hours,      ///< skipHours, skipDays
  backoff,         ///< failures
  throttle,        ///< 429 without a time
  retry_after,     ///< Retry-After
  decided_before,  ///< polled by hand, in vain: what was decided stands
  host_pause,      ///< another answer of the host asked for it
  network_down,
  gone,
};
std::string_view to_string(PollRule rule);

/// One rule's word: not before so long from now.
struct PollBound {
  PollRule rule = PollRule::min_interval;
  Duration wait{};
  bool capped = false;  ///< it said more than the cap allows
};
/// All that speak, in the order of PollRule; the longest wins.
struct PollBounds {
  std::array<PollBound, 8> items{};
  std::size_t count = 0;
  const PollBound* begin() const { return items.data(); }
  const PollBound* end() const { return items.data() + count; }
};
PollBounds poll_bounds(const PollPolicy& policy, const SourceState& state, const PollAnswer& answer,
                       Time now);

struct PollReason {
  PollRule rule = PollRule::first;
  Duration wait{};  ///< before jitter and skipped hours
  bool capped = false;
  int failures = 0;
  bool skipped = false;  ///< moved on, out of hours that the feed asks to skip
};
/// "every 1h (min_interval)", "the server's answer is fresh for 6h", ...
std::string sentence(const PollReason& reason);

struct NextPoll {
  Time when;
  PollReason reason;
};
NextPoll next_poll(const PollPolicy& policy, const SourceState& state, const PollAnswer& answer, Time now);

/// What is left of the wait that was decided before. A wall clock that was wrong then, or is now, makes it no
/// longer than it was; zero if nothing was decided.
Duration remaining_wait(const PollPolicy& policy, const SourceState& state, Time now);

/// How long this source takes from one entry to the next, the present silence included; absent if nothing is
/// known.
std::optional<Duration> usual_gap(const SourceState& state, Time now);

/// A due time that is never reached: of a source that is gone.
inline constexpr Time kNever = Time{std::chrono::sys_days{std::chrono::year{9999} / 1 / 1}};

}  // namespace gazette

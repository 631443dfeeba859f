// When a source is polled next, and why: one pure function, no clock, no I/O. Same input, same answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "feeds/text/time.h"

namespace gazette {

/// How a source may be polled: from configuration.
struct PollPolicy {
  Duration interval = std::chrono::hours(1);       ///< after a success
  Duration max_interval = std::chrono::hours(24);  ///< cap of the backoff
};

/// What the poll just made came to.
struct PollOutcome {
  std::string_view source;              ///< its name spreads sources that were added together
  int failures = 0;                     ///< in a row, this one included; 0 = success
  bool gone = false;                    ///< 410
  std::optional<Duration> retry_after;  ///< the server asked to be left alone so long
};

struct NextPoll {
  Time when;
  std::string reason;  ///< a sentence for the operator
};

/// Never earlier than retry_after allows (capped at 7 days); backoff doubles from the interval up to
/// max_interval; up to a tenth of the interval is added by the source's name, so that sources do not stay in
/// lockstep.
NextPoll next_poll(const PollPolicy& policy, const PollOutcome& outcome, Time now);

}  // namespace gazette

// How a source is, in one word, and since when: for `status` and `explain`. Pure.
#pragma once

#include <optional>
#include <string>

#include "storage/store.h"

namespace gazette {

/// A server that asks to be left alone for longer than this is a trouble, too.
inline constexpr Duration kLongWait = std::chrono::days(7);

struct SourceHealth {
  /// Empty: well. "new": never polled. "waiting": asked to stay away. "gone", "moved", "stale", or the name
  /// of an ErrorKind ("dns", "waf", "not-a-feed", ...).
  std::string trouble;
  std::string words;                           ///< one line for people
  std::optional<Time> since;                   ///< of the trouble
  std::optional<Duration> silence, usual_gap;  ///< since the newest entry; from one entry to the next
};
SourceHealth health_of(const SourceState& state, Time now);

}  // namespace gazette

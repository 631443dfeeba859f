// DueQueue: which source is due when, by a clock that only goes forward at its own pace (uptime): setting the
// wall clock makes nothing due earlier or later. Pure: times are arguments. One thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "feeds/text/time.h"

namespace gazette {

class DueQueue {
 public:
  /// Replaces what was known of the source.
  void set(const std::string& source, Duration due);
  void remove(const std::string& source);
  void clear();
  std::size_t size() const { return times_.size(); }

  /// The source that is due longest, taken out; absent if none is due at `now`.
  std::optional<std::string> take_due(Duration now);
  /// When the next one is due.
  std::optional<Duration> next() const;

 private:
  std::set<std::pair<Duration, std::string>> queue_;
  std::unordered_map<std::string, Duration> times_;
};

/// Since the machine was started, suspension included (CLOCK_BOOTTIME).
Duration uptime();

}  // namespace gazette

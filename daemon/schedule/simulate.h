// The scheduler on a virtual clock: what a configuration costs its hosts, and how late entries are seen,
// before it is let loose. The decisions are next_poll()'s own; servers and feeds are replayed from recorded
// rhythms. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "daemon/schedule/next_poll.h"

namespace gazette {

struct SimulatedSource {
  std::string name, host;
  PollPolicy policy;
  SourceState said;  ///< what server and feed say about time: validators, fresh_for, feed_hint, skipped hours
  std::vector<Duration> published;  ///< moments of a period, in order; repeated for ever
  Duration period = std::chrono::days(7);
};

/// A rhythm for one of which only the usual gap is known: even, but begun somewhere in between, by the name.
void use_even_rhythm(SimulatedSource& source, Duration gap);

struct SimulationOptions {
  int days = 7;
  Duration gap = std::chrono::seconds(1);            ///< between two requests to a host
  Duration answer = std::chrono::milliseconds(300);  ///< how long a request takes
  Time start;
};

struct Simulation {
  std::uint64_t polls = 0, unchanged = 0;          ///< unchanged: answered with 304
  std::uint64_t entries = 0, missed = 0;           ///< published; missed: not seen at the end
  std::map<std::string, std::uint64_t> by_host;    ///< requests
  std::uint64_t peak_minute = 0;                   ///< requests in the busiest one
  std::uint64_t peak_minute_after_first_hour = 0;  ///< the first poll of all sources is over then
  Duration median_staleness{}, late_staleness{}, worst_staleness{};  ///< from publication to poll; late: 95 %
  Duration longest_queue{};                                          ///< that a poll waited for its host
};
Simulation simulate(const std::vector<SimulatedSource>& sources, const SimulationOptions& options);

}  // namespace gazette

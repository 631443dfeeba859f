// Metrics: what happened since the start, and how things are, in Prometheus's text format. On the event
// loop's thread; never fails. Labels are names of the configuration and words of ours: nothing of a
// stranger's, no secret.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/serve/http/serve_counts.h"
#include "feeds/text/time.h"

namespace gazette {

/// A poll that ended.
struct PollMeasure {
  std::string source;
  std::string outcome;    ///< "new", "unchanged", "not_modified", "held", or the kind of the error
  Duration took{0};       ///< from when it was due
  std::size_t bytes = 0;  ///< of the listing that was read; 0: none was
  int added = 0, updated = 0;
};

struct PollReport;
PollMeasure measure_of(const PollReport& report, Duration took);

/// How the service is at this moment.
struct ServiceGauges {
  struct Source {
    std::string name;
    int failures = 0;
    std::optional<Time> last_success;
  };
  Time started;
  std::string version;
  std::vector<Source> sources;
  std::int64_t ok = 0, failing = 0, gone = 0, quiet = 0;  ///< sources
  std::int64_t polls_under_way = 0, polls_due = 0;
  std::int64_t articles = 0, versions = 0, database_bytes = 0, last_change = 0;
  std::int64_t troubles = 0;
  std::int64_t hub_subscribers = 0;
  std::uint64_t hub_delivered = 0, hub_failed = 0;  ///< since the start
};

class Metrics {
 public:
  Metrics();
  ~Metrics();

  void poll_ended(const PollMeasure& poll);
  void export_ended(const std::string& exporter, bool failed, int written, int removed, Duration took);
  /// The whole page.
  std::string text(const ServiceGauges& now, const ServeCounts& served);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gazette

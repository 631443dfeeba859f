#include "daemon/schedule/simulate.h"

#include <algorithm>
#include <queue>
#include <unordered_map>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr int kNewest = 20;  // entries that a feed shows, and that its rhythm is taken from

/// The n-th entry of a source, counted from the start, and before it for negative n.
Time entry_time(const SimulatedSource& source, Time start, std::int64_t n) {
  const auto count = static_cast<std::int64_t>(source.published.size());
  const std::int64_t round = n >= 0 ? n / count : -((-n + count - 1) / count);
  return start + source.period * round + source.published[static_cast<std::size_t>(n - round * count)];
}

/// A source under way.
struct Runner {
  const SimulatedSource* source;
  SourceState state;
  std::int64_t next_entry = 0;  ///< not seen yet
};

struct Event {
  Time when;
  std::size_t runner;
  bool operator>(const Event& other) const {
    return std::tie(when, runner) > std::tie(other.when, other.runner);
  }
};

class Simulator {
 public:
  Simulator(const std::vector<SimulatedSource>& sources, const SimulationOptions& options)
      : options_(options), end_(options.start + std::chrono::days(options.days)) {
    minutes_.resize(static_cast<std::size_t>(options.days) * 24 * 60 + 1);
    for (const SimulatedSource& source : sources) {
      runners_.push_back({&source, source.said});
      runners_.back().state.name = source.name;
      events_.push({options.start, runners_.size() - 1});
    }
  }

  Simulation run() {
    while (!events_.empty() && events_.top().when < end_) {
      const Event event = events_.top();
      events_.pop();
      begin(event);
    }
    finish();
    return std::move(result_);
  }

 private:
  /// One request at a time a host, with a pause after each.
  void begin(const Event& event) {
    Time& free_at = host_free_[runners_[event.runner].source->host];
    if (free_at > event.when) {
      // It waits in the host's queue; the place behind it moves on.
      poll(runners_[event.runner], free_at, event);
      free_at += options_.answer + options_.gap;
    } else {
      poll(runners_[event.runner], event.when, event);
      free_at = event.when + options_.answer + options_.gap;
    }
  }

  void poll(Runner& runner, Time at, const Event& event) {
    result_.longest_queue = std::max(result_.longest_queue, at - event.when);
    if (at >= end_) return;
    count(runner, at);
    const std::int64_t before = runner.next_entry;
    see_entries(runner, at);
    const bool conditional = !runner.state.etag.empty() && runner.state.last_poll;
    result_.unchanged += conditional && runner.next_entry == before;
    note_rhythm(runner);
    runner.state.last_poll = runner.state.last_success = at;
    const NextPoll next = next_poll(runner.source->policy, runner.state, {}, at);
    events_.push({next.when, event.runner});
  }

  void count(const Runner& runner, Time at) {
    ++result_.polls;
    ++result_.by_host[runner.source->host];
    ++minutes_[static_cast<std::size_t>((at - options_.start) / std::chrono::minutes(1))];
  }

  void see_entries(Runner& runner, Time at) {
    if (runner.source->published.empty()) return;
    for (Time t = entry_time(*runner.source, options_.start, runner.next_entry); t <= at;
         t = entry_time(*runner.source, options_.start, ++runner.next_entry)) {
      ++result_.entries;
      staleness_.push_back(at - t);
      runner.state.last_new = at;
    }
  }

  void note_rhythm(Runner& runner) const {
    if (runner.source->published.empty()) return;
    runner.state.dated_entries = kNewest;
    runner.state.newest_entry = entry_time(*runner.source, options_.start, runner.next_entry - 1);
    runner.state.oldest_entry = entry_time(*runner.source, options_.start, runner.next_entry - kNewest);
  }

  void finish() {
    for (const Runner& runner : runners_)
      if (!runner.source->published.empty())
        for (std::int64_t n = runner.next_entry; entry_time(*runner.source, options_.start, n) < end_; ++n)
          ++result_.entries, ++result_.missed;
    result_.peak_minute = *std::max_element(minutes_.begin(), minutes_.end());
    result_.peak_minute_after_first_hour = *std::max_element(minutes_.begin() + 60, minutes_.end());
    if (staleness_.empty()) return;
    std::sort(staleness_.begin(), staleness_.end());
    result_.median_staleness = staleness_[staleness_.size() / 2];
    result_.late_staleness = staleness_[staleness_.size() * 95 / 100];
    result_.worst_staleness = staleness_.back();
  }

  SimulationOptions options_;
  Time end_;
  std::vector<Runner> runners_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::unordered_map<std::string, Time> host_free_;
  std::vector<std::uint64_t> minutes_;
  std::vector<Duration> staleness_;
  Simulation result_;
};

}  // namespace

void use_even_rhythm(SimulatedSource& source, Duration gap) {
  source.period = std::max<Duration>(gap, std::chrono::minutes(1));
  const auto offset = stable_hash(source.name) % static_cast<std::uint64_t>(source.period.count());
  source.published = {Duration(static_cast<std::int64_t>(offset))};
}

Simulation simulate(const std::vector<SimulatedSource>& sources, const SimulationOptions& options) {
  return Simulator(sources, options).run();
}

}  // namespace gazette

#include "daemon/schedule/due_queue.h"

#include <ctime>

namespace gazette {

void DueQueue::set(const std::string& source, Duration due) {
  remove(source);
  times_[source] = due;
  queue_.emplace(due, source);
}

void DueQueue::remove(const std::string& source) {
  const auto found = times_.find(source);
  if (found == times_.end()) return;
  queue_.erase({found->second, source});
  times_.erase(found);
}

void DueQueue::clear() {
  queue_.clear();
  times_.clear();
}

std::optional<std::string> DueQueue::take_due(Duration now) {
  if (queue_.empty() || queue_.begin()->first > now) return std::nullopt;
  std::string source = queue_.begin()->second;
  remove(source);
  return source;
}

std::optional<Duration> DueQueue::next() const {
  return queue_.empty() ? std::nullopt : std::optional(queue_.begin()->first);
}

Duration uptime() {
  timespec t{};
  clock_gettime(CLOCK_BOOTTIME, &t);
  return std::chrono::duration_cast<Duration>(std::chrono::seconds(t.tv_sec) +
                                              std::chrono::nanoseconds(t.tv_nsec));
}

}  // namespace gazette

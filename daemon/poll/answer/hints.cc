#include "daemon/poll/answer/hints.h"

#include <algorithm>
#include <functional>

namespace gazette {
namespace {

constexpr std::size_t kNewest = 20;
constexpr int kMostMinutes = 60 * 24 * 3650;

std::uint32_t bits_of(const std::vector<int>& numbers, int count) {
  std::uint32_t bits = 0;
  for (const int n : numbers)
    if (n >= 0 && n < count) bits |= 1u << n;
  const std::uint32_t all = (1u << count) - 1;
  return bits == all ? 0 : bits;  // who skips everything means nothing
}

}  // namespace

void note_hints(SourceState& state, const Feed& feed) {
  const int minutes = std::max({feed.ttl_minutes.value_or(0), feed.update_minutes.value_or(0), 0});
  state.feed_hint.reset();
  if (minutes > 0) state.feed_hint = std::chrono::minutes(std::min(minutes, kMostMinutes));
  state.skip_hours = bits_of(feed.skip_hours, 24);
  state.skip_days = bits_of(feed.skip_days, 7);
}

void note_rhythm(SourceState& state, const Feed& feed, Time now) {
  std::vector<Time> dates;
  for (const Entry& entry : feed.entries) {
    const std::optional<Time>& date = entry.published ? entry.published : entry.updated;
    if (date && *date <= now) dates.push_back(*date);
  }
  std::sort(dates.begin(), dates.end(), std::greater<>());
  if (dates.size() > kNewest) dates.resize(kNewest);
  state.dated_entries = static_cast<int>(dates.size());
  state.newest_entry.reset();
  state.oldest_entry.reset();
  if (dates.empty()) return;
  state.newest_entry = dates.front();
  state.oldest_entry = dates.back();
}

}  // namespace gazette

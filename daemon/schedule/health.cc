#include "daemon/schedule/health.h"

#include <algorithm>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr int kSilentGaps = 6;                             // usual gaps without an entry: stale
constexpr Duration kLeastSilence = std::chrono::days(14);  // what is shorter is a holiday

void note_silence(SourceHealth& health, const SourceState& state, Time now) {
  const std::optional<Time> newest = state.newest_entry ? state.newest_entry : state.last_new;
  if (newest && *newest <= now) health.silence = now - *newest;
  // Entries that all have one date (that of the document's making) tell no rhythm.
  if (state.dated_entries >= 2 && state.newest_entry && state.oldest_entry &&
      *state.newest_entry > *state.oldest_entry)
    health.usual_gap = (*state.newest_entry - *state.oldest_entry) / (state.dated_entries - 1);
}

void tell(SourceHealth& health, std::string trouble, std::string words, std::optional<Time> since) {
  health.trouble = std::move(trouble);
  health.words = std::move(words);
  health.since = since;
}

/// By an answer that asked to wait, which is no failure. A wait that is shorter than the interval wins
/// nothing, so that no rule tells of it.
bool was_put_off(const SourceState& state) {
  return state.last_status >= 300 && state.last_status != 304;
}

bool is_stale(const SourceHealth& health) {
  return health.silence && health.usual_gap &&
         *health.silence > std::max(kSilentGaps * *health.usual_gap, kLeastSilence);
}

}  // namespace

SourceHealth health_of(const SourceState& state, Time now) {
  SourceHealth health;
  note_silence(health, state, now);
  if (state.gone) {
    tell(health, "gone", "the server says that it is gone; it is not polled any more", state.failing_since);
  } else if (state.failures > 0) {
    tell(health, state.error_kind, state.error, state.failing_since);
  } else if (!state.last_poll) {
    tell(health, "new", "not polled yet", std::nullopt);
  } else if (state.rule == "retry-after" || state.rule == "host-pause" || state.rule == "network-down") {
    tell(health, "waiting", state.reason, state.last_poll);
  } else if (was_put_off(state)) {
    tell(health, "waiting",
         "the last answer was HTTP status " + std::to_string(state.last_status) + " and asked to wait",
         state.last_success ? state.last_success : state.last_poll);
  } else if (!state.moving_to.empty()) {
    tell(health, "moved", "redirects permanently to " + escape_for_log(state.moving_to) + "; not learned yet",
         state.moving_since);
  } else if (is_stale(health)) {
    tell(health, "stale",
         "nothing new for " + format_duration(std::chrono::floor<std::chrono::hours>(*health.silence)) +
             ", usually an entry every " +
             format_duration(std::max<Duration>(std::chrono::floor<std::chrono::minutes>(*health.usual_gap),
                                                std::chrono::minutes(1))),
         now - *health.silence);
  }
  return health;
}

}  // namespace gazette

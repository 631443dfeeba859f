#include "daemon/poll/answer/moves.h"

#include <utility>

#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr int kFailuresOfLearned = 3;

/// The end of the unbroken run of permanent redirects; empty if the first is not permanent.
std::string permanent_target(const std::vector<Hop>& hops) {
  std::string target;
  for (const Hop& hop : hops) {
    if (hop.status != 301 && hop.status != 308) break;
    target = hop.to;
  }
  return target;
}

bool only_becomes_https(const std::string& from, const std::string& to) {
  const UrlParts a = split_url(from), b = split_url(to);
  return a.scheme == "http" && b.scheme == "https" && a.host == b.host && a.path == b.path &&
         a.query == b.query;
}

void forget_move(SourceState& state) {
  state.moving_to.clear();
  state.moving_since.reset();
  state.moving_polls = 0;
}

SourceMove learn(SourceState& state, const std::string& target, std::string why, Time now) {
  SourceMove move{now, polled_url(state), target, std::move(why)};
  state.learned_url = target;
  forget_move(state);
  return move;
}

}  // namespace

const std::string& polled_url(const SourceState& state) {
  return state.learned_url.empty() ? state.url : state.learned_url;
}

std::optional<SourceMove> note_redirects(SourceState& state, const std::vector<Hop>& hops, bool same_feed,
                                         const MovePolicy& policy, Time now) {
  const std::string target = permanent_target(hops);
  if (target.empty() || !same_feed) {
    forget_move(state);
    return std::nullopt;
  }
  if (only_becomes_https(polled_url(state), target))
    return learn(state, target, "the same address by https", now);
  if (state.moving_to != target) {
    state.moving_to = target;
    state.moving_since = now;
    state.moving_polls = 0;
  }
  ++state.moving_polls;
  if (state.moving_polls < policy.confirmations || now - state.moving_since.value_or(now) < policy.after)
    return std::nullopt;
  return learn(state, target,
               "redirected permanently in " + std::to_string(state.moving_polls) + " polls since " +
                   format_rfc3339(*state.moving_since) + ", with the same feed",
               now);
}

std::optional<SourceMove> give_up_learned(SourceState& state, ErrorKind kind, Time now) {
  if (state.learned_url.empty()) return std::nullopt;
  const bool dead = kind == ErrorKind::gone || kind == ErrorKind::moved;
  if (!dead && state.failures < kFailuresOfLearned) return std::nullopt;
  SourceMove move{now, std::exchange(state.learned_url, {}), state.url,
                  "the new address fails; back to the configured one"};
  state.failures = 1;
  state.etag = state.last_modified = state.validators_url = "";
  return move;
}

}  // namespace gazette

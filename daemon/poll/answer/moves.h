// Permanent redirects of a source. Followed at once, but learned only after several polls over several days
// have shown that the same feed lives there: a captive portal or a broken server must not rewrite a list of
// subscriptions. http to https on the same host is learned at once. The configured URL stays known: when the
// new one fails, it is taken again. Pure; changes the state handed in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/net/web.h"
#include "storage/store.h"

namespace gazette {

struct MovePolicy {
  int confirmations = 3;
  Duration after = std::chrono::days(7);
};

/// What is asked for: the learned URL, else the configured one.
const std::string& polled_url(const SourceState& state);

/// After an answer that was read, or that was "not modified". `same_feed`: it is the feed that was known
/// before. What was learned, if anything was.
std::optional<SourceMove> note_redirects(SourceState& state, const std::vector<Hop>& hops, bool same_feed,
                                         const MovePolicy& policy, Time now);

/// After a failure, counted already: back to the configured URL if the learned one seems dead.
std::optional<SourceMove> give_up_learned(SourceState& state, ErrorKind kind, Time now);

}  // namespace gazette

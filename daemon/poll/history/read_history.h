// After a poll that went well: some more of the feed's older documents, where a walk through them is open.
// Called by poll_source() only. Each document is asked for as the feed itself is (its host's queue and
// pauses, address checks, limits, access) and once; what it brought and where the walk stands are stored
// together.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "daemon/poll/poll_source.h"

namespace gazette {

/// False: read_history() would do nothing, not even ask the store.
bool has_open_walk(const Source& source, const SourceState& state, bool again);

/// So many documents, bytes and minutes a poll. `state`: as the poll left it. `again`: also what was given
/// up. Failures are notes: the source itself is well.
boost::asio::awaitable<void> read_history(PollTools& tools, const Source& source, SourceState state,
                                          bool again, PollReport& report);

}  // namespace gazette

// What a feed says about time, and how often it publishes: into the source's state, for next_poll(). Pure.
#pragma once

#include "feeds/feed.h"
#include "storage/store.h"

namespace gazette {

/// ttl, sy:updatePeriod, skipHours, skipDays.
void note_hints(SourceState& state, const Feed& feed);

/// The newest dated entries. Dates in the future are nobody's rhythm.
void note_rhythm(SourceState& state, const Feed& feed, Time now);

}  // namespace gazette

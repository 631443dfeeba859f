// git's lock files (index.lock, HEAD.lock, a branch's). Blocks; any thread.
#pragma once

#include <string>

#include "feeds/text/result.h"
#include "feeds/text/time.h"

namespace gazette {

/// Succeeds if there is no lock, or if nobody can hold it any more, and it was removed: it is older than the
/// system's start, or older than an hour while no git runs. ErrorKind::exporter if somebody may hold it.
Result<void> clear_stale_lock(const std::string& path, Time now);

}  // namespace gazette

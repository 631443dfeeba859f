// The daemon: polls what is due, exports what changed, serves what there is, until SIGTERM or SIGINT; SIGHUP
// reloads. One event loop; exporters on a thread of their own. Failures of a part are logged and tried again;
// only a failed start ends it.
#pragma once

#include <string>

#include "feeds/text/result.h"

namespace gazette {

/// Runs in the foreground until told to stop. An Error is a failed start: configuration, database, port.
Result<void> run_daemon(const std::string& config_file);

}  // namespace gazette

// systemd's notification protocol (sd_notify(3)) by its socket, without a library: READY=1, RELOADING=1,
// STATUS=..., WATCHDOG=1, STOPPING=1. Does nothing when not started by systemd. Any thread; never fails
// loudly.
#pragma once

#include <optional>
#include <string_view>

#include "feeds/text/time.h"

namespace gazette {

/// Sends one message, e.g. "READY=1\nSTATUS=polling 12 sources". False if nobody listens.
bool notify_systemd(std::string_view message);

/// How often WATCHDOG=1 is to be sent: half of WATCHDOG_USEC; absent if systemd does not watch us.
std::optional<Duration> watchdog_interval();

}  // namespace gazette

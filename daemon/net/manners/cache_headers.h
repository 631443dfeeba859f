// What an answer's headers say about time: how long it stays fresh (RFC 9111 4.2), how long to stay away (RFC
// 9110 10.2.3). Pure: the time of the answer is an argument. Absurd values come back capped, never as
// "nothing".
#pragma once

#include <optional>
#include <string_view>

#include "daemon/net/web.h"
#include "feeds/text/time.h"

namespace gazette {

/// How long the answer is fresh from `now` on: the longer of max-age less Age and Expires less Date. Zero for
/// no-cache, no-store, max-age=0 and an Expires in the past; absent if the answer says nothing at all.
/// s-maxage is for shared caches: ignored.
std::optional<Duration> freshness(const WebResponse& response, Time now);

/// Retry-After as seconds or as an HTTP-date; absent if it is neither or lies in the past.
std::optional<Duration> parse_retry_after(std::string_view value, Time now);

/// How long the server wants to be left alone by this answer: Retry-After of a 429, 503 or redirect; without
/// one the freshness of a 429.
std::optional<Duration> asked_pause(const WebResponse& response, Time now);

}  // namespace gazette

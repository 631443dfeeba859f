// Moments and their written forms. Pure: "now" is always an argument. Zone rules come from ICU's own data,
// so no file is read. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gazette {

/// A moment in UTC, to the millisecond. What is not known is an empty optional, never "now".
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

inline std::int64_t to_unix_ms(Time t) {
  return t.time_since_epoch().count();
}
inline Time from_unix_ms(std::int64_t ms) {
  return Time{Duration{ms}};
}

/// Reads any date form met in feeds (RFC 822/2822, RFC 3339, W3CDTF, ISO 8601, asctime, named months of other
/// languages, Chinese and Japanese forms, unix seconds and milliseconds).
/// `zone`: IANA name for forms without a zone ("" = UTC, but Korea's for a date written in Hangul). Absent if
/// it cannot be read.
std::optional<Time> parse_date(std::string_view text, std::string_view zone = {});

/// Reads with a strftime-like pattern (%Y %m %d %H %M %S %z, literal text), in `zone` unless %z gives one.
std::optional<Time> parse_date_as(std::string_view text, std::string_view format, std::string_view zone);

/// "2025-02-07T23:44:33Z" (fraction only when there is one).
std::string format_rfc3339(Time t);
/// "Fri, 07 Feb 2025 23:44:33 GMT": RSS pubDate and HTTP dates (RFC 822 / RFC 9110 5.6.7).
std::string format_rfc822(Time t);
/// "2025-02-08 07:44:33" in the zone: the record's date.
std::string format_local(Time t, std::string_view zone);
/// "2025-02-08T07:44:33+08:00".
std::string format_rfc3339_local(Time t, std::string_view zone);

/// True if ICU knows the IANA zone name.
bool is_known_zone(std::string_view zone);

/// "250ms", "30s", "15m", "1h", "2d", "1h30m"; absent if it is not such a text.
std::optional<Duration> parse_duration(std::string_view text);
/// The shortest such text: "1h30m".
std::string format_duration(Duration d);

}  // namespace gazette

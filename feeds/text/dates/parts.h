// The parts of parse_date(): each reads some forms, and says nothing (empty) for others. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "feeds/text/time.h"

namespace gazette::dates {

/// What a text said, not yet checked.
struct Civil {
  int year = 0, month = 1, day = 1;
  int hour = 0, minute = 0, second = 0, millisecond = 0;
  std::optional<int> offset;   ///< minutes east of UTC
  std::string_view zone_name;  ///< IANA name, if one was written; wins over the default, not over `offset`
};

/// The moment; empty for a day, hour, ... that does not exist. Knows 24:00 and second 60. `zone`: without own
/// zone.
std::optional<Time> to_time(const Civil& civil, std::string_view zone);

/// "31 Jun" by hand is July 1: a day of up to 31 that its month lacks is counted on into the next.
void carry_day(Civil& civil);

std::optional<Civil> read_rfc3339(std::string_view text);
std::optional<Civil> read_rfc822(std::string_view text);
std::optional<Civil> read_iso8601(std::string_view text);
/// A number that can only be a time since 1970 in seconds, milliseconds, microseconds or nanoseconds.
std::optional<Time> read_unix(std::string_view text);

/// A text with ASCII digits, spaces, dashes and colons, CJK forms turned into "2004-5-28 pm 3:01"; lower case
/// only where it was.
struct Normalized {
  std::string text;
  bool korean = false;  ///< written in Hangul: one country, one zone
};
Normalized normalize(std::string_view text);
/// `normalized`: of normalize(). Views in the result point into it.
std::optional<Civil> read_free_form(std::string_view normalized);

/// What a word means in a date.
struct Word {
  int month = 0;               ///< 1-12
  int weekday = 0;             ///< 1 = Sunday; 8: a weekday, but which depends on the language
  int half = 0;                ///< 1 = before noon, 2 = after
  bool filler = false;         ///< says nothing: "at", "de", "Uhr"
  std::optional<int> offset;   ///< a zone with this offset, in minutes
  std::string_view zone_name;  ///< a zone whose offset depends on the date
  bool known() const { return month || weekday || half || filler || offset || !zone_name.empty(); }
};
Word find_word(std::string_view word);

/// Offset of a zone's abbreviation ("EST"), in minutes; ASCII, any case.
std::optional<int> zone_offset(std::string_view abbreviation);
/// IANA name for names of zones with summer time ("ET", "Pacific"); empty if it is none.
std::string_view zone_of_name(std::string_view word);

/// 1-12 for "Jan", "JAN"...; 0 otherwise.
int english_month(std::string_view three_letters);
/// Two and three digits as RFC 5322 4.3 reads them: 00-49 is 20xx, 50-999 is 1900 + n.
int full_year(int year, int digits);

/// Minutes east of UTC in a zone; empty if ICU does not know it.
std::optional<int> utc_offset(Time t, std::string_view zone);

}  // namespace gazette::dates

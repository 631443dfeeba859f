// ISO 8601 in its calendar, week and ordinal forms, extended and basic, with what the edition of 1988 allowed
// to leave out; and plain numbers since 1970.
#include <chrono>

#include "feeds/text/dates/cursor.h"
#include "feeds/text/dates/parts.h"

namespace gazette::dates {
namespace {

enum class Precision { none, year, month, day };

void set_date(Civil& civil, std::chrono::sys_days days) {
  const std::chrono::year_month_day date(days);
  civil.year = static_cast<int>(date.year());
  civil.month = static_cast<int>(static_cast<unsigned>(date.month()));
  civil.day = static_cast<int>(static_cast<unsigned>(date.day()));
}

Precision set_ordinal(Civil& civil, int day) {
  const auto year = std::chrono::year(civil.year);
  if (day < 1 || day > (year.is_leap() ? 366 : 365)) return Precision::none;
  set_date(civil, std::chrono::sys_days(year / 1 / 1) + std::chrono::days(day - 1));
  return Precision::day;
}

/// Behind the W: "01", "01-1", "011". Week 1 is the one with January 4 (ISO 8601 2.2.10); its Monday when no
/// day.
Precision read_week(Cursor& in, Civil& civil) {
  using namespace std::chrono;
  int week = 0, day = 1;
  if (!in.digits(2, week) || week < 1 || week > 53) return Precision::none;
  const bool has_day = in.eat('-') || is_digit(in.peek());
  if (has_day && (!in.digits(1, day) || day < 1 || day > 7)) return Precision::none;
  const sys_days january_4(year(civil.year) / 1 / 4);
  const sys_days monday = january_4 - (weekday(january_4) - Monday);
  set_date(civil, monday + weeks(week - 1) + days(day - 1));
  return Precision::day;
}

/// Behind the year and a dash: "W01-1", "05", "05-28", "149".
Precision read_extended(Cursor& in, Civil& civil) {
  if (in.eat_any("Ww")) return read_week(in, civil);
  const std::size_t n = in.count_digits();
  if (n == 3 && in.peek(3) != '-') {
    int day = 0;
    in.digits(3, day);
    return set_ordinal(civil, day);
  }
  if (!in.number(1, 3, civil.month)) return Precision::none;
  if (!in.eat('-')) return Precision::month;
  return in.number(1, 2, civil.day) ? Precision::day : Precision::none;
}

/// Six digits: year and month, where they can be; else year without century, month, day.
Precision read_six(Cursor& in, Civil& civil) {
  Cursor trial = in;
  if (trial.digits(4, civil.year) && trial.digits(2, civil.month) && civil.year >= 1900 &&
      civil.year < 2100 && civil.month >= 1 && civil.month <= 12) {
    in = trial;
    return Precision::month;
  }
  in.digits(2, civil.year);
  in.digits(2, civil.month);
  in.digits(2, civil.day);
  civil.year = full_year(civil.year, 2);
  return Precision::day;
}

/// "03335", "03-335".
Precision read_short_ordinal(Cursor& in, Civil& civil) {
  int day = 0;
  if (!in.digits(2, civil.year) || (in.eat('-'), !in.digits(3, day))) return Precision::none;
  civil.year = full_year(civil.year, 2);
  return set_ordinal(civil, day);
}

/// "-0312" and "-03-12": year without century, month.
Precision read_truncated(Cursor& in, Civil& civil) {
  if (!in.digits(2, civil.year) || (in.eat('-'), !in.digits(2, civil.month)) || !in.done())
    return Precision::none;
  civil.year = full_year(civil.year, 2);
  return Precision::month;
}

Precision read_date(Cursor& in, Civil& civil) {
  if (in.eat('-')) return read_truncated(in, civil);
  int day = 0;
  switch (in.count_digits()) {
    case 2: return read_short_ordinal(in, civil);
    case 4:
      in.digits(4, civil.year);
      if (in.eat('-')) return read_extended(in, civil);
      return in.eat_any("Ww") ? read_week(in, civil) : Precision::year;
    case 5: return read_short_ordinal(in, civil);
    case 6: return read_six(in, civil);
    case 7:
      in.digits(4, civil.year);
      in.digits(3, day);
      return set_ordinal(civil, day);
    case 8:
    case 12:
    case 14:
      in.digits(4, civil.year);
      in.digits(2, civil.month);
      in.digits(2, civil.day);
      return Precision::day;
    default: return Precision::none;
  }
}

/// A decimal fraction belongs to the last unit written (ISO 8601 4.2.2.4).
bool read_fraction(Cursor& in, Civil& civil, std::int64_t unit_ms) {
  if (!in.eat_any(".,")) return true;
  const std::size_t n = in.count_digits();
  if (n == 0) return false;
  std::int64_t value = 0, scale = 1;
  for (std::size_t i = 0; i < n && i < 9; ++i, scale *= 10) value = value * 10 + (in.peek(i) - '0');
  in.skip(n);
  std::int64_t ms = value * unit_ms / scale;
  civil.minute += static_cast<int>(ms / 60000);
  ms %= 60000;
  civil.second += static_cast<int>(ms / 1000);
  civil.millisecond = static_cast<int>(ms % 1000);
  return true;
}

/// "10", "10:14", "10:14:55", "101455", each with a fraction.
bool read_time(Cursor& in, Civil& civil) {
  const bool extended = in.peek(1) == ':' || in.peek(2) == ':';
  if (!in.digits(in.peek(1) == ':' ? 1 : 2, civil.hour)) return false;
  std::int64_t unit_ms = 3600000;
  const auto next = [&](int& value, std::int64_t unit) {
    if (extended ? !in.eat(':') : !is_digit(in.peek())) return true;
    unit_ms = unit;
    return in.digits(2, value);
  };
  return next(civil.minute, 60000) && (unit_ms == 3600000 || next(civil.second, 1000)) &&
         read_fraction(in, civil, unit_ms);
}

/// RFC 9557: "[Europe/Berlin]", "[!u-ca=hebrew]"; an offset that was said wins over a zone. False if it has
/// no end.
bool skip_suffix(Cursor& in, Civil& civil) {
  const std::size_t close = in.rest().find(']');
  if (close == std::string_view::npos) return false;
  const std::string_view tag = in.rest().substr(1, close - 1);
  if (!civil.offset && civil.zone_name.empty() && utc_offset(Time{}, tag)) civil.zone_name = tag;
  in.skip(close + 1);
  return true;
}

/// "Z", "+08:00", "-0500"; also both, as some write; nothing is fine.
bool read_zone(Cursor& in, Civil& civil) {
  in.eat_spaces();
  int minutes = 0;
  const bool negative = in.peek() == '-';
  if (in.eat_any("+-")) {
    if (!read_offset(in, negative, minutes)) return false;
    civil.offset = minutes;
  }
  if (in.eat_any("Zz")) civil.offset = minutes;
  while (in.peek() == '[' && skip_suffix(in, civil)) {}
  return in.done();
}

}  // namespace

std::optional<Civil> read_iso8601(std::string_view text) {
  Cursor in(text);
  Civil civil;
  const Precision precision = read_date(in, civil);
  if (precision == Precision::none) return std::nullopt;
  if (in.done()) return civil;
  if (precision != Precision::day) return std::nullopt;
  const bool letter = in.eat_any("Tt");
  const bool separated = in.eat_spaces() || letter;
  if ((separated || is_digit(in.peek())) && is_digit(in.peek()) && !read_time(in, civil)) return std::nullopt;
  return read_zone(in, civil) ? std::optional(civil) : std::nullopt;
}

std::optional<Time> read_unix(std::string_view text) {
  Cursor in(text);
  const std::size_t n = in.count_digits();
  if (n < 9 || n > 19) return std::nullopt;
  std::int64_t value = 0;
  for (std::size_t i = 0; i < (n < 18 ? n : 18); ++i) value = value * 10 + (in.peek(i) - '0');
  in.skip(n);
  int milliseconds = 0;
  if (in.eat('.') && !read_milliseconds(in, milliseconds)) return std::nullopt;
  if (!in.done()) return std::nullopt;
  switch (n) {
    case 9:
    case 10: return from_unix_ms(value * 1000 + milliseconds);
    case 12:
    case 13: return from_unix_ms(value);
    case 16: return from_unix_ms(value / 1000);
    case 19: return from_unix_ms(value / 100000);  // 18 of 19 digits were read
    default: return std::nullopt;
  }
}

int full_year(int year, int digits) {
  if (digits > 3) return year;
  return digits == 3 || year >= 50 ? 1900 + year : 2000 + year;
}

}  // namespace gazette::dates

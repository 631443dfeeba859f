// The two forms that nearly all feeds use, when written as their standards say. Anything odd is left to the
// others.
#include "feeds/text/dates/cursor.h"
#include "feeds/text/dates/parts.h"
#include "feeds/text/strings.h"

namespace gazette::dates {
namespace {

/// "10:14:55", seconds optional.
bool read_clock(Cursor& in, Civil& civil) {
  if (!in.digits(2, civil.hour) || !in.eat(':') || !in.digits(2, civil.minute)) return false;
  return !in.eat(':') || in.digits(2, civil.second);
}

/// A zone at the end of an RFC 822 date.
bool read_zone(Cursor& in, Civil& civil) {
  int minutes = 0;
  const bool negative = in.peek() == '-';
  if (in.eat_any("+-")) {
    if (in.count_digits() != 4 || !read_offset(in, negative, minutes)) return false;
    civil.offset = minutes;
  } else {
    civil.offset = zone_offset(in.letters());
  }
  return civil.offset.has_value() && in.done();
}

}  // namespace

std::optional<Civil> read_rfc3339(std::string_view text) {
  Cursor in(text);
  Civil civil;
  if (!in.digits(4, civil.year) || !in.eat('-') || !in.digits(2, civil.month) || !in.eat('-') ||
      !in.digits(2, civil.day) || !in.eat_any("Tt ") || !read_clock(in, civil))
    return std::nullopt;
  if (in.eat('.') && !read_milliseconds(in, civil.millisecond)) return std::nullopt;
  int minutes = 0;
  if (!in.eat_any("Zz")) {
    const bool negative = in.peek() == '-';
    if (!in.eat_any("+-") || in.peek(2) != ':' || !read_offset(in, negative, minutes)) return std::nullopt;
  }
  civil.offset = minutes;
  return in.done() ? std::optional(civil) : std::nullopt;
}

std::optional<Civil> read_rfc822(std::string_view text) {
  Cursor in(text);
  Civil civil;
  if (is_letter(in.peek()) && (in.letters().size() != 3 || !in.eat(',') || !in.eat(' '))) return std::nullopt;
  if (!in.number(1, 2, civil.day) || !in.eat(' ')) return std::nullopt;
  civil.month = english_month(in.letters());
  if (civil.month == 0 || !in.eat(' ') || !in.number(4, 4, civil.year) || !in.eat(' ')) return std::nullopt;
  if (!read_clock(in, civil) || !in.eat(' ') || !read_zone(in, civil)) return std::nullopt;
  carry_day(civil);
  return civil;
}

int english_month(std::string_view three_letters) {
  static constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (three_letters.size() != 3) return 0;
  for (int month = 0; month < 12; ++month)
    if (equals_ignore_case(three_letters, kMonths.substr(static_cast<std::size_t>(month) * 3, 3)))
      return month + 1;
  return 0;
}

}  // namespace gazette::dates

// strftime-like patterns, as recipes write them for one site's dates.
#include <algorithm>
#include <array>

#include "feeds/text/dates/cursor.h"
#include "feeds/text/dates/parts.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

using dates::Civil;
using dates::Cursor;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class PatternReader {
 public:
  PatternReader(std::string_view text, std::string_view zone) : in_(text), zone_(zone) { civil_.year = 1970; }

  std::optional<Time> read(std::string_view format) {
    for (std::size_t i = 0; i < format.size(); ++i) {
      const bool directive = format[i] == '%' && i + 1 < format.size();
      const bool fits = directive ? read_directive(format[++i]) : read_literal(format[i]);
      if (!fits) return std::nullopt;
    }
    skip_spaces();
    if (!in_.done()) return std::nullopt;
    if (half_ == 2 && civil_.hour < 12) civil_.hour += 12;
    if (half_ == 1 && civil_.hour == 12) civil_.hour = 0;
    return unix_ ? unix_ : dates::to_time(civil_, zone_);
  }

 private:
  void skip_spaces() {
    while (is_space(in_.peek())) in_.skip(1);
  }

  /// White space fits any white space, also none.
  bool read_literal(char c) {
    if (!is_space(c)) return in_.eat(c);
    skip_spaces();
    return true;
  }

  bool read_directive(char directive) {
    switch (directive) {
      case 'Y': return in_.digits(4, civil_.year);
      case 'y': return in_.digits(2, civil_.year) && (civil_.year = dates::full_year(civil_.year, 2), true);
      case 'm': return up_to_two(civil_.month);
      case 'd':
      case 'e': return skip_spaces(), up_to_two(civil_.day);
      case 'H':
      case 'I': return up_to_two(civil_.hour);
      case 'M': return up_to_two(civil_.minute);
      case 'S': return up_to_two(civil_.second);
      case 'f': return dates::read_milliseconds(in_, civil_.millisecond);
      case 'F': return read_all("%Y-%m-%d");
      case 'T': return read_all("%H:%M:%S");
      case 'R': return read_all("%H:%M");
      case 'b':
      case 'B': return (civil_.month = take_word().month) != 0;
      case 'a':
      case 'A': return take_word().weekday != 0;
      case 'p': return (half_ = take_word().half) != 0;
      case 'z': return read_zone();
      case 'Z': return (civil_.offset = take_word().offset).has_value();
      case 's': return read_seconds();
      case '%': return in_.eat('%');
      default: return false;
    }
  }

  bool read_all(std::string_view format) {
    for (std::size_t i = 0; i < format.size(); ++i)
      if (format[i] == '%' ? !read_directive(format[++i]) : !read_literal(format[i])) return false;
    return true;
  }

  bool up_to_two(int& value) { return in_.digits(std::clamp<std::size_t>(in_.count_digits(), 1, 2), value); }

  dates::Word take_word() {
    const std::string_view rest = in_.rest();
    const std::size_t length = std::min(rest.find_first_of(" \t\r\n,.-/:()0123456789"), rest.size());
    in_.skip(length);
    return dates::find_word(rest.substr(0, length));
  }

  bool read_zone() {
    int minutes = 0;
    const bool negative = in_.peek() == '-';
    if (in_.eat_any("+-")) {
      if (!dates::read_offset(in_, negative, minutes)) return false;
    } else if (!in_.eat_any("Zz")) {
      return false;
    }
    civil_.offset = minutes;
    return true;
  }

  bool read_seconds() {
    const std::string_view rest = in_.rest();
    const std::size_t length = in_.count_digits();
    if (length == 0 || length > 11) return false;
    std::int64_t seconds = 0;
    for (char c : rest.substr(0, length)) seconds = seconds * 10 + (c - '0');
    in_.skip(length);
    unix_ = from_unix_ms(seconds * 1000);
    return true;
  }

  Cursor in_;
  std::string_view zone_;
  Civil civil_;
  int half_ = 0;
  std::optional<Time> unix_;
};

}  // namespace

std::optional<Time> parse_date_as(std::string_view text, std::string_view format, std::string_view zone) {
  const std::string_view trimmed = trim(text);
  if (trimmed.size() > 256 || format.size() > 256) return std::nullopt;
  return PatternReader(trimmed, zone).read(trim(format));
}

}  // namespace gazette

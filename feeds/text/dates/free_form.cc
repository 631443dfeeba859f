// A date in words, by elimination: first the time of day, which colons give away, then the zone behind it,
// then month, day and year among what is left. A word or sign that nobody knows refuses the whole, so that
// prose is no date.
#include <array>
#include <chrono>
#include <vector>

#include "feeds/text/dates/cursor.h"
#include "feeds/text/dates/parts.h"
#include "feeds/text/dates/tokens.h"
#include "feeds/text/strings.h"

namespace gazette::dates {
namespace {

bool is_upper_case(std::string_view word) {
  for (char c : word)
    if (c < 'A' || c > 'Z') return false;
  return true;
}

bool has_weekday(int year, int month, int day, int weekday) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return false;
  const std::chrono::weekday actual{std::chrono::sys_days(date)};
  return static_cast<int>(actual.c_encoding()) + 1 == weekday;
}

class FreeForm {
 public:
  explicit FreeForm(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  std::optional<Civil> read() {
    find_time();
    if (!sort_out()) return std::nullopt;
    const bool found = month_word_ ? read_named_month() : read_numeric();
    return found ? std::optional(civil_) : std::nullopt;
  }

 private:
  const Token& at(std::size_t i) const {
    static const Token kNone{};
    return i < tokens_.size() ? tokens_[i] : kNone;
  }
  bool sign_at(std::size_t i, char c) const { return i < tokens_.size() && tokens_[i].is(c); }
  bool tight(std::size_t i) const { return i < tokens_.size() && !tokens_[i].space; }
  void use(std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last && i < tokens_.size(); ++i) tokens_[i].used = true;
  }

  /// Colons first: "12 pm 3:01" is a day and a time.
  void find_time() {
    using Reader = std::size_t (FreeForm::*)(std::size_t);
    for (const Reader reader : {&FreeForm::colon_time, &FreeForm::lettered_time, &FreeForm::dotted_time}) {
      for (std::size_t i = 0; i < tokens_.size(); ++i) {
        if (!tokens_[i].is_number(1, 2)) continue;
        std::size_t end = (this->*reader)(i);
        if (end == i) continue;
        has_time_ = true;
        end = find_half(i, end);
        use(i, end);
        find_zone(end);
        return;
      }
    }
  }

  /// "10:14:55.123" at i; the index behind it, i if there is none. So do the next two.
  std::size_t colon_time(std::size_t i) {
    if (!sign_at(i + 1, ':') || !tight(i + 1) || !at(i + 2).is_number(1, 2)) return i;
    civil_.hour = at(i).value;
    civil_.minute = at(i + 2).value;
    i += 3;
    if (!sign_at(i, ':') || !at(i + 1).is_number(1, 2)) return i;
    civil_.second = at(i + 1).value;
    i += 2;
    const bool fraction = (sign_at(i, '.') || sign_at(i, ',') || sign_at(i, ':')) && tight(i) &&
                          at(i + 1).is_number(1, 12) && tight(i + 1);
    if (!fraction) return i;
    Cursor digits(at(i + 1).text);
    read_milliseconds(digits, civil_.millisecond);
    return i + 2;
  }

  /// "15h30", "15 h", "3pm".
  std::size_t lettered_time(std::size_t i) {
    const Token& next = at(i + 1);
    if (!next.is_word()) return i;
    if (next.word.half && !next.word.filler && next.word.month == 0) {
      civil_.hour = at(i).value;
      return i + 1;
    }
    if (!equals_ignore_case(next.text, "h")) return i;
    civil_.hour = at(i).value;
    if (!at(i + 2).is_number(2, 2) || !tight(i + 2)) return i + 2;
    civil_.minute = at(i + 2).value;
    return i + 3;
  }

  /// "10.30 Uhr", "kl. 10.30", "26 Jan 2004 16.31.00", "2004-01-26T16.31.00".
  std::size_t dotted_time(std::size_t i) {
    if (!sign_at(i + 1, '.') || !at(i + 2).is_number(2, 2) || !tight(i + 2)) return i;
    if (follows_date(i)) {
      civil_.hour = at(i).value;
      civil_.minute = at(i + 2).value;
      if (!sign_at(i + 3, '.') || !at(i + 4).is_number(2, 2) || !tight(i + 4)) return i + 3;
      civil_.second = at(i + 4).value;
      return i + 5;
    }
    const std::size_t before = i > 0 && at(i - 1).is('.') ? 2 : 1;
    const std::string lead = i >= before ? to_lower(at(i - before).text) : "";
    const bool clock =
        lead == "kl" || lead == "klo" || lead == "ore" || equals_ignore_case(at(i + 3).text, "uhr");
    if (!clock || sign_at(i + 3, '.')) return i;
    civil_.hour = at(i).value;
    civil_.minute = at(i + 2).value;
    return i + 3;
  }

  /// True if day, month and year stand before i: three numbers, or a month's name and two.
  bool follows_date(std::size_t i) const {
    std::size_t numbers = 0;
    bool month = false;
    for (std::size_t k = 0; k < i; ++k) {
      numbers += at(k).is_number() ? 1 : 0;
      month = month || (at(k).is_word() && at(k).word.month != 0);
    }
    return numbers + (month ? 1 : 0) >= 3;
  }

  /// am or pm behind the time that ends at `end`, or before the one that begins at `begin`.
  std::size_t find_half(std::size_t begin, std::size_t end) {
    int half = 0;
    if (at(end).is_word() && at(end).word.half) {
      half = at(end).word.half;
      ++end;
      if (sign_at(end, '.')) ++end;
    } else if (begin > 0 && at(begin - 1).word.half && !at(begin - 1).word.filler) {
      half = at(begin - 1).word.half;
      use(begin - 1, begin);
    }
    if (half == 2 && civil_.hour < 12) civil_.hour += 12;
    if (half == 1 && civil_.hour == 12) civil_.hour = 0;
    return end;
  }

  /// Everything about the zone from i on: "+0200", "GMT-07:00", "PDT", "-0800 PST", "UTC", ":-0700"; what
  /// says it once more ("+0100 (GMT+01:00)") changes nothing.
  void find_zone(std::size_t i) {
    if (sign_at(i, ',') && at(i + 1).is_word() && has_zone(at(i + 1).word)) ++i;
    if (sign_at(i, ':') && (sign_at(i + 1, '+') || sign_at(i + 1, '-'))) ++i;
    std::size_t end = read_zone(i);
    if (end != i) {
      const Civil said = civil_;
      civil_.offset.reset();
      civil_.zone_name = {};
      end = read_zone(end);
      civil_ = said;
    }
    use(i, end);
  }

  /// One name, number, or both, at i; the index behind it.
  std::size_t read_zone(std::size_t i) {
    const std::size_t word = i;
    if (at(i).is_word() && has_zone(at(i).word)) {
      set_zone(at(i).word);
      ++i;
    }
    const bool relative = i == word || civil_.offset == 0;
    const bool signed_number = (sign_at(i, '+') || sign_at(i, '-')) && (i == word || tight(i));
    return relative && signed_number ? read_zone_number(i) : i;
  }

  static bool has_zone(const Word& word) { return word.offset || !word.zone_name.empty(); }

  void set_zone(const Word& word) {
    if (civil_.offset || !civil_.zone_name.empty()) return;
    civil_.offset = word.offset;
    civil_.zone_name = word.zone_name;
  }

  /// The sign at i and the number behind it; i if they are no offset.
  std::size_t read_zone_number(std::size_t i) {
    if (!at(i + 1).is_number(1, 4) || !tight(i + 1)) return i;
    const char* const begin = at(i + 1).text.data();
    const Token& last = tokens_.back();
    Cursor in({begin, static_cast<std::size_t>(last.text.data() + last.text.size() - begin)});
    int minutes = 0;
    if (!read_offset(in, at(i).is('-'), minutes)) return i;
    civil_.offset = minutes;
    const char* const end = in.rest().data();
    while (i < tokens_.size() && tokens_[i].text.data() < end) ++i;
    return i;
  }

  /// Numbers, month and weekday of what the time did not use; false for anything unknown.
  bool sort_out() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      if (token.used) continue;
      if (token.kind == Token::Kind::number) {
        if (count_ == numbers_.size()) return false;
        numbers_[count_++] = i;
      } else if (token.is_word() ? !sort_word(i) : !is_separator(i)) {
        return false;
      }
    }
    settle_months();
    return true;
  }

  bool sort_word(std::size_t i) {
    const Token& token = tokens_[i];
    if (token.word.month) {
      months_.push_back(i);
    } else if (token.word.weekday) {
      weekday_ = token.word.weekday;
    } else if (has_zone(token.word) && !token.word.filler) {  // "at" behind its time only is Atlantic Time
      set_zone(token.word);
    } else if (!token.word.known()) {
      const bool foreign_weekday = i == 0 && (sign_at(1, ',') || sign_at(1, '.'));
      const bool unknown_zone = has_time_ && token.text.size() <= 5 && is_upper_case(token.text);
      return foreign_weekday || unknown_zone;
    }
    return true;
  }

  bool is_separator(std::size_t i) const {
    const std::string_view text = tokens_[i].text;
    if (text == ":" || text == "|") return i > 0;
    return text == "," || text == "." || text == "-" || text == "/" || text == "'" || text == "\u2019" ||
           text == ";" || text == "\u00B7" || text == "\u00BA" || text == "\u00AA" || text == "@";
  }

  /// "mar" is March and mardi: a weekday where another month is named, or where three numbers are.
  void settle_months() {
    if (months_.empty()) return;
    for (std::size_t i : months_)
      if (!month_word_ || (at(*month_word_).word.weekday && (!at(i).word.weekday || i > *month_word_)))
        month_word_ = i;
    if (count_ >= 3 && at(*month_word_).word.weekday) month_word_.reset();
  }

  /// A number that can only be a year: 2004, 104, '04, 99.
  bool is_year(std::size_t i) const {
    const bool apostrophe = i > 0 && (sign_at(i - 1, '\'') || at(i - 1).text == "\u2019");
    return at(i).text.size() >= 3 || at(i).value > 31 || apostrophe;
  }

  void set_year(std::size_t i) { civil_.year = full_year(at(i).value, static_cast<int>(at(i).text.size())); }

  bool read_named_month() {
    civil_.month = at(*month_word_).word.month;
    if (count_ == 1 && at(numbers_[0]).text.size() == 4) {
      set_year(numbers_[0]);
      return true;
    }
    if (count_ != 2) return false;
    const bool year_first = is_year(numbers_[0]) && !is_year(numbers_[1]);
    const std::size_t year = numbers_[year_first ? 0 : 1];
    const std::size_t day = numbers_[year_first ? 1 : 0];
    if (at(day).text.size() > 2 || at(year).text.size() > 4) return false;
    civil_.day = at(day).value;
    set_year(year);
    carry_day(civil_);
    return true;
  }

  bool read_numeric() {
    if (count_ == 1 && at(numbers_[0]).text.size() == 8) return split_compact(at(numbers_[0]).value);
    if (count_ == 2) return read_month_and_year();
    if (count_ != 3) return false;
    const std::size_t a = numbers_[0], b = numbers_[1], c = numbers_[2];
    if (at(a).text.size() > 4 || at(b).text.size() > 3 || at(c).text.size() > 4) return false;
    if (is_year(a) || short_year_first(a, b, c)) return set_date(a, b, c, false);
    return set_date(c, a, b, !sign_at(a + 1, '/'));
  }

  bool split_compact(int value) {
    civil_.year = value / 10000;
    civil_.month = value / 100 % 100;
    civil_.day = value % 100;
    return true;
  }

  bool read_month_and_year() {
    const bool year_first = is_year(numbers_[0]);
    const Token& year = at(numbers_[year_first ? 0 : 1]);
    if (has_time_ || year.text.size() != 4) return false;
    civil_.year = year.value;
    civil_.month = at(numbers_[year_first ? 1 : 0]).value;
    return true;
  }

  /// "03-12-31" or "31-12-03"? Nothing is written before its time: the earlier year, where both are dates.
  bool short_year_first(std::size_t a, std::size_t b, std::size_t c) const {
    return sign_at(a + 1, '-') && !is_year(c) && at(b).value <= 12 && at(c).value <= 31 &&
           (at(c).value == 0 || at(a).value == 0 || at(a).value <= at(c).value);
  }

  /// Two numbers are month and day, or day and month: what cannot be, what the weekday says, or else the
  /// custom.
  bool set_date(std::size_t year, std::size_t first, std::size_t second, bool day_first) {
    set_year(year);
    const int a = at(first).value, b = at(second).value;
    if (a > 12 || b > 12)
      day_first = a > 12;
    else if (weekday_ >= 1 && weekday_ <= 7 && year > first)
      day_first = has_weekday(civil_.year, b, a, weekday_) ||
                  (day_first && !has_weekday(civil_.year, a, b, weekday_));
    civil_.month = day_first ? b : a;
    civil_.day = day_first ? a : b;
    return true;
  }

  std::vector<Token> tokens_;
  Civil civil_;
  bool has_time_ = false;
  int weekday_ = 0;
  std::vector<std::size_t> months_;
  std::optional<std::size_t> month_word_;
  std::array<std::size_t, 3> numbers_{};
  std::size_t count_ = 0;
};

}  // namespace

std::optional<Civil> read_free_form(std::string_view normalized) {
  std::vector<Token> tokens = cut(normalized);
  if (tokens.empty()) return std::nullopt;
  return FreeForm(std::move(tokens)).read();
}

}  // namespace gazette::dates

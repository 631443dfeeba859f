#include "feeds/text/time.h"

#include <array>
#include <charconv>
#include <limits>

#include "feeds/text/dates/parts.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kLongestDate = 200;

/// What the text says, whatever the zone of texts without one is.
struct Reading {
  std::optional<dates::Civil> civil;
  std::optional<Time> time;
};

/// Any other form than the two that feeds should use; `normalized` must outlive the reading.
Reading read_other(const dates::Normalized& normalized) {
  const std::string_view text = trim(normalized.text);
  if (auto civil = dates::read_iso8601(text)) return {civil, {}};
  if (auto time = dates::read_unix(text)) return {{}, time};
  return {dates::read_free_form(text), {}};
}

std::string_view trim_quotes(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
    text = trim(text.substr(1, text.size() - 2));
  return text;
}

struct Parts {
  int year = 0;
  unsigned month = 0, day = 0, weekday = 0;
  int hour = 0, minute = 0, second = 0, millisecond = 0;
};

Parts parts_of(Time t) {
  using namespace std::chrono;
  const auto days = floor<std::chrono::days>(t);
  const year_month_day date(days);
  const hh_mm_ss clock(t - days);
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          weekday(days).c_encoding(),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count())};
}

/// `width` digits, zeros in front.
void append_padded(std::string& out, int value, int width) {
  if (width == 2 && value >= 0 && value < 100) {
    out += static_cast<char>('0' + value / 10);
    out += static_cast<char>('0' + value % 10);
    return;
  }
  std::array<char, 12> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  const auto length = static_cast<int>(end - buffer.data());
  if (value >= 0 && length < width) out.append(static_cast<std::size_t>(width - length), '0');
  out.append(buffer.data(), end);
}

void append_date(std::string& out, const Parts& p) {
  append_padded(out, p.year, 4);
  out += '-';
  append_padded(out, static_cast<int>(p.month), 2);
  out += '-';
  append_padded(out, static_cast<int>(p.day), 2);
}

void append_clock(std::string& out, const Parts& p) {
  append_padded(out, p.hour, 2);
  out += ':';
  append_padded(out, p.minute, 2);
  out += ':';
  append_padded(out, p.second, 2);
}

void append_fraction(std::string& out, int milliseconds) {
  if (milliseconds == 0) return;
  out += '.';
  append_padded(out, milliseconds, 3);
  while (out.back() == '0') out.pop_back();
}

int offset_in(Time t, std::string_view zone) {
  return dates::utc_offset(t, zone).value_or(0);
}

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<Unit, 5> kUnits{{{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}}};

/// The unit that `text` names up to the next digit; null for none.
const Unit* take_unit(std::string_view& text) {
  const std::string_view name = text.substr(0, text.find_first_of("0123456789"));
  text.remove_prefix(name.size());
  for (const Unit& unit : kUnits)
    if (unit.name == trim(name)) return &unit;
  return nullptr;
}

}  // namespace

std::optional<Time> parse_date(std::string_view text, std::string_view zone) {
  text = trim_quotes(text);
  if (text.empty() || text.size() > kLongestDate) return std::nullopt;
  if (const auto civil = dates::read_rfc3339(text)) return dates::to_time(*civil, zone);
  if (const auto civil = dates::read_rfc822(text)) return dates::to_time(*civil, zone);
  const dates::Normalized normalized = dates::normalize(text);
  const Reading reading = read_other(normalized);
  if (reading.time) return reading.time;
  if (!reading.civil) return std::nullopt;
  return dates::to_time(*reading.civil, zone.empty() && normalized.korean ? "Asia/Seoul" : zone);
}

std::string format_rfc3339(Time t) {
  const Parts p = parts_of(t);
  if (p.year >= 0 && p.year < 10000 && p.millisecond == 0) {  // most of them, by far
    std::string usual = "0000-00-00T00:00:00Z";
    const auto put = [&](std::size_t at, unsigned value) {
      usual[at] = static_cast<char>('0' + value / 10);
      usual[at + 1] = static_cast<char>('0' + value % 10);
    };
    put(0, static_cast<unsigned>(p.year) / 100);
    put(2, static_cast<unsigned>(p.year) % 100);
    put(5, p.month);
    put(8, p.day);
    put(11, static_cast<unsigned>(p.hour));
    put(14, static_cast<unsigned>(p.minute));
    put(17, static_cast<unsigned>(p.second));
    return usual;
  }
  std::string out;
  append_date(out, p);
  out += 'T';
  append_clock(out, p);
  append_fraction(out, p.millisecond);
  return out += 'Z';
}

std::string format_rfc822(Time t) {
  static constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const Parts p = parts_of(t);
  std::string out(kDays.substr(p.weekday * 3, 3));
  out += ", ";
  append_padded(out, static_cast<int>(p.day), 2);
  out += ' ';
  out += kMonths.substr((p.month - 1) * 3, 3);
  out += ' ';
  append_padded(out, p.year, 4);
  out += ' ';
  append_clock(out, p);
  return out += " GMT";
}

std::string format_local(Time t, std::string_view zone) {
  const Parts p = parts_of(t + std::chrono::minutes(offset_in(t, zone)));
  std::string out;
  append_date(out, p);
  out += ' ';
  append_clock(out, p);
  return out;
}

std::string format_rfc3339_local(Time t, std::string_view zone) {
  const int offset = offset_in(t, zone);
  const Parts p = parts_of(t + std::chrono::minutes(offset));
  std::string out;
  append_date(out, p);
  out += 'T';
  append_clock(out, p);
  append_fraction(out, p.millisecond);
  const int distance = offset < 0 ? -offset : offset;
  out += offset < 0 ? '-' : '+';
  append_padded(out, distance / 60, 2);
  out += ':';
  append_padded(out, distance % 60, 2);
  return out;
}

bool is_known_zone(std::string_view zone) {
  return !zone.empty() && dates::utc_offset(Time{}, zone).has_value();
}

std::optional<Duration> parse_duration(std::string_view text) {
  constexpr std::int64_t kMost = std::int64_t{1} << 60;
  text = trim(text);
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  const Unit* before = nullptr;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const Unit* const unit = take_unit(text);
    if (!unit || (before && unit->ms >= before->ms) || count > (kMost - total) / unit->ms)
      return std::nullopt;
    total += count * unit->ms;
    before = unit;
  }
  return Duration{total};
}

std::string format_duration(Duration d) {
  std::int64_t rest = d.count();
  std::string out = rest < 0 ? "-" : "";
  if (rest == 0) return "0s";
  rest = rest < 0 ? -rest : rest;
  for (const Unit& unit : kUnits) {
    if (rest < unit.ms) continue;
    out += std::to_string(rest / unit.ms);
    out += unit.name;
    rest %= unit.ms;
  }
  return out;
}

}  // namespace gazette

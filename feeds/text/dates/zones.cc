#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <utility>

#include <unicode/basictz.h>
#include <unicode/timezone.h>

#include "feeds/text/dates/parts.h"
#include "feeds/text/strings.h"

namespace gazette::dates {
namespace {

struct Abbreviation {
  std::string_view name;
  int minutes;
};
/// Where a name has several meanings, the one of RFC 5322 4.3 or else of the most readers. Single letters but
/// Z say nothing (RFC 5322 4.3). In order of the names.
constexpr Abbreviation kAbbreviations[] = {
    {"acdt", 630},  {"acst", 570}, {"adt", -180},  {"aedt", 660},  {"aest", 600}, {"akdt", -480},
    {"akst", -540}, {"almt", 300}, {"amst", -180}, {"amt", -240},  {"art", -180}, {"ast", -240},
    {"awst", 480},  {"bot", -240}, {"brst", -120}, {"brt", -180},  {"bst", 60},   {"cat", 120},
    {"cdt", -300},  {"cest", 120}, {"cet", 60},    {"clst", -180}, {"clt", -240}, {"cot", -300},
    {"cst", -360},  {"eat", 180},  {"ect", -300},  {"edt", -240},  {"eest", 180}, {"eet", 120},
    {"est", -300},  {"fet", 180},  {"gmt", 0},     {"gst", 240},   {"hkt", 480},  {"hst", -600},
    {"ict", 420},   {"idt", 180},  {"irdt", 270},  {"irkt", 480},  {"irst", 210}, {"ist", 330},
    {"jst", 540},   {"krat", 420}, {"kst", 540},   {"magt", 660},  {"mdt", -360}, {"mest", 120},
    {"mesz", 120},  {"met", 60},   {"mez", 60},    {"mmt", 390},   {"msd", 240},  {"msk", 180},
    {"mst", -420},  {"myt", 480},  {"ndt", -150},  {"novt", 420},  {"npt", 345},  {"nst", -210},
    {"nzdt", 780},  {"nzst", 720}, {"omst", 360},  {"pdt", -420},  {"pet", -300}, {"pett", 720},
    {"pht", 480},   {"pkt", 300},  {"pst", -480},  {"samt", 240},  {"sast", 120}, {"sgt", 480},
    {"sst", -660},  {"trt", 180},  {"ut", 0},      {"utc", 0},     {"uyt", -180}, {"uzt", 300},
    {"vet", -240},  {"vlat", 600}, {"wat", 60},    {"west", 60},   {"wet", 0},    {"wib", 420},
    {"wit", 540},   {"wita", 480}, {"yakt", 540},  {"yekt", 300},  {"z", 0},
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kRegions{{
    {"at", "America/Halifax"},
    {"atlantic", "America/Halifax"},
    {"central", "America/Chicago"},
    {"ct", "America/Chicago"},
    {"eastern", "America/New_York"},
    {"et", "America/New_York"},
    {"mountain", "America/Denver"},
    {"mt", "America/Denver"},
    {"pacific", "America/Los_Angeles"},
    {"pt", "America/Los_Angeles"},
}};

/// A zone of ICU's own data, in which no file is read; null for a name that it does not know.
std::unique_ptr<icu::TimeZone> open_zone(std::string_view name) {
  const auto id =
      icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
  if (!zone || *zone == icu::TimeZone::getUnknown()) return nullptr;
  UBool is_system = false;
  icu::UnicodeString canonical;
  UErrorCode error = U_ZERO_ERROR;
  icu::TimeZone::getCanonicalID(id, canonical, is_system, error);
  return U_SUCCESS(error) && is_system ? std::move(zone) : nullptr;
}

bool is_utc(std::string_view zone) {
  return zone.empty() || zone == "UTC" || zone == "Etc/UTC" || zone == "GMT";
}

/// Offset at a local time; in the hour that summer time skips or repeats, the one before the change.
std::optional<int> local_offset(std::int64_t local_ms, std::string_view name) {
  if (is_utc(name)) return 0;
  const std::unique_ptr<icu::TimeZone> zone = open_zone(name);
  if (!zone) return std::nullopt;
  std::int32_t raw = 0, summer = 0;
  UErrorCode error = U_ZERO_ERROR;
  const auto local = static_cast<UDate>(local_ms);
  if (const auto* basic = dynamic_cast<const icu::BasicTimeZone*>(zone.get()))
    basic->getOffsetFromLocal(local, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw, summer, error);
  else
    zone->getOffset(local, true, raw, summer, error);
  if (U_FAILURE(error)) return std::nullopt;
  return (raw + summer) / 60000;
}

/// "0001-01-01" and "-0001-11-30" are what .NET and PHP make of no date.
constexpr int kEarliestYear = 100;

bool is_valid(const Civil& c) {
  if (c.year < kEarliestYear || c.year > 9999 || c.month < 1 || c.month > 12) return false;
  const std::chrono::year_month_day day{std::chrono::year(c.year),
                                        std::chrono::month(static_cast<unsigned>(c.month)),
                                        std::chrono::day(static_cast<unsigned>(c.day))};
  if (c.day < 1 || !day.ok() || c.minute < 0 || c.minute > 59 || c.second < 0 || c.second > 60) return false;
  const bool midnight = c.hour == 24 && c.minute == 0 && c.second == 0 && c.millisecond == 0;
  return c.hour >= 0 && (c.hour < 24 || midnight);
}

}  // namespace

void carry_day(Civil& civil) {
  if (civil.day < 29 || civil.day > 31 || civil.month < 1 || civil.month > 11) return;
  const std::chrono::year_month_day_last last{
      std::chrono::year(civil.year),
      std::chrono::month_day_last(std::chrono::month(static_cast<unsigned>(civil.month)))};
  const int days = static_cast<int>(static_cast<unsigned>(last.day()));
  if (civil.day <= days) return;
  civil.day -= days;
  ++civil.month;
}

std::optional<Time> to_time(const Civil& c, std::string_view zone) {
  using namespace std::chrono;
  if (!is_valid(c)) return std::nullopt;
  const sys_days date{year(c.year) / c.month / c.day};
  const Time local =
      Time{date} + hours(c.hour) + minutes(c.minute) + seconds(c.second) + milliseconds(c.millisecond);
  const std::optional<int> offset =
      c.offset ? c.offset : local_offset(to_unix_ms(local), c.zone_name.empty() ? zone : c.zone_name);
  return offset ? std::optional(local - minutes(*offset)) : std::nullopt;
}

std::optional<int> zone_offset(std::string_view abbreviation) {
  const std::string key = to_lower(abbreviation.substr(0, 8));  // short: no allocation
  const auto* const found =
      std::lower_bound(std::begin(kAbbreviations), std::end(kAbbreviations), std::string_view(key),
                       [](const Abbreviation& entry, std::string_view name) { return entry.name < name; });
  if (found == std::end(kAbbreviations) || found->name != key) return std::nullopt;
  return found->minutes;
}

std::string_view zone_of_name(std::string_view word) {
  for (const auto& [name, zone] : kRegions)
    if (equals_ignore_case(name, word)) return zone;
  return {};
}

std::optional<int> utc_offset(Time t, std::string_view name) {
  if (is_utc(name)) return 0;
  const std::unique_ptr<icu::TimeZone> zone = open_zone(name);
  if (!zone) return std::nullopt;
  std::int32_t raw = 0, summer = 0;
  UErrorCode error = U_ZERO_ERROR;
  zone->getOffset(static_cast<UDate>(to_unix_ms(t)), false, raw, summer, error);
  if (U_FAILURE(error)) return std::nullopt;
  return (raw + summer) / 60000;
}

}  // namespace gazette::dates

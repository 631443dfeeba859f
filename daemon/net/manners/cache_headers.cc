#include "daemon/net/manners/cache_headers.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr Duration kLongest = std::chrono::days(36'500);  // no sum with a date of ours overflows

/// Digits alone; twenty of them mean "very long", not "nothing".
std::optional<Duration> seconds_in(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || seconds > kLongest / std::chrono::seconds(1)) return kLongest;
  return std::chrono::seconds(seconds);
}

std::string_view unquoted(std::string_view value) {
  value = trim(value);
  return value.size() >= 2 && value.front() == '"' && value.back() == '"' ? value.substr(1, value.size() - 2)
                                                                          : value;
}

/// At commas, but not at those in quotes: private="a, max-age=0" says nothing of max-age.
std::vector<std::string_view> directives_of(std::string_view value) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '"') quoted = !quoted;
    if (value[i] == '\\' && quoted) ++i;
    if (i >= value.size() || value[i] != ',' || quoted) continue;
    parts.push_back(value.substr(begin, i - begin));
    begin = i + 1;
  }
  parts.push_back(value.substr(begin));
  return parts;
}

/// A moment with its time of day: servers write seconds where a date belongs, and 7200 is no year.
std::optional<Time> moment_in(std::string_view text) {
  return text.find(':') == std::string_view::npos ? std::nullopt : parse_date(trim(text));
}

struct CacheControl {
  bool present = false, stale_at_once = false;
  std::optional<Duration> max_age;
};

CacheControl read_cache_control(const WebResponse& response) {
  CacheControl control;
  for (const auto& [name, value] : response.headers) {
    if (name != "cache-control") continue;
    for (const std::string_view part : directives_of(value)) {
      const std::size_t equals = part.find('=');
      const std::string_view directive = trim(part), key = trim(part.substr(0, equals));
      const bool has_value = equals != std::string_view::npos;
      control.present = control.present || !directive.empty();
      // no-cache="field" limits only that field.
      if ((equals_ignore_case(key, "no-cache") && !has_value) || equals_ignore_case(key, "no-store"))
        control.stale_at_once = true;
      else if (equals_ignore_case(key, "max-age") && has_value && !control.max_age)
        control.max_age = seconds_in(unquoted(part.substr(equals + 1)));
    }
  }
  return control;
}

std::optional<Duration> read_expires(const WebResponse& response, Time now) {
  const std::string_view text = response.header("expires");
  if (text.empty()) return std::nullopt;
  const std::optional<Time> expires = moment_in(text);
  if (!expires) return Duration::zero();  // "0", "-1": in the past (RFC 9111 5.3)
  const Time date = moment_in(response.header("date")).value_or(now);
  return std::clamp(*expires - date, Duration::zero(), kLongest);
}

}  // namespace

std::optional<Duration> freshness(const WebResponse& response, Time now) {
  const CacheControl control = read_cache_control(response);
  if (control.stale_at_once || control.max_age == Duration::zero()) return Duration::zero();
  const std::optional<Duration> expires = read_expires(response, now);
  if (!control.max_age) return expires;
  const Duration age = seconds_in(response.header("age")).value_or(Duration::zero());
  return std::max({*control.max_age - age, expires.value_or(Duration::zero()), Duration::zero()});
}

std::optional<Duration> parse_retry_after(std::string_view value, Time now) {
  if (const std::optional<Duration> seconds = seconds_in(unquoted(value))) return seconds;
  const std::optional<Time> until = moment_in(value);
  if (!until || *until <= now) return std::nullopt;
  return std::min(*until - now, kLongest);
}

std::optional<Duration> asked_pause(const WebResponse& response, Time now) {
  const int status = response.status;
  if (status != 429 && status != 503 && (status < 300 || status > 399 || status == 304)) return std::nullopt;
  const std::optional<Duration> asked = parse_retry_after(response.header("retry-after"), now);
  if (asked && *asked > Duration::zero()) return asked;
  const std::optional<Duration> fresh = status == 429 ? freshness(response, now) : std::nullopt;
  return fresh && *fresh > Duration::zero() ? fresh : std::nullopt;
}

}  // namespace gazette

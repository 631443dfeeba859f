// simulate: what the schedule costs the hosts, on a virtual clock.
#include "daemon/schedule/simulate.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "daemon/commands/commands.h"
#include "daemon/engine.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

namespace json = boost::json;
using std::chrono::hours;

constexpr int kRecorded = 300;  // articles of a source that its rhythm is taken from
constexpr Duration kUnknownGap = std::chrono::days(1);
constexpr std::size_t kShownHosts = 10;

/// The moments at which its stored articles were published, repeated for ever.
bool use_recorded_rhythm(SimulatedSource& source, std::vector<Time> newest_first) {
  std::reverse(newest_first.begin(), newest_first.end());
  if (newest_first.size() < 3 || newest_first.back() - newest_first.front() < hours(1)) return false;
  const Duration span = newest_first.back() - newest_first.front();
  source.period = span + span / static_cast<std::int64_t>(newest_first.size() - 1);
  for (const Time t : newest_first) source.published.push_back(t - newest_first.front());
  return true;
}

Result<std::vector<SimulatedSource>> sources_of_configuration(const Config& config, Store& store) {
  const auto sources = make_sources(config);
  if (!sources) return pass_on(sources);
  std::vector<SimulatedSource> out;
  for (const auto& source : *sources) {
    SimulatedSource& made = out.emplace_back();
    made.name = source->options.name;
    made.host = source->access_origin;
    made.policy = source->policy;
    const auto state = store.source_state(made.name);
    if (!state) return pass_on(state);
    made.said.fresh_for = state->fresh_for;
    made.said.feed_hint = state->feed_hint;
    made.said.skip_hours = state->skip_hours;
    made.said.skip_days = state->skip_days;
    made.said.last_modified = state->last_modified;
    made.said.etag = state->last_poll ? state->etag : "\"not polled yet\"";
    const auto dates = store.article_dates(made.name, kRecorded);
    if (!dates) return pass_on(dates);
    if (!use_recorded_rhythm(made, *dates)) use_even_rhythm(made, kUnknownGap);
  }
  return out;
}

/// Absent without the key.
Result<std::optional<Duration>> duration_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (!value) return std::optional<Duration>();
  const auto duration =
      value->is_string() ? parse_duration(std::string_view(value->get_string())) : std::nullopt;
  if (duration && *duration > Duration::zero()) return duration;
  return fail(ErrorKind::usage, '"' + std::string(key) + "\" must be a duration such as \"30m\" or \"3h\"");
}

Result<void> check_keys(const json::object& object) {
  constexpr std::array<std::string_view, 6> kKnown = {"name", "url", "gap", "max_age", "ttl", "validators"};
  for (const auto& member : object)
    if (std::find(kKnown.begin(), kKnown.end(), std::string_view(member.key())) == kKnown.end())
      return fail(ErrorKind::usage, "unknown key \"" + quoted_argument(std::string(member.key())) +
                                        "\"; known are " + fmt::format("{}", fmt::join(kKnown, ", ")));
  const json::value* validators = object.if_contains("validators");
  if (validators && !validators->is_bool())
    return fail(ErrorKind::usage, "\"validators\" must be true or false");
  return {};
}

/// {"name": "...", "url": "...", "gap": "3h", "validators": true, "max_age": "1h", "ttl": "2h"}
Result<SimulatedSource> source_of_line(const std::string& line, const FetchOptions& fetch) {
  boost::system::error_code error;
  const json::value value = json::parse(line, error);
  if (error || !value.is_object()) return fail(ErrorKind::usage, "is no JSON object");
  const json::object& object = value.get_object();
  if (const Result<void> known = check_keys(object); !known) return pass_on(known);
  const json::value* url = object.if_contains("url");
  if (!url || !url->is_string() || url_host(std::string_view(url->get_string())).empty())
    return fail(ErrorKind::usage, "has no \"url\"");
  const auto gap = duration_in(object, "gap"), fresh = duration_in(object, "max_age"),
             ttl = duration_in(object, "ttl");
  for (const auto* one : {&gap, &fresh, &ttl})
    if (!*one) return pass_on(*one);
  SimulatedSource source;
  const json::value* name = object.if_contains("name");
  source.name = name && name->is_string() ? std::string(name->get_string()) : std::string(url->get_string());
  source.host = url_origin(std::string_view(url->get_string()));
  source.policy = policy_of(fetch, {});
  const json::value* validators = object.if_contains("validators");
  if (!validators || validators->get_bool()) source.said.etag = "\"1\"";
  source.said.fresh_for = *fresh;
  source.said.feed_hint = *ttl;
  use_even_rhythm(source, gap->value_or(kUnknownGap));
  return source;
}

Result<std::vector<SimulatedSource>> sources_of_file(const std::string& file, const FetchOptions& fetch) {
  std::ifstream in(file);
  if (!in) return fail(ErrorKind::usage, quoted_argument(file) + ": cannot be read");
  std::vector<SimulatedSource> sources;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (trim(line).empty()) continue;
    Result<SimulatedSource> source = source_of_line(line, fetch);
    if (!source)
      return fail(ErrorKind::usage,
                  quoted_argument(file) + ":" + std::to_string(number) + ": " + source.error().message);
    sources.push_back(std::move(*source));
  }
  if (sources.empty())
    return fail(ErrorKind::usage,
                quoted_argument(file) + ": names no source, or is no file that can be read");
  return sources;
}

std::vector<std::pair<std::string, std::uint64_t>> busiest_hosts(const Simulation& result) {
  std::vector<std::pair<std::string, std::uint64_t>> hosts(result.by_host.begin(), result.by_host.end());
  std::stable_sort(hosts.begin(), hosts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (hosts.size() > kShownHosts) hosts.resize(kShownHosts);
  return hosts;
}

double seconds_of(Duration d) {
  return static_cast<double>(d.count()) / 1000;
}

void print_json(const Simulation& r, std::size_t sources, int days) {
  json::array hosts;
  for (const auto& [host, requests] : busiest_hosts(r))
    hosts.push_back(
        {{"host", host}, {"requests", requests}, {"requests_per_day", static_cast<double>(requests) / days}});
  std::cout << json::serialize(
                   json::object{{"sources", sources},
                                {"days", days},
                                {"polls", r.polls},
                                {"unchanged", r.unchanged},
                                {"hosts", r.by_host.size()},
                                {"busiest_hosts", std::move(hosts)},
                                {"peak_requests_per_minute", r.peak_minute},
                                {"peak_requests_per_minute_after_first_hour", r.peak_minute_after_first_hour},
                                {"entries", r.entries},
                                {"entries_not_seen_at_the_end", r.missed},
                                {"staleness_median_seconds", seconds_of(r.median_staleness)},
                                {"staleness_95_percent_seconds", seconds_of(r.late_staleness)},
                                {"staleness_worst_seconds", seconds_of(r.worst_staleness)},
                                {"longest_wait_for_a_host_seconds", seconds_of(r.longest_queue)}})
            << '\n';
}

void print_text(const Simulation& r, std::size_t sources, int days) {
  const auto minutes = [](Duration d) { return format_duration(std::chrono::ceil<std::chrono::minutes>(d)); };
  std::cout
      << fmt::format(
             "{} on {}, {}: {} polls ({:.1f} a source and day), {} of them answered with "
             "304.\n",
             count_of(sources, "source"), count_of(r.by_host.size(), "host"),
             count_of(static_cast<std::size_t>(days), "day"), r.polls,
             sources ? static_cast<double>(r.polls) / static_cast<double>(sources) / days : 0, r.unchanged)
      << fmt::format(
             "Peak: {} requests in one minute; {} after the first hour, when all are polled for the first "
             "time.\n",
             r.peak_minute, r.peak_minute_after_first_hour)
      << fmt::format(
             "From publication to poll: median {}, 95 % {}, worst {}; {} entries, {} not seen at the end.\n",
             minutes(r.median_staleness), minutes(r.late_staleness), minutes(r.worst_staleness), r.entries,
             r.missed)
      << fmt::format("Longest wait for a host: {}. Requests a day of the busiest hosts:\n",
                     minutes(r.longest_queue));
  for (const auto& [host, requests] : busiest_hosts(r))
    std::cout << fmt::format("  {:>10.1f}  {}\n", static_cast<double>(requests) / days, host);
}

}  // namespace

int simulate_command(const SimulateArguments& arguments) {
  const Result<Opened> opened = open_configured_or_empty(arguments.config_file);
  if (!opened) return report(opened.error());
  const auto sources = arguments.sources_file.empty()
                           ? sources_of_configuration(opened->config, *opened->store)
                           : sources_of_file(arguments.sources_file, opened->config.fetch);
  if (!sources) return report(sources.error());
  SimulationOptions options;
  options.days = arguments.days;
  options.gap = opened->config.fetch.host_gap;
  options.start = wall_clock();
  const Simulation result = simulate(*sources, options);
  if (arguments.json)
    print_json(result, sources->size(), arguments.days);
  else
    print_text(result, sources->size(), arguments.days);
  return std::cout.flush() ? kDone : kFailed;
}

}  // namespace gazette

#include "daemon/output/status_report.h"

#include <algorithm>
#include <map>
#include <set>

#include "daemon/schedule/health.h"

namespace gazette {

namespace {

constexpr int kRhythmDays = 30;
constexpr int kLatestForLanguages = 2000;

struct StatusRows {
  StoreCounts counts;
  std::vector<SourceState> states;
  std::vector<SourceCount> source_counts;
  std::vector<DayCount> days;
  std::vector<LanguageCount> languages;
  std::vector<ExporterState> exporters;
};

Result<StatusRows> read_rows(Store& store, std::chrono::sys_days from) {
  auto counts = store.counts();
  auto states = store.source_states();
  auto source_counts = store.source_counts();
  auto days = store.day_counts(from);
  auto languages = store.language_counts(kLatestForLanguages);
  auto exporters = store.exporter_states();
  if (!counts) return pass_on(counts);
  if (!states) return pass_on(states);
  if (!source_counts) return pass_on(source_counts);
  if (!days) return pass_on(days);
  if (!languages) return pass_on(languages);
  if (!exporters) return pass_on(exporters);
  return StatusRows{*counts,          std::move(*states),    std::move(*source_counts),
                    std::move(*days), std::move(*languages), std::move(*exporters)};
}

void take_state(SourceStatus& status, const SourceState& state) {
  if (status.title.empty()) status.title = state.title;
  status.link = state.link;
  status.last_poll = state.last_poll;
  status.last_success = state.last_success;
  status.next_poll = state.next_poll;
  status.failures = state.failures;
  status.failing_since = state.failing_since;
  status.last_status = state.last_status;
  status.error_kind = state.error_kind;
  status.error = state.error;
  status.reason = state.reason;
  status.gone = state.gone;
}

void note_quiet(SourceStatus& status, const SourceState& state, Time now) {
  SourceHealth health = health_of(state, now);
  if (health.trouble == "stale") status.quiet = SourceStatus::Quiet::silent;
  if (health.trouble == "waiting" && health.since && now - *health.since >= kLongWait)
    status.quiet = SourceStatus::Quiet::put_off;
  if (status.quiet == SourceStatus::Quiet::no) return;
  status.quiet_words = std::move(health.words);
  status.quiet_since = health.since;
}

bool is_configured(const Config& config, const ExporterState& state) {
  return std::any_of(config.exporters.begin(), config.exporters.end(),
                     [&](const ExportOptions& options) { return options.name() == state.name; });
}

}  // namespace

Result<ServiceStatus> read_status(Store& store, const Config& config, Time now) {
  const auto first_day = std::chrono::floor<std::chrono::days>(now) - std::chrono::days(kRhythmDays - 1);
  const Result<StatusRows> rows = read_rows(store, first_day);
  if (!rows) return pass_on(rows);
  ServiceStatus status;
  status.now = now;
  status.articles = rows->counts.articles;
  status.versions = rows->counts.versions;
  status.database_bytes = rows->counts.bytes;
  status.last_change = rows->counts.last_change;
  std::map<std::string_view, std::size_t> places;
  std::set<std::string> tags;
  for (const SourceOptions& source : config.sources) {
    places[source.name] = status.sources.size();
    SourceStatus& one = status.sources.emplace_back();
    one.name = source.name;
    one.title = source.title;
    one.url = source.url;
    one.tags = source.tags;
    one.days.assign(kRhythmDays, 0);
    tags.insert(source.tags.begin(), source.tags.end());
  }
  const auto named = [&](const std::string& name) -> SourceStatus* {
    const auto found = places.find(name);
    return found == places.end() ? nullptr : &status.sources[found->second];
  };
  for (const SourceState& state : rows->states)
    if (SourceStatus* source = named(state.name)) {
      take_state(*source, state);
      note_quiet(*source, state, now);
    }
  for (const SourceCount& count : rows->source_counts)
    if (SourceStatus* source = named(count.source))
      source->articles = count.articles, source->newest = count.newest;
  for (const DayCount& count : rows->days) {
    const auto day = static_cast<std::size_t>((count.day - first_day).count());
    if (SourceStatus* source = named(count.source); source && day < source->days.size())
      source->days[day] = static_cast<int>(count.articles);
  }
  status.tags.assign(tags.begin(), tags.end());
  for (const ExporterState& state : rows->exporters)
    if (is_configured(config, state)) status.exporters.push_back(state);
  for (const LanguageCount& count : rows->languages) status.languages.push_back(count.language);
  return status;
}

ServiceGauges gauges_of(const ServiceStatus& status) {
  ServiceGauges now;
  now.started = status.started;
  now.version = status.version;
  for (const SourceStatus& source : status.sources) {
    now.sources.push_back({source.name, source.failures, source.last_success});
    const bool is_quiet = source.quiet != SourceStatus::Quiet::no;
    ++(source.gone ? now.gone : source.failures > 0 ? now.failing : is_quiet ? now.quiet : now.ok);
  }
  now.articles = status.articles;
  now.versions = status.versions;
  now.database_bytes = status.database_bytes;
  now.last_change = status.last_change;
  now.troubles = std::count_if(status.troubles.begin(), status.troubles.end(),
                               [](const Trouble& trouble) { return !trouble.ended; });
  return now;
}

}  // namespace gazette

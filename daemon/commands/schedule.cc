// status, explain: how the sources are, and why one is polled when it is.
#include <algorithm>
#include <iostream>
#include <unordered_map>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "daemon/commands/commands.h"
#include "daemon/engine.h"
#include "daemon/net/manners/host_pauses.h"
#include "daemon/poll/history/walk.h"
#include "daemon/schedule/health.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

namespace json = boost::json;
using std::chrono::seconds;

constexpr std::size_t kShownOfHost = 10;

std::string rounded(Duration d) {
  if (d >= std::chrono::days(2))
    d = std::chrono::floor<std::chrono::hours>(d);
  else if (d >= std::chrono::hours(1))
    d = std::chrono::floor<std::chrono::minutes>(d);
  else if (d >= seconds(1))
    d = std::chrono::floor<seconds>(d);
  return format_duration(d);
}
std::string relative(Time t, Time now) {
  if (t == kNever) return "never";
  return t > now ? "in " + rounded(t - now) : rounded(now - t) + " ago";
}
std::string shown(const std::optional<Time>& t, Time now) {
  if (!t) return "never";
  return *t == kNever ? "never"
                      : format_rfc3339(std::chrono::floor<seconds>(*t)) + " (" + relative(*t, now) + ")";
}

void put(json::object& object, std::string_view key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}
void put(json::object& object, std::string_view key, const std::optional<Time>& time) {
  if (time && *time != kNever) object[key] = format_rfc3339(*time);
}
void put_seconds(json::object& object, std::string_view key, const std::optional<Duration>& duration) {
  if (duration) object[key] = static_cast<double>(duration->count()) / 1000;
}

/// A source of the configuration and what is remembered of it.
struct Row {
  std::shared_ptr<const Source> source;
  SourceState state;
  SourceHealth health;
  std::vector<HistoryWalk> walks;
};

Result<std::vector<Row>> read_rows(const Config& config, Store& store, Time now) {
  auto sources = make_sources(config);
  if (!sources) return pass_on(sources);
  auto states = store.source_states();
  if (!states) return pass_on(states);
  std::unordered_map<std::string, SourceState> by_name;
  for (SourceState& state : *states) by_name.emplace(state.name, std::move(state));
  auto walks = store.walks({});
  if (!walks) return pass_on(walks);
  std::unordered_map<std::string, std::vector<HistoryWalk>> walks_of;
  for (HistoryWalk& walk : *walks) walks_of[walk.source].push_back(std::move(walk));
  std::vector<Row> rows;
  for (auto& source : *sources) {
    SourceState state = by_name[source->options.name];
    std::vector<HistoryWalk> own = std::move(walks_of[source->options.name]);
    if (state.url != source->options.url) state = {};  // it starts anew
    std::erase_if(own, [&](const HistoryWalk& walk) { return !is_current(state, walk); });
    state.name = source->options.name;
    state.url = source->options.url;
    SourceHealth health = health_of(state, now);
    rows.push_back({std::move(source), std::move(state), std::move(health), std::move(own)});
  }
  return rows;
}

json::array walks_json(const Row& row) {
  constexpr std::string_view kStages[] = {"open", "full", "done", "given-up"};
  json::array walks;
  for (const HistoryWalk& walk : row.walks) {
    json::object object{{"of", walk.kind == HistoryWalk::Kind::history ? "history" : "missed"},
                        {"stage", kStages[static_cast<int>(walk.stage)]},
                        {"documents", walk.documents},
                        {"articles", walk.articles}};
    if (walk.stage != HistoryWalk::Stage::done) put(object, "next", walk.next);
    put(object, "why", walk.why);
    walks.push_back(std::move(object));
  }
  return walks;
}

json::object status_json(const Row& row) {
  const SourceState& state = row.state;
  const SourceHealth& health = row.health;
  json::object object{{"source", state.name}, {"ok", health.trouble.empty()}, {"failures", state.failures}};
  put(object, "url", row.source->options.url);
  put(object, "class", health.trouble);
  put(object, "error", health.words);
  put(object, "since", health.since);
  if (state.last_status != 0) object["status"] = state.last_status;
  put(object, "last_poll", state.last_poll);
  put(object, "last_success", state.last_success);
  put(object, "last_new", state.last_new);
  put(object, "next_poll", state.next_poll);
  put(object, "rule", state.rule);
  put(object, "reason", state.reason);
  put_seconds(object, "silence_seconds", health.silence);
  put_seconds(object, "usual_gap_seconds", health.usual_gap);
  put(object, "learned_url", state.learned_url);
  put(object, "moving_to", state.moving_to);
  if (!row.walks.empty()) object["archives"] = walks_json(row);
  return object;
}

void print_status(const Row& row, Time now) {
  const SourceHealth& health = row.health;
  std::cout << fmt::format("{:<10}  {}", health.trouble.empty() ? "ok" : health.trouble, row.state.name);
  if (!health.words.empty()) std::cout << "  " << health.words;
  if (health.since) std::cout << ", since " << shown(health.since, now);
  if (health.silence && health.trouble != "stale")
    std::cout << "; newest entry " << rounded(*health.silence) << " old"
              << (health.usual_gap ? ", usually one every " + rounded(*health.usual_gap) : "");
  if (row.state.next_poll) std::cout << "; next poll " << relative(*row.state.next_poll, now);
  std::cout << '\n';
  std::vector<HistoryWalk> not_done = row.walks;  // what is done is for `explain`
  std::erase_if(not_done, [](const HistoryWalk& walk) { return walk.stage == HistoryWalk::Stage::done; });
  if (!not_done.empty())
    for (const std::string& words : history_words(row.state, not_done, row.source->history))
      std::cout << "            " << words << '\n';
}

json::object exporter_json(const ExporterState& state) {
  json::object object{{"exporter", state.name}, {"ok", state.error.empty()}};
  put(object, "error", state.error);
  put(object, "since", state.failing_since);
  put(object, "last_run", std::optional(state.at));
  object["written"] = state.written;
  object["removed"] = state.removed;
  object["kept"] = state.kept;
  put(object, "commit", state.commit);
  put(object, "committed", state.committed);
  return object;
}

void print_exporter(const ExporterState& state, Time now) {
  std::cout << fmt::format("{:<10}  export {}", state.error.empty() ? "ok" : "failing", state.name);
  if (!state.error.empty())
    std::cout << "  " << state.error << ", since " << shown(state.failing_since, now)
              << "; it is tried again";
  else
    std::cout << "  " << state.written << " written, " << state.removed << " removed "
              << relative(state.at, now);
  if (state.kept > 0) std::cout << "; " << state.kept << " edited by the owner and kept";
  if (!state.commit.empty()) std::cout << "; last commit " << state.commit;
  std::cout << '\n';
}

/// Of the exporters that are configured and did something yet.
Result<void> tell_exporters(const Config& config, Store& store, bool as_json, Time now) {
  const auto states = store.exporter_states();
  if (!states) return pass_on(states);
  for (const ExporterState& state : *states) {
    const bool is_configured =
        std::any_of(config.exporters.begin(), config.exporters.end(),
                    [&](const ExportOptions& options) { return options.name() == state.name; });
    if (!is_configured) continue;
    if (as_json)
      std::cout << json::serialize(exporter_json(state)) << '\n';
    else
      print_exporter(state, now);
  }
  return {};
}

/// The bounds that the last decision was made from, as far as the state still tells.
PollBounds bounds_of(const Row& row) {
  SourceState state = row.state;
  state.next_poll.reset();
  PollAnswer answer;
  if (state.gone)
    answer.kind = PollAnswer::Kind::gone;
  else if (state.failures > 0)
    answer.kind = state.rule == "throttle" ? PollAnswer::Kind::throttled : PollAnswer::Kind::failed;
  return poll_bounds(row.source->policy, state, answer, state.last_poll.value_or(Time{}));
}

struct Explanation {
  Row row;
  std::vector<PollDecision> decisions;
  std::vector<SourceMove> moves;
  std::optional<HostPause> pause;
  std::vector<std::pair<std::string, std::optional<Time>>>
      host;  ///< sources of the same host and when they are due
};

Result<Explanation> read_explanation(const Config& config, Store& store, const std::string& name, Time now) {
  auto rows = read_rows(config, store, now);
  if (!rows) return pass_on(rows);
  const auto found =
      std::find_if(rows->begin(), rows->end(), [&](const Row& row) { return row.state.name == name; });
  if (found == rows->end()) return tl::unexpected<Error>(no_such_source(name, config));
  auto decisions = store.decisions(name);
  auto moves = store.moves(name);
  const auto stored = store.pauses(now);
  if (!decisions) return pass_on(decisions);
  if (!moves) return pass_on(moves);
  if (!stored) return pass_on(stored);
  Explanation out{*found, std::move(*decisions), std::move(*moves), {}, {}};
  HostPauses pauses;
  pauses.load(*stored);
  out.pause = pauses.find(polled_url(found->state), now);
  for (const Row& row : *rows)
    if (row.source->access_origin == found->source->access_origin)
      out.host.emplace_back(row.state.name, row.state.next_poll);
  std::sort(out.host.begin(), out.host.end(),
            [](const auto& a, const auto& b) { return a.second < b.second; });
  return out;
}

std::string cause_text(const PollDecision& decision) {
  return decision.cause.empty() ? "not polled" : "polled (" + decision.cause + ")";
}

json::object decision_json(const PollDecision& decision) {
  json::object object{{"at", format_rfc3339(decision.at)}, {"status", decision.status}};
  put(object, "cause", decision.cause);
  put(object, "outcome", decision.outcome);
  put(object, "next", decision.next);
  put(object, "rule", decision.rule);
  put(object, "reason", decision.reason);
  return object;
}

json::object explanation_json(const Explanation& e, const Config& config, Time now) {
  json::object object = status_json(e.row);
  object["now"] = format_rfc3339(now);
  object["polled_url"] = polled_url(e.row.state);
  object["due"] = !e.row.state.next_poll || *e.row.state.next_poll <= now;
  object["conditional"] = !e.row.state.etag.empty() || !e.row.state.last_modified.empty();
  json::array rules, decisions, moves, queue;
  for (const PollBound& bound : bounds_of(e.row))
    if (bound.rule != PollRule::gone)
      rules.push_back({{"rule", std::string(to_string(bound.rule))},
                       {"wait_seconds", static_cast<double>(bound.wait.count()) / 1000},
                       {"capped", bound.capped}});
  for (const PollDecision& decision : e.decisions) decisions.push_back(decision_json(decision));
  for (const SourceMove& move : e.moves)
    moves.push_back(
        {{"at", format_rfc3339(move.at)}, {"from", move.from}, {"to", move.to}, {"why", move.why}});
  for (std::size_t i = 0; i < std::min(kShownOfHost, e.host.size()); ++i) {
    json::object entry{{"source", e.host[i].first}};
    put(entry, "due", e.host[i].second);
    queue.push_back(std::move(entry));
  }
  object["rules"] = std::move(rules);
  object["decisions"] = std::move(decisions);
  object["moves"] = std::move(moves);
  json::object host{{"host", e.row.source->access_origin},
                    {"sources", e.host.size()},
                    {"gap_seconds", static_cast<double>(config.fetch.host_gap.count()) / 1000},
                    {"queue", std::move(queue)}};
  if (e.pause) put(host, "paused_until", e.pause->until), put(host, "pause", e.pause->reason);
  object["queue_of_host"] = std::move(host);
  return object;
}

void print_when(const Explanation& e, Time now) {
  const SourceState& state = e.row.state;
  const auto last =
      std::find_if(e.decisions.begin(), e.decisions.end(), [](const auto& d) { return !d.cause.empty(); });
  if (last == e.decisions.end()) {
    std::cout << "It was never polled: it is due now.\n";
    return;
  }
  const auto before = last + 1;
  std::cout << "It was polled at " << shown(last->at, now) << ": "
            << (last->cause == "due" && before != e.decisions.end() ? "it was due (" + before->reason + ")"
                : last->cause == "new"                              ? "it was new"
                                                                    : last->cause)
            << ". It came to: " << last->outcome << ".\n";
  if (state.next_poll == kNever)
    std::cout << "It is not polled any more: " << state.reason << ".\n";
  else if (state.next_poll && *state.next_poll > now)
    std::cout << "It is not polled now: " << state.reason << ". Next at " << shown(state.next_poll, now)
              << ".\n";
  else
    std::cout << "It is due since " << shown(state.next_poll, now)
              << ": the daemon polls it as soon as its host is free.\n";
}

void print_rules(const Explanation& e) {
  std::cout << "Rules that spoke, the longest wins (a tenth at most is added, so that sources do not come "
               "together):\n";
  for (const PollBound& bound : bounds_of(e.row)) {
    if (bound.rule == PollRule::gone) continue;
    std::cout << fmt::format("  {:<14}  {}{}{}\n", to_string(bound.rule), rounded(bound.wait),
                             bound.capped ? " (capped)" : "",
                             to_string(bound.rule) == e.row.state.rule ? "  <- won" : "");
  }
}

void print_explanation(const Explanation& e, const Config& config, Time now) {
  const SourceState& state = e.row.state;
  std::cout << state.name << ": "
            << (e.row.source->rules
                    ? "the recipe " + e.row.source->options.recipe + " at " + e.row.source->access_origin
                    : polled_url(state))
            << '\n';
  if (!state.learned_url.empty()) std::cout << "(learned; the configuration says " << state.url << ")\n";
  print_when(e, now);
  if (!e.row.health.trouble.empty()) print_status(e.row, now);
  if (state.last_poll) print_rules(e);
  std::cout << "Its host " << e.row.source->access_origin << " has " << count_of(e.host.size(), "source")
            << ", one request at a time with " << format_duration(config.fetch.host_gap) << " between two.\n";
  if (e.pause)
    std::cout << "  left alone until " << shown(e.pause->until, now) << ": " << e.pause->reason << '\n';
  for (std::size_t i = 0; e.host.size() > 1 && i < std::min(kShownOfHost, e.host.size()); ++i)
    std::cout << "  " << e.host[i].first << "  due "
              << (e.host[i].second ? relative(*e.host[i].second, now) : "now") << '\n';
  for (const std::string& words : history_words(state, e.row.walks, e.row.source->history))
    std::cout << "Its " << words << ".\n";
  for (const SourceMove& move : e.moves)
    std::cout << "Moved at " << shown(move.at, now) << " from " << move.from << " to " << move.to << ": "
              << move.why << '\n';
  if (!e.decisions.empty()) std::cout << "Decisions, newest first:\n";
  for (const PollDecision& decision : e.decisions)
    std::cout << "  " << format_rfc3339(std::chrono::floor<seconds>(decision.at)) << "  "
              << cause_text(decision) << ": " << decision.outcome << "; next "
              << (decision.next ? relative(*decision.next, decision.at) : "at once") << ": "
              << decision.reason << '\n';
}

}  // namespace

int status_command(const ScheduleArguments& arguments) {
  const Result<Opened> opened = open_configured_or_empty(arguments.config_file);
  if (!opened) return report(opened.error());
  const Time now = wall_clock();
  const auto rows = read_rows(opened->config, *opened->store, now);
  if (!rows) return report(rows.error());
  std::size_t well = 0;
  for (const Row& row : *rows) {
    well += row.health.trouble.empty();
    if (arguments.json)
      std::cout << json::serialize(status_json(row)) << '\n';
    else
      print_status(row, now);
  }
  const Result<void> told = tell_exporters(opened->config, *opened->store, arguments.json, now);
  if (!told) return report(told.error());
  if (!arguments.json)
    std::cout << fmt::format("{}, {} of them well\n", count_of(rows->size(), "source"), well);
  return std::cout.flush() ? kDone : kFailed;
}

int explain_command(const ScheduleArguments& arguments) {
  const Result<Opened> opened = open_configured_or_empty(arguments.config_file);
  if (!opened) return report(opened.error());
  const Time now = wall_clock();
  const auto explanation = read_explanation(opened->config, *opened->store, arguments.source, now);
  if (!explanation) return report(explanation.error());
  if (arguments.json)
    std::cout << json::serialize(explanation_json(*explanation, opened->config, now)) << '\n';
  else
    print_explanation(*explanation, opened->config, now);
  return std::cout.flush() ? kDone : kFailed;
}

}  // namespace gazette

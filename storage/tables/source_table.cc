#include "storage/tables/source_table.h"

#include <array>
#include <string_view>
#include <utility>

namespace gazette {

namespace {

using Kind = HistoryWalk::Kind;
using Stage = HistoryWalk::Stage;
constexpr std::array<std::pair<Kind, std::string_view>, 2> kWalkKinds{
    {{Kind::history, "history"}, {Kind::missed, "missed"}}};
constexpr std::array<std::pair<Stage, std::string_view>, 4> kWalkStages{
    {{Stage::open, "open"}, {Stage::full, "full"}, {Stage::done, "done"}, {Stage::given_up, "given up"}}};

template <class Names, class Value>
std::string_view name_of(const Names& names, Value value) {
  return names[static_cast<std::size_t>(value)].second;
}
template <class Names>
auto value_of(const Names& names, std::string_view name) {
  for (const auto& [value, text] : names)
    if (text == name) return value;
  return names[0].first;
}

// The columns of a state in one order, for reading and for both ways of writing.
#define GAZETTE_STATE                                                                                    \
  "name, url, title, link, etag, last_modified, validators_url, validators_for, body_hash, error_kind,"  \
  " error, reason, rule, feed_id, moving_to, learned_url, last_poll, last_success, last_new, next_poll," \
  " failing_since, oldest_entry, newest_entry, moving_since, fresh_for, feed_hint, failures,"            \
  " last_status, dated_entries, moving_polls, skip_hours, skip_days, walks, gone, pages_pending"

constexpr const char* kReadOne = "select number, " GAZETTE_STATE " from source where name = ?";
constexpr const char* kReadAll = "select number, " GAZETTE_STATE " from source order by name";
constexpr const char* kUpdate = "update source set (" GAZETTE_STATE
                                ", polls) = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
                                " ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29,"
                                " ?30, ?31, ?32, ?33, ?34, ?35, ?36, polls + ?37)"
                                " where number = ?1 and name = ?2";
constexpr const char* kInsert = "insert into source (" GAZETTE_STATE
                                ", polls) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Every field in the order of GAZETTE_STATE.
template <class State, class Visit>
void each_field(State& s, Visit visit) {
  for (auto* text :
       {&s.name, &s.url, &s.title, &s.link, &s.etag, &s.last_modified, &s.validators_url, &s.validators_for,
        &s.body_hash, &s.error_kind, &s.error, &s.reason, &s.rule, &s.feed_id, &s.moving_to, &s.learned_url})
    visit(*text);
  for (auto* time : {&s.last_poll, &s.last_success, &s.last_new, &s.next_poll, &s.failing_since,
                     &s.oldest_entry, &s.newest_entry, &s.moving_since})
    visit(*time);
  for (auto* duration : {&s.fresh_for, &s.feed_hint}) visit(*duration);
  for (auto* number : {&s.failures, &s.last_status, &s.dated_entries, &s.moving_polls}) visit(*number);
  for (auto* bits : {&s.skip_hours, &s.skip_days, &s.walks}) visit(*bits);
  for (auto* flag : {&s.gone, &s.pages_pending}) visit(*flag);
}

struct ReadField {
  const Statement& row;
  int column = 1;  ///< after the number
  void operator()(std::string& text) { text = row.text(column++); }
  void operator()(std::optional<Time>& time) { time = row.optional_time(column++); }
  void operator()(std::optional<Duration>& duration) { duration = row.optional_duration(column++); }
  void operator()(int& number) { number = static_cast<int>(row.integer(column++)); }
  void operator()(std::uint32_t& bits) { bits = static_cast<std::uint32_t>(row.integer(column++)); }
  void operator()(bool& flag) { flag = row.is_true(column++); }
};

SourceState read_row(const Statement& row) {
  SourceState state;
  each_field(state, ReadField{row});
  return state;
}

void write(Statement& statement, const SourceState& state, int polls) {
  each_field(state, [&](const auto& field) { statement.bind_next(field, false); });
  statement.bind_next(polls, false);
  while (statement.step()) {}
}

}  // namespace

SourceState SourceTable::read(const std::string& name) {
  Statement row = db_.query(kReadOne, name);
  if (row.step()) {
    numbers_[name] = row.integer(0);
    return read_row(row);
  }
  SourceState fresh;
  fresh.name = name;
  return fresh;
}

std::vector<SourceState> SourceTable::read(std::span<const std::string> names) {
  Transaction snapshot(db_, Transaction::Kind::read);  // locks once for all of them
  std::vector<SourceState> states;
  states.reserve(names.size());
  for (const std::string& name : names) states.push_back(read(name));
  return states;
}

std::vector<SourceState> SourceTable::read_all() {
  std::vector<SourceState> states;
  Statement row = db_.query(kReadAll);
  while (row.step()) states.push_back(read_row(row));
  return states;
}

bool SourceTable::update(std::int64_t number, const SourceState& state, int polls) {
  Statement statement = db_.query(kUpdate, number);
  write(statement, state, polls);
  return db_.changed_rows() == 1;
}

std::int64_t SourceTable::save(const SourceState& state, int polls) {
  const auto remembered = numbers_.find(state.name);
  if (remembered != numbers_.end() && update(remembered->second, state, polls)) return remembered->second;
  const std::int64_t known = number(state.name);
  if (known != 0 && update(known, state, polls)) return numbers_[state.name] = known;
  Statement statement = db_.query(kInsert);
  write(statement, state, polls);
  return numbers_[state.name] = db_.last_number();
}

void SourceTable::note_listed(std::int64_t source, Time at) {
  db_.run("update source set listed = ? where number = ?", at, source);
}

std::int64_t SourceTable::number(const std::string& name) {
  return db_.number("select number from source where name = ?", name);
}

std::int64_t SourceTable::number_or_new(const std::string& name) {
  if (const std::int64_t known = number(name)) return known;
  SourceState fresh;
  fresh.name = name;
  return save(fresh);
}

void SourceTable::note_move(std::int64_t source, const SourceMove& move) {
  db_.run("insert into move (source, at, from_url, to_url, why) values (?, ?, ?, ?, ?)", source, move.at,
          move.from, move.to, move.why);
}

std::vector<SourceMove> SourceTable::moves(const std::string& name) {
  std::vector<SourceMove> moves;
  Statement row = db_.query(
      "select at, from_url, to_url, why from move where source = (select number from source where name = ?)"
      " order by number desc limit 100",
      name);
  while (row.step()) moves.push_back({row.time(0), row.text(1), row.text(2), row.text(3)});
  return moves;
}

void SourceTable::save_walk(std::int64_t source, const HistoryWalk& walk) {
  db_.run(
      "replace into walk (source, kind, stage, next, mark, last_body, why, documents, articles, tries, "
      "bytes, "
      "begun, until) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      source, name_of(kWalkKinds, walk.kind), name_of(kWalkStages, walk.stage), walk.next, walk.mark,
      walk.last_body, walk.why, walk.documents, walk.articles, walk.tries, walk.bytes, walk.begun,
      walk.until);
}

std::vector<HistoryWalk> SourceTable::walks(const std::string& name) {
  std::vector<HistoryWalk> walks;
  Statement row = db_.query(
      "select s.name, kind, stage, next, mark, last_body, why, documents, articles, tries, bytes, begun, "
      "until"
      " from walk join source s on s.number = walk.source where ?1 in ('', s.name) order by s.name, kind",
      name);
  while (row.step()) {
    HistoryWalk& walk = walks.emplace_back();
    walk.source = row.text(0);
    walk.kind = value_of(kWalkKinds, row.view(1));
    walk.stage = value_of(kWalkStages, row.view(2));
    int column = 3;
    for (std::string* text : {&walk.next, &walk.mark, &walk.last_body, &walk.why}) *text = row.text(column++);
    for (int* number : {&walk.documents, &walk.articles, &walk.tries})
      *number = static_cast<int>(row.integer(column++));
    walk.bytes = row.integer(10);
    walk.begun = row.time(11);
    walk.until = row.optional_time(12);
  }
  return walks;
}

std::vector<SourceCount> SourceTable::counts() {
  std::vector<SourceCount> counts;
  Statement row = db_.query(
      "select s.name, count(c.article), max(c.date) from source s left join article_source c on c.source = "
      "s.number and c.article not in (select number from article where gone is not null) group by s.number"
      " order by s.name");
  while (row.step()) counts.push_back({row.text(0), row.integer(1), row.optional_time(2)});
  return counts;
}

std::vector<DayCount> SourceTable::day_counts(std::chrono::sys_days from) {
  std::vector<DayCount> counts;
  const std::int64_t first = to_unix_ms(Time(from));
  constexpr std::int64_t kDay = 86'400'000;
  // By source first, so that the index of a source's newest gives each one's last days and reads no others.
  Statement row = db_.query(
      "select s.name, c.date / ?, count(*) from source s cross join article_source c on c.source = s.number"
      " and c.date >= ? where c.article not in (select number from article where gone is not null) group "
      "by 1, 2",
      kDay, first);
  while (row.step())
    counts.push_back({row.text(0), std::chrono::sys_days(std::chrono::days(row.integer(1))), row.integer(2)});
  return counts;
}

}  // namespace gazette

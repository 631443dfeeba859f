#include "storage/tables/change_log.h"

#include <array>

namespace gazette {

namespace {

constexpr std::array<std::pair<ChangeKind, std::string_view>, 3> kKinds{
    {{ChangeKind::added, "added"}, {ChangeKind::updated, "updated"}, {ChangeKind::removed, "removed"}}};

std::string_view name_of(ChangeKind kind) {
  for (const auto& [one, name] : kKinds)
    if (one == kind) return name;
  return kKinds[1].second;
}
ChangeKind kind_of(std::string_view name) {
  for (const auto& [kind, text] : kKinds)
    if (text == name) return kind;
  return ChangeKind::updated;
}

}  // namespace

void note_change(Database& db, std::int64_t article, ChangeKind kind) {
  // A plain insert costs a third of one that may replace.
  if (kind == ChangeKind::added)
    db.run(
        "insert into change (number, article, kind) values ((select coalesce(max(number), 0) + 1 from "
        "change), ?, ?)",
        article, name_of(kind));
  else
    db.run(
        "replace into change (number, article, kind) values ((select coalesce(max(number), 0) + 1 from "
        "change), ?, ?)",
        article, name_of(kind));
}

void forget_change(Database& db, std::int64_t article) {
  db.run("delete from change where article = ? and number < (select max(number) from change)", article);
}

std::vector<Change> changes_after(Database& db, std::int64_t after, int limit) {
  std::vector<Change> changes;
  if (limit <= 0) return changes;
  Statement row = db.query(
      "select number, kind, article from change where number > ? order by number limit ?", after, limit);
  while (row.step()) changes.push_back({row.integer(0), kind_of(row.view(1)), row.integer(2)});
  return changes;
}

std::vector<ExporterState> exporter_states(Database& db) {
  std::vector<ExporterState> states;
  Statement row = db.query(
      "select name, at, error, failing_since, written, removed, kept, commit_hash, committed from exporter "
      "order by name");
  while (row.step()) {
    ExporterState& state = states.emplace_back();
    state.name = row.text(0);
    state.at = row.time(1);
    state.error = row.text(2);
    state.failing_since = row.optional_time(3);
    state.written = static_cast<int>(row.integer(4));
    state.removed = static_cast<int>(row.integer(5));
    state.kept = static_cast<int>(row.integer(6));
    state.commit = row.text(7);
    state.committed = row.optional_time(8);
  }
  return states;
}

void save_exporter_state(Database& db, const ExporterState& state) {
  db.run(
      "replace into exporter (name, at, error, failing_since, written, removed, kept, commit_hash, "
      "committed) "
      "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      state.name, state.at, state.error, state.failing_since, state.written, state.removed, state.kept,
      state.commit, state.committed);
}

std::vector<ToldTrouble> told_troubles(Database& db) {
  std::vector<ToldTrouble> all;
  Statement row = db.query("select subject, what, since from told order by subject");
  while (row.step()) all.push_back({row.text(0), row.text(1), row.time(2)});
  return all;
}

void save_told_troubles(Database& db, std::span<const ToldTrouble> all) {
  db.execute("delete from told");
  for (const ToldTrouble& one : all)
    db.run("insert into told (subject, what, since) values (?, ?, ?)", one.subject, one.what, one.since);
}

}  // namespace gazette

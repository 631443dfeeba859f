// The sources' states, moves and walks through archives. Remembers row numbers, so that saving a state is one
// statement on one row. Throws SqlFailure.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

class SourceTable {
 public:
  explicit SourceTable(Database& db) : db_(db) {}

  SourceState read(const std::string& name);
  std::vector<SourceState> read(std::span<const std::string> names);
  std::vector<SourceState> read_all();
  /// Row number of the source. `polls`: added to the counter of the ring of decisions.
  std::int64_t save(const SourceState& state, int polls = 0);
  /// 0 if the source is not known.
  std::int64_t number(const std::string& name);
  /// Makes an empty state if there is none.
  std::int64_t number_or_new(const std::string& name);

  /// All that it has was read.
  void note_listed(std::int64_t source, Time at);
  void note_move(std::int64_t source, const SourceMove& move);
  /// Newest first.
  std::vector<SourceMove> moves(const std::string& name);

  void save_walk(std::int64_t source, const HistoryWalk& walk);
  /// Of all sources, if `name` is empty.
  std::vector<HistoryWalk> walks(const std::string& name);

  /// Of the articles that are there.
  std::vector<SourceCount> counts();
  std::vector<DayCount> day_counts(std::chrono::sys_days from);

 private:
  bool update(std::int64_t number, const SourceState& state, int polls);

  Database& db_;
  std::unordered_map<std::string, std::int64_t>
      numbers_;  ///< checked at use: a rollback can leave a wrong one
};

}  // namespace gazette

// The change log: the last change of each article, under a number that grows for ever; how the exporters
// fare that follow it; and which troubles the operator was told of. Throws SqlFailure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

void note_change(Database& db, std::int64_t article, ChangeKind kind);
/// No follower hears of the article any more. The last number of all stays, so that it is not given twice.
void forget_change(Database& db, std::int64_t article);
std::vector<Change> changes_after(Database& db, std::int64_t after, int limit);

std::vector<ExporterState> exporter_states(Database& db);
void save_exporter_state(Database& db, const ExporterState& state);

/// By subject.
std::vector<ToldTrouble> told_troubles(Database& db);
/// In place of those before; within a transaction.
void save_told_troubles(Database& db, std::span<const ToldTrouble> all);

}  // namespace gazette

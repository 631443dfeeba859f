// The database's tables as numbered forward migrations. `PRAGMA user_version` says how far a file has come,
// `PRAGMA application_id` that it is ours. A migration that was released is never changed: another one is
// appended. Throws SqlFailure (storage/sqlite.h).
#pragma once

#include <span>

#include "storage/sqlite.h"

namespace gazette {

/// The n-th of the list (from 1) leads from user_version n - 1 to n.
struct Migration {
  const char* sql;
};
std::span<const Migration> all_migrations();

/// Throws unless the file is empty, or a database of ours that is not newer than this program. Changes
/// nothing.
void refuse_foreign_file(Database& db, std::span<const Migration> migrations = all_migrations());

/// Brings the tables up to date, each migration in one transaction. A database that holds something is copied
/// to
/// `<file>.before-migration-N` first, N being the first migration that runs. Several processes may try at
/// once.
void migrate(Database& db, std::span<const Migration> migrations = all_migrations());

}  // namespace gazette

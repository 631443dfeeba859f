// The change log: the last change of each article, under a number that grows for ever. Throws SqlFailure.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

void note_change(Database& db, std::int64_t article, ChangeKind kind);
std::vector<Change> changes_after(Database& db, std::int64_t after, int limit);

}  // namespace gazette

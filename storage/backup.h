// Copies of a database while it is in use. Throws SqlFailure (storage/sqlite.h).
#pragma once

#include <string>

#include "storage/sqlite.h"

namespace gazette {

/// A whole copy of what is stored now; others read and write on meanwhile. `file` is replaced in one step
/// when the copy is complete and was read through; until then, and if it fails, it stays as it was.
void back_up(Database& db, const std::string& file);

}  // namespace gazette

// Is the database whole? Each finding is one line with its remedy; an empty list says that all is well.
// Changes nothing. Throws SqlFailure (storage/sqlite.h).
#pragma once

#include <string>
#include <vector>

#include "storage/sqlite.h"

namespace gazette {

std::vector<std::string> check_database(Database& db);

}  // namespace gazette

// Tables and indexes that a database should have: those that the migrations make. Throws SqlFailure
// (storage/sqlite.h).
#pragma once

#include <string>
#include <vector>

#include "storage/sqlite.h"

namespace gazette {

struct Part {
  std::string type;  ///< table, index, trigger or view
  std::string name;
  std::string sql;
};

/// What the database does not have, in the order in which it is made.
std::vector<Part> lost_parts(Database& db);

/// Makes it anew, empty; nothing if it came with another one (the tables below a virtual one).
void make_part(Database& db, const Part& part);

}  // namespace gazette

// Is the database whole? Each finding is one line with its remedy; an empty list says that all is well. And
// what can be mended: all that can be made anew from the articles. Throws SqlFailure (storage/sqlite.h).
#pragma once

#include <string>
#include <vector>

#include "storage/identity/alias_table.h"
#include "storage/sqlite.h"
#include "storage/tables/article_table.h"

namespace gazette {

/// Changes nothing.
std::vector<std::string> check_database(Database& db);

/// Says what was mended; then nothing of it is found any more. First the database is copied to
/// `<file>.before-repair`. A damaged file is refused.
std::vector<std::string> repair_database(Database& db, AliasTable& aliases, ArticleTable& articles);

}  // namespace gazette

#include "storage/check/parts.h"

#include "storage/schema.h"

namespace gazette {
namespace {

bool has(Database& db, const Part& part) {
  return db.number("select exists (select 1 from sqlite_schema where type = ? and name = ?)", part.type,
                   part.name) != 0;
}

}  // namespace

std::vector<Part> lost_parts(Database& db) {
  Database whole(":memory:", false, 0);
  migrate(whole);
  std::vector<Part> lost;
  Statement row = whole.prepare(
      "select type, name, sql from sqlite_schema where sql is not null order by type <> 'table', rowid");
  while (row.step()) {
    Part part{row.text(0), row.text(1), row.text(2)};
    if (!has(db, part)) lost.push_back(std::move(part));
  }
  return lost;
}

void make_part(Database& db, const Part& part) {
  if (has(db, part)) return;
  db.execute(part.sql.c_str());
  // FTS5 opens no table whose version it does not know.
  if (part.name == "search_config") db.execute("insert into search_config (k, v) values ('version', 4)");
}

}  // namespace gazette

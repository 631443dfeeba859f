// A piece ("segment") of FTS5's index, written as FTS5 itself writes it: into its tables, in the format that
// every version of it reads (ext/fts5/fts5_index.c, "Details"; SQLite promises to go on reading its files).
// FTS5 takes more than half as long again from the same words (measured): it takes them one by one, each from
// another corner of memory. It goes on searching, merging and deleting; tests compare what it reads in our
// pieces and in its own.
#pragma once

#include "storage/search/postings.h"
#include "storage/sqlite.h"

namespace gazette {

/// Adds articles that the index does not hold, newer than all that it holds or given up before. Within the
/// caller's transaction. Throws SqlFailure.
void write_segment(Database& db, const Postings& postings);

}  // namespace gazette

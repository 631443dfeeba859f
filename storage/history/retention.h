// What a source's articles outlive: first their text, then their record; their tombstones are forgotten when
// the source has not listed them for long. In small steps, each a transaction of its own. Throws SqlFailure.
#pragma once

#include <vector>

#include "storage/history/removal.h"
#include "storage/sqlite.h"
#include "storage/store.h"
#include "storage/tables/article_table.h"

namespace gazette {

/// Gives some of the file's free pages back to the file system where they are many: a bounded step, so that
/// nobody waits for long. A transaction of its own.
void give_back_pages(Database& db);

class RetentionKeeper {
 public:
  RetentionKeeper(Database& db, ArticleTable& articles, Removal& removal)
      : db_(db), articles_(articles), removal_(removal) {}

  ExpireReport expire(std::int64_t source, const Retention& retention, Time now);

  /// Tombstones among the articles that a document lists: they are not forgotten yet. Part of the caller's
  /// transaction.
  void note_listed(const std::vector<std::int64_t>& listed, Time now);

 private:
  using Numbers = std::vector<std::int64_t>;
  Numbers old_contents(std::int64_t source, const Retention& retention, Time now);
  Numbers old_records(std::int64_t source, const Retention& retention, Time now);
  int forget(std::int64_t source, Time now);
  Database& db_;
  ArticleTable& articles_;
  Removal& removal_;
};

}  // namespace gazette

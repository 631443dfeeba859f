// What a source's articles outlive: first their text, then their record; an article of several sources when
// none of them keeps it any longer. Tombstones are forgotten when no source has listed them for long. In
// small steps, each a transaction of its own. Throws SqlFailure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
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

  ExpireReport expire(const std::string& source, const Retentions& all, Time now);

  /// Tombstones among the articles that a document lists: they are not forgotten yet. Part of the caller's
  /// transaction.
  void note_listed(const std::vector<std::int64_t>& listed, Time now);

 private:
  using Numbers = std::vector<std::int64_t>;
  using Others = std::vector<std::pair<std::int64_t, Retention>>;
  enum class Step { content, record };
  std::optional<Time> limit_of(std::int64_t source, const Retention& retention, Step step, Time now);
  Others others_of(std::int64_t source, Time limit, const Retentions& all);
  void note_limits(const Others& others, Step step, Time now);
  Numbers old_contents(std::int64_t source, const Retention& retention, Time now);
  Numbers old_records(std::int64_t source, const Retention& retention, Time now);
  void let_go(std::int64_t source, const Retention& retention, const Others& others, Time now,
              ExpireReport& report);
  int forget(std::int64_t source);
  Database& db_;
  ArticleTable& articles_;
  Removal& removal_;
};

}  // namespace gazette

// The log of joinings: entries that came to an article by another key than their own, and articles that the
// operator merged; and the way back. Throws SqlFailure; callers hold the transaction.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/identity/alias_table.h"
#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

/// An entry that joined an article.
struct JoinedEntry {
  Time at;
  std::int64_t article, source;
  std::string entry;  ///< its own key
  std::string found;  ///< the key that named the article
};

class Merges {
 public:
  Merges(Database& db, AliasTable& aliases) : db_(db), aliases_(aliases) {}

  /// `noted`: keys that name the article since.
  void log_entry(const JoinedEntry& joined, const std::vector<std::int64_t>& noted);

 private:
  Database& db_;
  AliasTable& aliases_;
};

}  // namespace gazette

// The log of joinings: entries that came to an article by another key than their own, and articles that the
// operator merged; and the way back. Throws SqlFailure; callers hold the transaction.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/identity/alias_table.h"
#include "storage/sqlite.h"
#include "storage/store.h"
#include "storage/tables/article_table.h"

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

  /// The operator: `other` becomes one with `kept`. Its row stays as it is, for the way back.
  void merge(ArticleTable& articles, const StoredArticle& kept, const StoredArticle& other, Time at);
  /// Undoes the last joining of the article.
  std::optional<SplitReport> split(ArticleTable& articles, const StoredArticle& article, Time at);

 private:
  std::string move_sources(std::int64_t from, std::int64_t to, const std::vector<std::int64_t>& keys);
  void give_back(ArticleTable& articles, const StoredArticle& article, std::int64_t other,
                 std::string_view moved);
  void set_apart(const StoredArticle& article, std::int64_t source, std::string_view entry,
                 std::string_view moved);
  Database& db_;
  AliasTable& aliases_;
};

}  // namespace gazette

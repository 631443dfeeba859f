// Taking articles away: what the operator withdraws, what the publisher deletes, what is too old. What is
// left is a tombstone: number, id, address and keys, so that the article is recognised and not stored again.
// Throws SqlFailure; callers hold the transaction.
#pragma once

#include <string>

#include "storage/sqlite.h"
#include "storage/store.h"
#include "storage/tables/article_table.h"

namespace gazette {

class Removal {
 public:
  Removal(Database& db, ArticleTable& articles) : db_(db), articles_(articles) {}

  /// Record, versions and the raw listings of its sources; noted in the change log, so that every follower
  /// takes it away.
  void withdraw(const StoredArticle& stored, const std::string& why, Time at);
  /// The publisher's word, kept as a fact; the first time counts. False if it was known.
  bool note_deleted(std::int64_t article, const std::string& why, Time at);

  /// Front matter, summary and title stay.
  void expire_content(const StoredArticle& stored);
  /// No follower hears of it: what they made of it stays.
  void expire_record(const StoredArticle& stored, Time now);

 private:
  /// A row that became short leaves its page to those beside it: SQLite looks at pages that grow empty only
  /// where a row goes, not where it shrinks.
  void close_ranks(std::int64_t article);
  void leave_tombstone(const StoredArticle& stored, std::string_view gone, const std::string& why, Time at);
  Database& db_;
  ArticleTable& articles_;
};

}  // namespace gazette

// Taking articles away for good: what the operator withdraws. What is left is a tombstone: number, id,
// address and keys, so that the article is recognised and not stored again. Throws SqlFailure; callers hold
// the transaction.
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

 private:
  void leave_tombstone(const StoredArticle& stored, std::string_view gone, const std::string& why, Time at);
  Database& db_;
  ArticleTable& articles_;
};

}  // namespace gazette

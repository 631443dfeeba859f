// Articles as rows: reading, writing, listing. The search index (every article is in it, withdrawn ones too)
// and the date in article_source are kept in step here and nowhere else. Throws SqlFailure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

class ArticleTable {
 public:
  explicit ArticleTable(Database& db) : db_(db) {}

  std::optional<StoredArticle> read(std::int64_t number);
  /// By id, guid or URL; 0 if there is none.
  std::int64_t find(const std::string& id_or_url);
  std::vector<StoredArticle> list(const ArticleQuery& query);

  /// Gives the row number. An id that is taken gets "-2", "-3", ...
  std::int64_t insert(const Article& article, std::int64_t source, bool content_pending);
  /// All but id, source, guid and first_seen; version and `changed` move on. `old`: as it is stored now.
  void update(const StoredArticle& old, const Article& article, bool content_pending, Time changed);

  /// Makes the search index anew if it was written in another form than kSearchFormat (storage/search.h), or
  /// by nobody yet. A transaction of its own.
  void rebuild_search_if_needed();

 private:
  std::vector<std::string> sources(std::int64_t number);
  bool insert_as(const std::string& id, const Article& article, std::int64_t source, bool content_pending);
  StoredArticle read_row(const Statement& row);
  bool search_is_current();
  void add_to_search(std::int64_t number, const Article& article);
  void remove_from_search(std::int64_t number, const Article& article);

  Database& db_;
};

}  // namespace gazette

// Articles as rows: reading, writing, listing. The search index (every article that is there is in it)
// and the date in article_source are kept in step here and nowhere else. Throws SqlFailure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/identity/alias_table.h"
#include "storage/search/finder.h"
#include "storage/search/search_index.h"
#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

/// Article::content_from of an article whose text was let go.
inline constexpr std::string_view kExpiredContent = "expired";

class ArticleTable {
 public:
  ArticleTable(Database& db, AliasTable& aliases);

  std::optional<StoredArticle> read(std::int64_t number);
  /// By id, guid or URL; 0 if there is none.
  std::int64_t find(const std::string& id_or_url);
  std::vector<StoredArticle> list(const ArticleQuery& query);
  /// Dates of a source's newest articles, newest first.
  std::vector<Time> dates(const std::string& source, int limit);

  /// Gives the row number. An id that is taken gets "-2", "-3", ...
  std::int64_t insert(const Article& article, std::int64_t source, bool content_pending);
  /// All but id, source, guid and first_seen; version and `changed` move on. `old`: as it is stored now;
  /// `body_source`: who gave the text.
  void update(const StoredArticle& old, const Article& article, std::int64_t body_source,
              bool content_pending, Time changed);
  /// The same as the version that it is; false if nothing would change.
  bool rewrite(const StoredArticle& old, const Article& article, std::int64_t body_source,
               bool content_pending);
  /// Its URL alone, in the record too: no version. Gives the record.
  std::string move(const StoredArticle& old, const std::string& url);
  /// What is said about it and the record does not show: authors, categories, rights, licence, enclosures.
  void set_facts(std::int64_t number, const Article& article);
  /// Its tags alone, likewise.
  std::string set_tags(const StoredArticle& old, const std::vector<std::string>& tags);
  /// True if the article's URL is at another address than this one.
  bool is_elsewhere(std::int64_t number, const std::string& url);

  /// `old`: as it is stored now.
  void add_to_search(std::int64_t number, const Article& article);
  void remove_from_search(std::int64_t number, const Article& old);
  /// Another text of the same version, also in the search index.
  void replace_record(const StoredArticle& old, const Article& now);
  SearchIndex& search_index() { return index_; }

 private:
  std::vector<StoredArticle> read_all(const std::vector<std::int64_t>& numbers);
  std::vector<StoredArticle> list_with_waiting(const ArticleQuery& query);
  std::int64_t find_row(const std::string& id_or_url);
  void write(const StoredArticle& old, const Article& article, std::int64_t body_source, bool content_pending,
             Time changed, int versions);
  std::vector<std::string> sources(std::int64_t number);
  bool insert_as(const std::string& id, const Article& article, std::int64_t source, bool content_pending,
                 std::uint64_t simhash);
  StoredArticle read_row(const Statement& row);
  std::optional<std::int64_t> url_key(const std::string& url);

  Database& db_;
  AliasTable& aliases_;
  SearchIndex index_;
  Finder finder_;
};

}  // namespace gazette

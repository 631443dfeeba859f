// Lists of articles: newest first, or those that a typed query finds, best first. Throws SqlFailure; the
// caller holds a read transaction, so that all steps see one state.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/search/text/query.h"
#include "storage/search/text/stems.h"
#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

class Finder {
 public:
  explicit Finder(Database& db) : db_(db) {}

  /// Of which articles: of all, of those that wait to be indexed, or of the others (search_index.h).
  enum class Scope { all, waiting, indexed };
  /// Numbers of the articles, in order.
  std::vector<std::int64_t> find(const ArticleQuery& query, Scope scope = Scope::all);

 private:
  using Numbers = std::vector<std::int64_t>;
  struct Select;
  /// Of one language: "de"; or of all that have lately been stored.
  std::vector<std::string> languages(const TypedQuery& typed);
  std::vector<std::string> forms(const std::string& token, const std::vector<std::string>& languages);
  void open_words();
  bool is_frequent(const std::string& character);
  void set_aside_frequent(TypedQuery& typed);
  std::string source_numbers(const std::vector<std::string>& names);
  void add_filters(Select& select, const ArticleQuery& query, const TypedQuery& typed);
  Numbers by_date(const ArticleQuery& query, const TypedQuery& typed, const std::string& wanted,
                  const std::string& unwanted);
  Numbers by_rank(const ArticleQuery& query, const TypedQuery& typed, const std::string& match);

  Database& db_;
  Scope scope_ = Scope::all;  ///< of the present query
  std::vector<std::string> latest_languages_;
  std::int64_t languages_at_ = -1;  ///< the change after which they were asked for
};

}  // namespace gazette

// The full-text index as it is written: everything at the end of a transaction. FTS5 writes what it has
// gathered to a piece of its own whenever another statement may have to be undone alone; between other
// statements that is a piece an article, and merging them again takes more than all the rest (measured: three
// fifths of storing a poll). Throws SqlFailure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "feeds/article.h"
#include "storage/search/text/tokens.h"
#include "storage/sqlite.h"

namespace gazette {

class SearchIndex : public PendingWrites {
 public:
  explicit SearchIndex(Database& db) : db_(db) { db_.set_pending(this); }
  SearchIndex(const SearchIndex&) = delete;
  ~SearchIndex() override { db_.set_pending(nullptr); }

  void add(std::int64_t article, SearchText text);
  /// `text`: what it holds of the article; a contentless index has to be told.
  void remove(std::int64_t article, SearchText text);

  /// Makes the index anew if it was written in another form than kSearchFormat, or by nobody yet, or if
  /// `force`. A transaction of its own. `read`: an article that is to be found, by its number.
  using ReadArticle = std::function<std::optional<Article>(std::int64_t number)>;
  void rebuild(const ReadArticle& read, bool force = false);

  void write_pending() override;
  void forget_pending() override { pending_.clear(); }

 private:
  struct Entry {
    std::int64_t article;
    SearchText text;
    bool adds;
  };
  bool is_current();
  Database& db_;
  std::vector<Entry> pending_;
};

}  // namespace gazette

// The full-text index as it is written. What is new waits in a queue of the database (`unindexed`) and goes
// in together with hundreds of others: FTS5 wrote a piece of index for each transaction of a few polls, and
// merging these took a quarter of storing (measured). Nothing is lost by that: the queue is written with its
// articles, every search begins with catch_up(); where nothing can be written, OfWaiting is searched, too. A
// program that polls and ends leaves a short queue to the next one: so many small pieces are not written. An
// article is either in the queue or in the index. What is taken out is written at the end of its transaction:
// between other statements FTS5 makes a piece of each. Throws SqlFailure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "feeds/article.h"
#include "storage/search/postings.h"
#include "storage/search/text/tokens.h"
#include "storage/sqlite.h"

namespace gazette {

class SearchIndex : public PendingWrites {
 public:
  /// An article that is to be found, by its number.
  using ReadArticle = std::function<std::optional<Article>(std::int64_t number)>;
  SearchIndex(Database& db, ReadArticle read) : db_(db), read_(std::move(read)) { db_.set_pending(this); }
  SearchIndex(const SearchIndex&) = delete;
  ~SearchIndex() override { db_.set_pending(nullptr); }

  /// Into the queue.
  void add(std::int64_t article, const SearchText& text);
  /// `text`: what it holds of the article; a contentless index has to be told.
  void remove(std::int64_t article, SearchText text);

  /// Once, before any add(): what others left behind counts, too.
  void count_waiting();
  bool is_behind();
  /// All that wait are in the index afterwards. Transactions of its own.
  void catch_up();
  /// The same where so many wait that it is worth while.
  void catch_up_if_due();

  /// While it lives, the table `search` is of what waits alone, in memory: for where nothing can be written
  /// (a full disk, another program's lock). Takes 0.1 ms an article.
  class OfWaiting {
   public:
    explicit OfWaiting(SearchIndex& index);
    OfWaiting(const OfWaiting&) = delete;
    ~OfWaiting();

   private:
    Database& db_;
  };

  /// Makes the index anew if it was written in another form than kSearchFormat, or by nobody yet, or if
  /// `force`. A transaction of its own.
  void rebuild(bool force = false);

  void write_pending() override;
  void end_pending(bool committed) override;

 private:
  struct Removal {
    std::int64_t article;
    SearchText text;
  };
  bool is_current();
  void replace_table();
  bool knows_queue();
  void write_known();
  void index_some();
  void work_off();
  void forget();
  /// Another value than before: another connection changed the database.
  std::int64_t data_version() { return db_.number("pragma data_version"); }

  Database& db_;
  ReadArticle read_;
  std::vector<Removal> removals_;
  /// What waits, as far as this connection put it there and knows that it is still so: not read and cut into
  /// tokens once more.
  Postings waiting_;
  std::int64_t waiting_version_ = 0;  ///< data_version() that it is true of
  std::size_t added_ = 0;             ///< to the queue since it was empty, as far as is known
};

}  // namespace gazette

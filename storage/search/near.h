// Articles whose texts differ little, by their simhashes (feeds/identity/simhash.h): all of them stand in one
// index of the database, which is read whole (100,000 articles: 2 MB). Throws SqlFailure; callers hold the
// transaction.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

/// Newest first, at most `limit`, among the latest articles.
std::vector<NearPair> near_duplicates(Database& db, int limit);

struct Hashed {
  std::uint64_t hash;
  std::int64_t article;
};

/// The hashes in memory, kept up by the change log, so that whoever asks for one article after another has
/// none of them read again. 16 bytes an article, 3.2 MB at most. Used by one thread at a time.
class NearIndex {
 public:
  explicit NearIndex(Database& db) : db_(db) {}
  /// Near to one article, nearest first; at most a handful.
  std::vector<std::int64_t> near_to(std::int64_t article);

 private:
  void refresh();
  void take(const Hashed& one, bool is_there);

  Database& db_;
  std::vector<Hashed> all_;  ///< the latest articles, by number; some may be gone
  std::int64_t change_ = 0;  ///< up to which it is right
};

}  // namespace gazette

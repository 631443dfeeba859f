// The keys that articles are known by. Looks keys up, notes them, and remembers which name several, which are
// of no article for us, and which were taken apart by the operator. Throws SqlFailure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/identity.h"
#include "storage/identity/key_hash.h"
#include "storage/sqlite.h"

namespace gazette {

/// What the store knows under a key.
struct Alias {
  std::int64_t article = 0;  ///< 0: none
  bool is_shared = false;    ///< names several
  bool is_dropped = false;   ///< no article for us (any more): do not ask again
  bool is_known() const { return article != 0 || is_dropped; }
};

class AliasTable {
 public:
  explicit AliasTable(Database& db) : db_(db) {}

  std::int64_t number_of(std::string_view key);
  Alias find(std::string_view key);
  /// True if the operator said that the entry with this first key is not that article.
  bool are_apart(std::string_view first_key, std::int64_t article);
  void keep_apart(std::string_view first_key, std::int64_t article);

  /// Its number if it is new; a key that names another article already is left alone.
  std::optional<std::int64_t> note(std::string_view key, std::int64_t article);
  /// From now on it names none.
  void note_shared(std::string_view key);
  /// One that names another article than `article` is left alone.
  void note_dropped(std::string_view key, std::int64_t article, Time at, std::string_view reason);

  std::vector<std::int64_t> numbers_of(std::int64_t article);
  void move(std::int64_t key_number, std::int64_t article);
  void forget(std::int64_t key_number);

 private:
  const KeyHash& hash();
  Database& db_;
  std::optional<KeyHash> hash_;  ///< read when it is first needed: the tables may not be there yet
  bool is_clustered_ = false;    ///< a file that had keys before these were keeps them as they are
};

}  // namespace gazette

// Finds the stored articles of a document's entries. An entry's own key wins; else one of its other keys
// names the article, unless another entry of the document is that article by its own key: two entries of one
// document are never one. Throws SqlFailure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "storage/identity/alias_table.h"
#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

struct Match {
  std::optional<KnownArticle> known;
  std::string found;    ///< the key that named it; empty if none did
  bool by_own = false;  ///< by the entry's own key
};

class Matcher {
 public:
  using Numbers = std::unordered_set<std::int64_t>;

  Matcher(Database& db, AliasTable& aliases) : db_(db), aliases_(aliases) {}

  /// All entries of a document, by position. Where not one of them is known by its own key, but some are by
  /// others, the source gives its entries new ids: then the link alone names the rest.
  std::vector<Match> match_document(std::int64_t source, std::span<const EntryKeys> entries);
  /// One more entry; `taken` are articles that others of its document are.
  Match match_one(std::int64_t source, const EntryKeys& keys, const Numbers& taken);

  std::optional<KnownArticle> read(std::int64_t source, std::int64_t article);
  /// The first key, or what stands for it because several entries claim that one.
  const std::string& own_key(const EntryKeys& keys);

 private:
  Match match_own(std::int64_t source, const EntryKeys& keys);
  Match match_others(std::int64_t source, const EntryKeys& keys, const Numbers& taken);
  Match match_link(std::int64_t source, const EntryKeys& keys, const Numbers& taken);
  Match made(std::int64_t source, const Alias& alias, const std::string& key, bool by_own);

  Database& db_;
  AliasTable& aliases_;
};

}  // namespace gazette

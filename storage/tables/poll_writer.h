// What a poll asks of the store and gives to it: find_known() before, save_poll() after; each in one
// transaction. Throws SqlFailure; a transaction that fails leaves nothing behind.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/sqlite.h"
#include "storage/store.h"
#include "storage/tables/archive.h"
#include "storage/tables/article_table.h"
#include "storage/tables/source_table.h"

namespace gazette {

class PollWriter {
 public:
  PollWriter(Database& db, SourceTable& sources, ArticleTable& articles, int keep_responses)
      : db_(db), sources_(sources), articles_(articles), archive_(db), keep_responses_(keep_responses) {}

  std::vector<std::optional<KnownArticle>> find_known(const std::string& source,
                                                      std::span<const EntryKeys> entries);
  SaveReport save(const PollResult& poll);

 private:
  /// The poll's own facts while its entries are written.
  struct Poll {
    std::int64_t source;
    Time at;
  };
  std::optional<KnownArticle> find_by_key(std::int64_t source, const std::string& key);
  std::optional<KnownArticle> find_by_keys(std::int64_t source, const EntryKeys& keys);
  std::optional<KnownArticle> find_stored(std::int64_t source, const PollEntry& entry);
  void save_entry(const Poll& poll, const PollEntry& entry, SaveReport& report);
  void add(const Poll& poll, const PollEntry& entry);
  bool update(const Poll& poll, const PollEntry& entry, const KnownArticle& known);
  void note_source(const Poll& poll, const PollEntry& entry, const KnownArticle& known);
  void note_keys(std::int64_t article, const EntryKeys& keys);
  void note_dropped(const Poll& poll, const PollEntry& entry, std::int64_t article);
  void note_change(std::int64_t article, const char* kind);

  Database& db_;
  SourceTable& sources_;
  ArticleTable& articles_;
  Archive archive_;
  int keep_responses_;
};

}  // namespace gazette

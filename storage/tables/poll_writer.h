// What a poll asks of the store and gives to it: find_known() before, save_poll() after; each in one
// transaction. Throws SqlFailure; a transaction that fails leaves nothing behind.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/history/archive.h"
#include "storage/history/removal.h"
#include "storage/history/retention.h"
#include "storage/history/versions.h"
#include "storage/identity/alias_table.h"
#include "storage/identity/combine.h"
#include "storage/identity/matcher.h"
#include "storage/identity/merges.h"
#include "storage/sqlite.h"
#include "storage/store.h"
#include "storage/tables/article_table.h"
#include "storage/tables/host_table.h"
#include "storage/tables/source_table.h"

namespace gazette {

class PollWriter {
 public:
  /// The parts of the store that it writes with; they outlive it.
  struct Parts {
    SourceTable& sources;
    ArticleTable& articles;
    AliasTable& aliases;
    Merges& merges;
    Versions& versions;
    Archive& archive;
    HostTable& hosts;
    Removal& removal;
    RetentionKeeper& retention;
  };
  PollWriter(Database& db, const Parts& parts, KeepResponses keep)
      : db_(db),
        sources_(parts.sources),
        articles_(parts.articles),
        aliases_(parts.aliases),
        merges_(parts.merges),
        versions_(parts.versions),
        removal_(parts.removal),
        retention_(parts.retention),
        matcher_(db, parts.aliases),
        archive_(parts.archive),
        hosts_(parts.hosts),
        keep_(keep) {}

  std::vector<std::optional<KnownArticle>> find_known(const std::string& source,
                                                      std::span<const EntryKeys> entries);
  SaveReport save(const PollResult& poll);
  /// In one transaction; it throws, and nothing is stored, if one of them cannot be.
  std::vector<SaveReport> save(std::span<const PollResult* const> polls);

 private:
  /// The poll's own facts while its entries are written.
  struct Poll {
    const std::string& name;
    std::int64_t source;
    Time at;
    bool withdraws_deleted, rewrites, past;
    Matcher::Numbers taken;  ///< articles that entries of the document are
  };
  SaveReport write(const PollResult& poll);
  Match find_stored(const Poll& poll, const PollEntry& entry);
  void save_entry(Poll& poll, const PollEntry& entry, SaveReport& report);
  void update_known(const Poll& poll, const PollEntry& entry, const Match& match, SaveReport& report);
  std::int64_t add(Poll& poll, const PollEntry& entry);
  void follow_facts(const Poll& poll, const PollEntry& entry, const KnownArticle& known);
  static bool is_told_the_same(const Article& old, std::uint64_t fingerprint);
  static Speaker speaker_of(const Poll& poll, const PollEntry& entry, const StoredArticle& old);
  bool update(const Poll& poll, const PollEntry& entry, const KnownArticle& known);
  bool rewrite(const Poll& poll, const PollEntry& entry, const KnownArticle& known);
  void update_unchanged(const Poll& poll, const PollEntry& entry, const KnownArticle& known);
  StoredArticle read_back(const KnownArticle& known);
  void note_deleted(const Poll& poll, std::int64_t article, const std::string& why, Time when,
                    SaveReport& report);
  void note_missing(const Poll& poll, SaveReport& report);
  void note_source(const Poll& poll, const PollEntry& entry, const KnownArticle& known);
  /// The keys' numbers that are new.
  std::vector<std::int64_t> note_keys(std::int64_t article, const EntryKeys& keys);
  void note_dropped(const Poll& poll, const PollEntry& entry, std::int64_t article);

  Database& db_;
  SourceTable& sources_;
  ArticleTable& articles_;
  AliasTable& aliases_;
  Merges& merges_;
  Versions& versions_;
  Removal& removal_;
  RetentionKeeper& retention_;
  Matcher matcher_;
  Archive& archive_;
  HostTable& hosts_;
  KeepResponses keep_;
};

}  // namespace gazette

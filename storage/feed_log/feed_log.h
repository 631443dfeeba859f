// The pages of the feeds that we give out. Throws SqlFailure; callers hold the transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

class FeedLog {
 public:
  explicit FeedLog(Database& db) : db_(db) {}

  std::vector<FeedLogState> states();
  /// Store::extend_feed_logs().
  bool extend(std::span<const FeedLogState> states, std::span<const FeedLogEntry> entries, std::int64_t from,
              std::int64_t to);
  std::vector<FeedLogEntry> page(const std::string& feed, std::int64_t page);
  std::optional<int> version(const std::string& feed, std::int64_t article);

 private:
  bool is_begun(const FeedLogState& state);
  void save(const FeedLogState& state);
  void append(const FeedLogEntry& entry);
  Database& db_;
};

}  // namespace gazette

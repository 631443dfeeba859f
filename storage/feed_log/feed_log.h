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
  /// Where the feed stands from now on. A page that is not there any more loses its entries.
  void save(const FeedLogState& state);
  void append(const FeedLogEntry& entry);
  std::vector<FeedLogEntry> page(const std::string& feed, std::int64_t page);
  std::optional<int> version(const std::string& feed, std::int64_t article);

 private:
  Database& db_;
};

}  // namespace gazette

// The rows of `reader` and `reading`. Throws SqlFailure; callers hold the transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/reading/reading.h"
#include "storage/sqlite.h"

namespace gazette {

class ReadingTable {
 public:
  explicit ReadingTable(Database& db) : db_(db) {}

  void add(const std::string& reader, Time now);
  std::vector<ReaderItem> items(const ReaderQuery& query);
  std::vector<ReaderFeed> feeds(const std::string& reader, const std::vector<std::string>& subscribed);
  void mark(const std::string& reader, std::span<const std::int64_t> articles, const ReaderMark& mark);
  void mark_all_read(ReaderQuery query);

 private:
  struct Reader {
    std::int64_t number = 0;
    std::int64_t begin = 0;  ///< articles up to this one are read, unless a row says otherwise
  };
  Reader find(const std::string& name);
  static std::string read_by_itself(const Reader& reader);
  std::string source_numbers(const std::vector<std::string>& names);
  std::string from_where(const Reader& reader, const ReaderQuery& query);
  void gather(const Reader& reader);

  Database& db_;
};

}  // namespace gazette

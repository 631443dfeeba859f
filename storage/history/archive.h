// What is kept for looking back at polls: raw listings and decisions. The rings are bounded without a search:
// a source's counter says which slot is overwritten. Throws SqlFailure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/history/compressor.h"
#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

inline constexpr int kKeptDecisions = 20;  ///< a source

class Archive {
 public:
  explicit Archive(Database& db) : db_(db) {}

  /// Both: after the source's counter was raised (SourceTable::save).
  void keep_decision(std::int64_t source, Time at, std::string_view text);
  void keep_response(std::int64_t source, Time at, std::string_view content_type, std::string_view body,
                     int keep);

 private:
  Database& db_;
  Compressor compressor_;
};

}  // namespace gazette

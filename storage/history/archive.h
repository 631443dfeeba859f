// What is kept for looking back at polls: raw listings and decisions. The rings are bounded without a search:
// a source's counter says which slot is overwritten. Throws SqlFailure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/history/compressor.h"
#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

inline constexpr int kKeptDecisions = 20;  ///< a source

class Archive {
 public:
  explicit Archive(Database& db) : db_(db) {}

  /// Both: after the source's counter was raised (SourceTable::save).
  void keep_decision(std::int64_t source, const PollDecision& decision);
  void keep_response(std::int64_t source, Time at, std::string_view content_type, std::string_view body,
                     int keep);

  /// Newest first.
  std::vector<PollDecision> decisions(const std::string& source);
  std::optional<StoredResponse> last_response(const std::string& source);

 private:
  Database& db_;
  Compressor compressor_;
};

}  // namespace gazette

// What is kept for looking back at polls: raw listings and decisions. Of listings the newest stands whole,
// each earlier one as a delta against the one after it: a feed that grew by an entry costs that entry.
// How many bytes they are stands in `setting`, at most: to count them reads the greater part of the pages
// that hold them. Decisions are a ring: the source's counter says which slot is overwritten. Throws
// SqlFailure.
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

/// Bounds of the raw listings.
struct KeepResponses {
  int a_source = 0;
  std::int64_t bytes = 0;  ///< of all, compressed
};

class Archive {
 public:
  explicit Archive(Database& db) : db_(db) {}

  /// After the source's counter was raised (SourceTable::save).
  void keep_decision(std::int64_t source, const PollDecision& decision);
  /// Its listing. The same bytes as the newest's are not stored again.
  void keep_response(std::int64_t source, const PollResult& poll, const KeepResponses& keep);

  /// Newest first.
  std::vector<PollDecision> decisions(const std::string& source);
  std::optional<StoredResponse> last_response(const std::string& source);
  std::vector<StoredResponse> responses(const std::string& source);

 private:
  /// Absent: damaged.
  std::optional<std::string> unpacked(std::string_view body);
  void forget(std::int64_t source);
  bool add_delta(std::int64_t source, const PollResult& poll);
  void note_bytes(std::int64_t more);
  void evict(std::int64_t bytes);
  Database& db_;
  Compressor compressor_;
};

}  // namespace gazette

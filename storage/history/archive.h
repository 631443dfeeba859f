// What is kept for looking back: earlier records, raw listings, decisions. Compressed by zstd where it is
// long. The rings are bounded without a search: a source's counter says which slot is overwritten. Throws
// SqlFailure.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "storage/sqlite.h"
#include "storage/store.h"

struct ZSTD_CCtx_s;

namespace gazette {

inline constexpr int kKeptDecisions = 20;  ///< a source

class Archive {
 public:
  explicit Archive(Database& db);

  void keep_version(const StoredArticle& old);
  /// Both: after the source's counter was raised (SourceTable::save).
  void keep_decision(std::int64_t source, Time at, std::string_view text);
  void keep_response(std::int64_t source, Time at, std::string_view content_type, std::string_view body,
                     int keep);

 private:
  struct FreeContext {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::string_view compressed(std::string_view text, int level);

  Database& db_;
  std::unique_ptr<ZSTD_CCtx_s, FreeContext> context_;  ///< kept: making one costs more than a small text
  std::string buffer_;
};

}  // namespace gazette

// Earlier versions of articles. The article's row holds the present record; each earlier one is a delta
// against the one that came after it, so that what stayed costs nothing (measured: 45 to 65 bytes an edit, a
// thirtieth of the record compressed alone); every so many versions one stands alone, which bounds how many
// are read for one. Throws SqlFailure; callers hold the transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "storage/history/compressor.h"
#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

class Versions {
 public:
  explicit Versions(Database& db) : db_(db) {}

  /// `old` becomes an earlier version; `next` is the record that takes its place.
  void keep(const StoredArticle& old, std::string_view next);
  /// The present record became another text without becoming another version.
  void rebase(const StoredArticle& old, std::string_view next);

  /// Of all versions, the present one last.
  std::vector<VersionInfo> list(const StoredArticle& now);
  /// Absent if there is no such version.
  std::optional<ArticleVersion> read(const StoredArticle& now, int version);

 private:
  void write(const StoredArticle& now, int version, std::string_view record, std::string_view next);
  std::string record_of(const StoredArticle& now, int version);

  Database& db_;
  Compressor compressor_;
};

}  // namespace gazette

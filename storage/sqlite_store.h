// The Store over SQLite: WAL, STRICT tables, numbered migrations (storage/schema.h). See storage/store.h for
// threads and failures; opening says clearly what is wrong with a file (not a database, newer schema,
// read-only, locked).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "storage/store.h"

namespace gazette {

/// How the store is opened; defaults are what the daemon uses.
struct SqliteOptions {
  std::string path;                                ///< ":memory:" for tests
  bool read_only = false;                          ///< the server's second connection
  int busy_timeout_ms = 10'000;                    ///< how long another writer is waited for
  int keep_responses = 3;                          ///< raw bodies kept a source
  std::int64_t keep_response_bytes = 256'000'000;  ///< and of all sources, compressed
};

Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteOptions& options);

}  // namespace gazette

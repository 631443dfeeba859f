// Keeps a second daemon away from the same database: two would fetch and export everything twice. Held until
// it is destroyed, and by nobody when the process is gone.
#pragma once

#include <string>

#include "feeds/text/result.h"

namespace gazette {

class DaemonLock {
 public:
  /// ErrorKind::storage if another daemon has it, or the file beside the database cannot be made.
  static Result<DaemonLock> take(const std::string& database);
  DaemonLock(DaemonLock&& other) noexcept;
  DaemonLock& operator=(DaemonLock&&) = delete;
  ~DaemonLock();

 private:
  explicit DaemonLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace gazette

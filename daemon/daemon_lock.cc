#include "daemon/daemon_lock.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace gazette {

Result<DaemonLock> DaemonLock::take(const std::string& database) {
  const std::string path = database + ".lock";
  std::error_code ignored;  // the open below says what is wrong
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  const int fd = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
  if (fd < 0)
    return fail(ErrorKind::storage, path + ": the lock file cannot be made (" + std::strerror(errno) +
                                        "): give gazette's user the right to write there");
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return DaemonLock(fd);
  close(fd);
  return fail(
      ErrorKind::storage,
      path + ": another gazette daemon runs on this database; stop it first, or use another database");
}

DaemonLock::DaemonLock(DaemonLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

DaemonLock::~DaemonLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace gazette

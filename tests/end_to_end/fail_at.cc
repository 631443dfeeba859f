// libfail_at.so, for LD_PRELOAD: the Nth call that changes the disk fails, or ends the process there and
// then.
//   FAIL_AT=N        counts the write, pwrite64, syncfs, rename, unlink and mkdir calls of the program
//   FAIL_PROGRAM on files below
//                    FAIL_BELOW
//   FAIL_MARK=FILE   is made when it comes to that
//   FAIL_HOW=kill    SIGKILL before the call; else errno: enospc, eio, erofs
//   FAIL_WHILE=FILE  instead of FAIL_AT: every call fails as long as the file is there
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

std::atomic<long> calls{0};

template <class F>
F next(const char* name) {
  return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

/// Regular files and folders below FAIL_BELOW only: not the log, not a pipe.
bool counts(int fd) {
  static const char* below = std::getenv("FAIL_BELOW");
  static const char* program = std::getenv("FAIL_PROGRAM");
  if (program && std::strcmp(program, program_invocation_short_name) != 0) return false;
  char link[64], path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0 || path[0] != '/') return false;
  path[length] = '\0';
  return !below || std::strncmp(path, below, std::strlen(below)) == 0;
}

/// True if this call is to fail; errno is set.
bool fails(int fd) {
  static const char* at = std::getenv("FAIL_AT");
  static const char* how = std::getenv("FAIL_HOW");
  if (!counts(fd)) return false;
  static const char* meanwhile = std::getenv("FAIL_WHILE");
  const long number = ++calls;
  const bool is_time = meanwhile ? access(meanwhile, F_OK) == 0 : at && number == std::atol(at);
  if (!is_time) return false;
  if (const char* mark = std::getenv("FAIL_MARK")) close(open(mark, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  if (how && std::strcmp(how, "kill") == 0) raise(SIGKILL);
  errno = !how                             ? ENOSPC
          : std::strcmp(how, "eio") == 0   ? EIO
          : std::strcmp(how, "erofs") == 0 ? EROFS
                                           : ENOSPC;
  return true;
}

}  // namespace

extern "C" {

ssize_t write(int fd, const void* data, size_t size) {
  return fails(fd) ? -1 : next<ssize_t (*)(int, const void*, size_t)>("write")(fd, data, size);
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  return fails(fd) ? -1
                   : next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64")(fd, data, size, offset);
}
int syncfs(int fd) noexcept {
  return fails(fd) ? -1 : next<int (*)(int)>("syncfs")(fd);
}
int fsync(int fd) {
  return fails(fd) ? -1 : next<int (*)(int)>("fsync")(fd);
}
int renameat(int from, const char* old_name, int to, const char* new_name) noexcept {
  return fails(to)
             ? -1
             : next<int (*)(int, const char*, int, const char*)>("renameat")(from, old_name, to, new_name);
}
int unlinkat(int at, const char* name, int flags) noexcept {
  return fails(at) ? -1 : next<int (*)(int, const char*, int)>("unlinkat")(at, name, flags);
}
int mkdirat(int at, const char* name, mode_t mode) noexcept {
  return fails(at) ? -1 : next<int (*)(int, const char*, mode_t)>("mkdirat")(at, name, mode);
}

}  // extern "C"

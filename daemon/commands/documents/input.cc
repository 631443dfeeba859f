#include "daemon/commands/documents/input.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gazette {
namespace {

constexpr std::size_t kMost = std::size_t{1} << 30;
constexpr std::size_t kFirst = 64 * 1024;

tl::unexpected<Error> unreadable() {
  return fail(ErrorKind::other, std::string("cannot be read: ") + std::strerror(errno));
}

}  // namespace

Result<std::string_view> InputReader::read_all(int descriptor) {
  struct stat status {};
  const bool known = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
  if (known && static_cast<std::size_t>(status.st_size) > kMost)
    return fail(ErrorKind::too_large, "larger than 1 GB");
  const std::size_t expected =
      known ? static_cast<std::size_t>(status.st_size) + 1 : kFirst;  // 1: to see the end
  if (buffer_.size() < expected) buffer_.resize(expected);
  std::size_t size = 0;
  while (true) {
    if (size == buffer_.size()) buffer_.resize(std::min(2 * size, kMost + 1));
    const ssize_t got = ::read(descriptor, buffer_.data() + size, buffer_.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable();
    if (got == 0) return std::string_view(buffer_).substr(0, size);
    size += static_cast<std::size_t>(got);
    if (size > kMost) return fail(ErrorKind::too_large, "larger than 1 GB");
  }
}

Result<std::string_view> InputReader::read(const std::string& file) {
  if (file == "-") return read_all(STDIN_FILENO);
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return unreadable();
  Result<std::string_view> bytes = read_all(descriptor);
  ::close(descriptor);
  return bytes;
}

}  // namespace gazette

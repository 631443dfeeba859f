#include "exporters/files/folder.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxOpenFolders = 64;
constexpr off_t kMaxFileBytes = 64 << 20;
constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int kAbsent = -1;   // instead of a descriptor: the folder is not there
constexpr int kBlocked = -2;  // something else, or a link, is there

tl::unexpected<Error> failed(std::string_view what, const std::string& path, int error) {
  return fail(ErrorKind::exporter, "cannot " + std::string(what) + ' ' + escape_for_log(path) + ": " +
                                       std::generic_category().message(error));
}

/// The same for the same name, so that what a dead process left is found and replaced without a search. The
/// dot keeps site generators away.
std::string staged_name(const std::string& name) {
  return ".gazette-" + sha256_hex(name).substr(0, 16) + ".tmp";
}

/// Zero or errno.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

int read_all(int fd, std::size_t expected, std::string& out) {
  out.resize(expected + 1);
  std::size_t got = 0;
  while (true) {
    if (got == out.size()) out.resize(out.size() * 2);
    const ssize_t count = ::read(fd, out.data() + got, out.size() - got);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  out.resize(got);
  return 0;
}

/// errno's word for a path whose folder gave kAbsent or kBlocked.
int reason(int folder) {
  return folder == kAbsent ? ENOENT : ENOTDIR;
}

int make_folders(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    if (::mkdir(path.substr(0, end).c_str(), 0777) != 0 && errno != EEXIST) return errno;
    if (end == std::string::npos) return 0;
  }
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  Fd old(std::exchange(fd_, other.release()));
  return *this;
}
Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}
int Fd::release() {
  return std::exchange(fd_, -1);
}

Result<Folder> Folder::open(const std::string& path) {
  if (path.empty()) return fail(ErrorKind::exporter, "no folder is given");
  Folder folder;
  const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;  // the root itself may be a link: the owner named it
  folder.root_ = Fd(::open(path.c_str(), flags));
  if (!folder.root_ && errno == ENOENT) {
    if (const int error = make_folders(path)) return failed("make the folder", path, error);
    folder.root_ = Fd(::open(path.c_str(), flags));
  }
  if (!folder.root_) return failed("open the folder", path, errno);
  return folder;
}

Result<std::optional<Folder>> Folder::open_existing(const std::string& path) {
  Folder folder;
  folder.root_ = Fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.root_) return std::optional<Folder>(std::move(folder));
  if (errno == ENOENT) return std::optional<Folder>();
  return failed("open the folder", path, errno);
}

/// A folder in `parent`, or kAbsent, kBlocked.
Result<int> Folder::enter(int parent, const std::string& name, const std::string& path, bool make) {
  Fd fd(::openat(parent, name.c_str(), kFolderFlags));
  if (!fd && errno == ENOENT && make) {
    if (::mkdirat(parent, name.c_str(), 0777) != 0 && errno != EEXIST)
      return failed("make the folder", path, errno);
    fd = Fd(::openat(parent, name.c_str(), kFolderFlags));
  }
  if (!fd && errno == ENOENT) return kAbsent;
  if (!fd && (errno == ENOTDIR || errno == ELOOP)) return kBlocked;
  if (!fd) return failed("enter the folder", path, errno);
  const int number = fd.get();
  open_[path] = std::move(fd);
  return number;
}

/// The descriptor of the folder that `path` stands in, its last part in `name`; or kAbsent, kBlocked.
Result<int> Folder::folder_of(const std::string& path, bool make, std::string& name) {
  const std::size_t slash = path.rfind('/');
  name = path.substr(slash + 1);  // npos + 1 is 0
  if (name.empty() || name == "." || name == "..") return failed("use the path", path, EINVAL);
  if (slash == std::string::npos) return root_.get();
  const std::string folder = path.substr(0, slash);
  if (const auto known = open_.find(folder); known != open_.end()) return known->second.get();
  if (open_.size() >= kMaxOpenFolders) open_.clear();
  int at = root_.get();
  for (std::size_t begin = 0; begin <= folder.size();) {
    const std::size_t end = std::min(folder.find('/', begin), folder.size());
    const std::string part = folder.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return failed("use the path", path, EINVAL);
    const std::string so_far = folder.substr(0, end);
    const auto known = open_.find(so_far);
    const Result<int> next = known == open_.end() ? enter(at, part, so_far, make) : known->second.get();
    if (!next || *next < 0) return next;
    at = *next;
    begin = end + 1;
  }
  return at;
}

Result<FoundFile> Folder::read(const std::string& path) {
  std::string name;
  FoundFile found;
  const Result<int> at = folder_of(path, false, name);
  if (!at) return pass_on(at);
  found.beyond = *at == kBlocked;
  if (found.beyond) found.kind = FoundFile::Kind::other;
  if (*at < 0) return found;
  const Fd fd(::openat(*at, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd && errno == ENOENT) return found;
  struct stat info {};
  if (!fd && errno != ELOOP && errno != ENXIO) return failed("read", path, errno);
  if (fd && ::fstat(fd.get(), &info) != 0) return failed("read", path, errno);
  found.kind = FoundFile::Kind::other;
  if (!fd || !S_ISREG(info.st_mode) || info.st_size > kMaxFileBytes) return found;
  found.kind = FoundFile::Kind::file;
  if (const int error = read_all(fd.get(), static_cast<std::size_t>(info.st_size), found.bytes))
    return failed("read", path, error);
  return found;
}

bool Folder::has_file(const std::string& path) {
  std::string name;
  const Result<int> at = folder_of(path, false, name);
  struct stat info {};
  return at && *at >= 0 && ::fstatat(*at, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISREG(info.st_mode);
}

Result<void> Folder::stage(const std::string& path, std::string_view bytes) {
  std::string name;
  const Result<int> at = folder_of(path, true, name);
  if (!at) return pass_on(at);
  if (*at < 0) return failed("write", path, reason(*at));
  const std::string staged = staged_name(name);
  const Fd fd(::openat(*at, staged.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!fd) return failed("write", path, errno);
  if (const int error = write_all(fd.get(), bytes)) {
    ::unlinkat(*at, staged.c_str(), 0);
    return failed("write", path, error);
  }
  return {};
}

Result<void> Folder::flush() {
  if (::syncfs(root_.get()) != 0) return failed("flush", "the folder's file system", errno);
  return {};
}

Result<void> Folder::publish(const std::string& path) {
  std::string name;
  const Result<int> at = folder_of(path, false, name);
  if (!at) return pass_on(at);
  if (*at < 0) return failed("replace", path, reason(*at));
  if (::renameat(*at, staged_name(name).c_str(), *at, name.c_str()) != 0)
    return failed("replace", path, errno);
  return {};
}

void Folder::unstage(const std::string& path) {
  std::string name;
  const Result<int> at = folder_of(path, false, name);
  if (at && *at >= 0) ::unlinkat(*at, staged_name(name).c_str(), 0);
}

Result<void> Folder::replace(const std::string& path, std::string_view bytes) {
  const Result<void> staged = stage(path, bytes);
  return staged ? publish(path) : staged;
}

Result<void> Folder::append(const std::string& path, std::string_view bytes) {
  std::string name;
  const Result<int> at = folder_of(path, true, name);
  if (!at) return pass_on(at);
  if (*at < 0) return failed("write", path, reason(*at));
  const Fd fd(::openat(*at, name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!fd) return failed("write", path, errno);
  if (const int error = write_all(fd.get(), bytes)) return failed("write", path, error);
  return {};
}

Result<bool> Folder::remove(const std::string& path) {
  std::string name;
  const Result<int> at = folder_of(path, false, name);
  if (!at) return pass_on(at);
  if (*at < 0) return false;
  if (::unlinkat(*at, name.c_str(), 0) != 0) {
    if (errno == ENOENT) return false;
    return failed("remove", path, errno);
  }
  std::string folder = path.substr(0, path.rfind('/'));
  for (std::size_t slash; (slash = folder.rfind('/')) != std::string::npos; folder.resize(slash)) {
    const Result<int> parent = folder_of(folder, false, name);
    if (!parent || *parent < 0 || ::unlinkat(*parent, name.c_str(), AT_REMOVEDIR) != 0) break;
    open_.erase(folder);
  }
  return true;
}

Result<bool> Folder::lock(const std::string& folder) {
  std::string name;
  const Result<int> at = folder_of(folder + "/lock", true, name);
  if (!at) return pass_on(at);
  if (*at < 0) return failed("lock", folder, reason(*at));
  lock_ = Fd(::openat(*at, ".", kFolderFlags));  // a descriptor of its own: the cache may close the other
  if (!lock_) return failed("lock", folder, errno);
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  return failed("lock", folder, errno);
}

}  // namespace gazette

// A folder whose files are read and replaced by relative paths and nothing outside it is ever touched: each
// part of a path is opened by itself and links are not followed. Files are replaced whole: written beside,
// made durable, renamed. One thread. Failures are ErrorKind::exporter with the path and the system's words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "feeds/text/result.h"

namespace gazette {

/// A file descriptor, closed at the end.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd();
  int get() const { return fd_; }
  int release();
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

/// What stands at a path.
struct FoundFile {
  enum class Kind {
    absent,
    file,
    other
  } kind = Kind::absent;  ///< other: link, folder, device, beyond a link, too large
  bool beyond = false;    ///< a link or a file stands where one of the path's folders should
  std::string bytes;
};

class Folder {
 public:
  /// Made with its parents if it is not there.
  static Result<Folder> open(const std::string& path);
  /// Nothing if it is not there.
  static Result<std::optional<Folder>> open_existing(const std::string& path);

  Result<FoundFile> read(const std::string& path);
  /// False also if it cannot be told.
  bool has_file(const std::string& path);
  /// The whole file, seen by others either as it was or as it will be.
  Result<void> replace(const std::string& path, std::string_view bytes);
  /// False if it was not there. Folders that are empty then go with it, all but the topmost.
  Result<bool> remove(const std::string& path);
  Result<void> append(const std::string& path, std::string_view bytes);

  /// replace() in three steps, for many files at the price of one flush: write them all beside, flush, rename
  /// them all.
  Result<void> stage(const std::string& path, std::string_view bytes);
  Result<void> flush();
  Result<void> publish(const std::string& path);
  /// Takes back what stage() left, also of a process that died.
  void unstage(const std::string& path);

  /// Only one process at a time has the lock of a folder below; false if another has it. Kept until the end.
  Result<bool> lock(const std::string& folder);

 private:
  Result<int> folder_of(const std::string& path, bool make, std::string& name);
  Result<int> enter(int parent, const std::string& name, const std::string& path, bool make);

  Fd root_;
  Fd lock_;
  std::unordered_map<std::string, Fd> open_;  ///< folders below, by path
};

}  // namespace gazette

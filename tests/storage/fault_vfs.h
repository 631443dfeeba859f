// A file system for SQLite that fails on purpose: a write that is refused or torn, a sync that fails, at the
// N-th call. Registered as the default one while it lives; one at a time, on one thread.
#pragma once

#include <cerrno>
#include <cstring>

#include <sqlite3.h>

namespace gazette::test {

enum class Fault { full_disk, short_write, failed_sync };

class FaultVfs {
 public:
  FaultVfs() {
    real_ = sqlite3_vfs_find(nullptr);
    vfs_ = *real_;
    vfs_.zName = "fault";
    vfs_.pNext = nullptr;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.xOpen = open_file;
    self_ = this;
    sqlite3_vfs_register(&vfs_, 1);
  }
  FaultVfs(const FaultVfs&) = delete;
  ~FaultVfs() {
    sqlite3_vfs_register(real_, 1);
    sqlite3_vfs_unregister(&vfs_);
    self_ = nullptr;
  }

  /// The n-th call from now fails, and all after it if it `lasts`.
  void fail_at(Fault fault, int n, bool lasts) { fault_ = fault, left_ = n, lasts_ = lasts, failed_ = 0; }
  void heal() { left_ = 0; }
  int failed() const { return failed_; }

 private:
  struct File {
    sqlite3_file base;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };
  static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
  static sqlite3_file* real(sqlite3_file* file) { return of(file)->real(); }

  bool fails(bool is_sync) {
    if (left_ == 0 || is_sync != (fault_ == Fault::failed_sync) || --left_ > 0) return false;
    ++failed_;
    if (lasts_) left_ = 1;
    return true;
  }
  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    if (!self_->fails(false)) return real(file)->pMethods->xWrite(real(file), bytes, size, offset);
    errno = ENOSPC;
    if (self_->fault_ == Fault::full_disk) return SQLITE_FULL;
    real(file)->pMethods->xWrite(real(file), bytes, size / 2, offset);
    return SQLITE_IOERR_WRITE;
  }
  static int sync(sqlite3_file* file, int flags) {
    return self_->fails(true) ? SQLITE_IOERR_FSYNC : real(file)->pMethods->xSync(real(file), flags);
  }
  static int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    const int code = self_->real_->xOpen(self_->real_, name, real(file), flags, out);
    file->pMethods = real(file)->pMethods ? methods() : nullptr;
    return code;
  }
  // All others hand the call on.
  static const sqlite3_io_methods* methods() {
    static const sqlite3_io_methods kMethods{
        3,
        [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); },
        [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
          return real(f)->pMethods->xRead(real(f), to, n, at);
        },
        write,
        [](sqlite3_file* f, sqlite3_int64 n) { return real(f)->pMethods->xTruncate(real(f), n); },
        sync,
        [](sqlite3_file* f, sqlite3_int64* n) { return real(f)->pMethods->xFileSize(real(f), n); },
        [](sqlite3_file* f, int lock) { return real(f)->pMethods->xLock(real(f), lock); },
        [](sqlite3_file* f, int lock) { return real(f)->pMethods->xUnlock(real(f), lock); },
        [](sqlite3_file* f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); },
        [](sqlite3_file* f, int op, void* p) { return real(f)->pMethods->xFileControl(real(f), op, p); },
        [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); },
        [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
        [](sqlite3_file* f, int page, int size, int extend, void volatile** p) {
          return real(f)->pMethods->xShmMap(real(f), page, size, extend, p);
        },
        [](sqlite3_file* f, int offset, int n, int flags) {
          return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
        },
        [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); },
        [](sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); },
        [](sqlite3_file* f, sqlite3_int64 at, int n, void** p) {
          return real(f)->pMethods->xFetch(real(f), at, n, p);
        },
        [](sqlite3_file* f, sqlite3_int64 at, void* p) {
          return real(f)->pMethods->xUnfetch(real(f), at, p);
        }};
    return &kMethods;
  }

  inline static FaultVfs* self_ = nullptr;
  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs vfs_{};
  Fault fault_ = Fault::full_disk;
  int left_ = 0, failed_ = 0;
  bool lasts_ = false;
};

}  // namespace gazette::test

#include "storage/backup.h"

#include <cstdio>
#include <filesystem>
#include <memory>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace gazette {

namespace {

namespace fs = std::filesystem;

struct BackupEnd {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

/// Page by page in one go, through a connection of its own: a reader of the log sees one state, whoever
/// writes meanwhile, and keeps nobody from writing.
void copy_pages(const Database& db, const std::string& to) {
  Database from(db.path(), true, db.busy_timeout_ms());
  Database copy(to, false, db.busy_timeout_ms());
  std::unique_ptr<sqlite3_backup, BackupEnd> backup(
      sqlite3_backup_init(copy.handle(), "main", from.handle(), "main"));
  if (!backup) copy.raise(sqlite3_errcode(copy.handle()));
  const int code = sqlite3_backup_step(backup.get(), -1);
  if (code != SQLITE_DONE) copy.raise(code);
  backup.reset();
  Statement row = copy.prepare("pragma quick_check(1)");
  if (!row.step() || row.view(0) != "ok")
    throw_storage_error(to + ": the copy is damaged: is the database whole? Run `gazette check`");
}

/// The name is on the disk, too.
void sync_folder(const std::string& file) {
  const fs::path folder = fs::path(file).parent_path();
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

/// What SQLite puts beside a file.
void remove_unfinished(const std::string& unfinished) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(unfinished + suffix, ignored);
}

}  // namespace

void back_up(Database& db, const std::string& file) {
  if (db.is_memory()) throw_storage_error("a database in memory cannot be copied to a file");
  if (file.empty()) throw_storage_error("the copy needs a name: name a file");
  std::error_code error;
  if (fs::equivalent(file, db.path(), error))
    throw_storage_error(file + ": is the database itself: name another file");
  if (fs::is_directory(file, error)) throw_storage_error(file + ": is a folder: name a file");
  const std::string unfinished = file + ".tmp";
  remove_unfinished(unfinished);
  try {
    copy_pages(db, unfinished);
    fs::permissions(unfinished, fs::status(db.path()).permissions(), error);
    if (std::rename(unfinished.c_str(), file.c_str()) != 0)
      throw_storage_error(file +
                          ": the copy cannot get this name: free it or check the rights of its folder");
  } catch (const SqlFailure&) {
    remove_unfinished(unfinished);
    throw;
  }
  remove_unfinished(unfinished);
  sync_folder(file);
}

}  // namespace gazette

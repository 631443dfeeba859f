#include "storage/sqlite.h"

#include <cassert>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <sqlite3.h>

namespace gazette {

namespace {

namespace fs = std::filesystem;

/// Why SQLite could not open the file; it only says "unable to open".
std::string explain_open(const std::string& path, int system_error) {
  std::error_code ignored;
  const fs::path file(path);
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (fs::is_directory(file, ignored)) return "is a folder: name a file in `database`";
  if (!fs::exists(folder, ignored)) return "the folder " + folder.string() + " does not exist: create it";
  if (!fs::is_directory(folder, ignored))
    return folder.string() + " is not a folder: name another place in `database`";
  const std::string cause = system_error ? std::strerror(system_error) : "no such file or no permission";
  return "cannot be opened (" + cause + "): check the rights of the file and of its folder";
}

bool is_reading(int code) {
  return code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_FSTAT;
}

/// ", no such device"; what came after the failure may have hidden it.
std::string cause_of(int system_error) {
  return system_error ? std::string(", ") + std::strerror(system_error) : std::string();
}

bool is_write_refusal(int code) {
  return code == SQLITE_READONLY || code == SQLITE_PERM || code == SQLITE_AUTH;
}

}  // namespace

void throw_storage_error(std::string message) {
  throw SqlFailure{Error{ErrorKind::storage, std::move(message)}};
}

// --- Statement

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_),
      stmt_(std::exchange(other.stmt_, nullptr)),
      owned_(other.owned_),
      bound_(other.bound_) {}

Statement::~Statement() {
  if (!stmt_) return;
  if (owned_) {
    sqlite3_finalize(stmt_);
    return;
  }
  sqlite3_reset(stmt_);
  sqlite3_clear_bindings(stmt_);  // bytes bound without a copy may be gone by the next use
}

void Statement::check(int code) const {
  if (code != SQLITE_OK) db_->raise(code);
}

void Statement::bind_integer(std::int64_t value) {
  check(sqlite3_bind_int64(stmt_, ++bound_, value));
}

void Statement::bind_next(std::string_view text, bool keep) {
  // A null pointer would be bound as NULL.
  const char* bytes = text.data() ? text.data() : "";
  check(sqlite3_bind_text64(stmt_, ++bound_, bytes, text.size(), keep ? SQLITE_TRANSIENT : SQLITE_STATIC,
                            SQLITE_UTF8));
}

void Statement::bind_next(const Blob& blob, bool keep) {
  const char* bytes = blob.bytes.data() ? blob.bytes.data() : "";
  check(sqlite3_bind_blob64(stmt_, ++bound_, bytes, blob.bytes.size(),
                            keep ? SQLITE_TRANSIENT : SQLITE_STATIC));
}

void Statement::bind_next(const std::optional<Time>& time, bool keep) {
  bind_next(time ? std::optional(to_unix_ms(*time)) : std::nullopt, keep);
}

void Statement::bind_next(const std::optional<std::int64_t>& value, bool) {
  if (value) return bind_integer(*value);
  check(sqlite3_bind_null(stmt_, ++bound_));
}

void Statement::bind_next(const std::optional<Duration>& duration, bool) {
  if (duration) return bind_integer(duration->count());
  check(sqlite3_bind_null(stmt_, ++bound_));
}

bool Statement::step() {
  const int code = sqlite3_step(stmt_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) db_->raise(code);
  return false;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(stmt_, column);
}

double Statement::real(int column) const {
  return sqlite3_column_double(stmt_, column);
}

std::string_view Statement::view(int column) const {
  const void* bytes = sqlite3_column_blob(stmt_, column);  // of a text: its UTF-8
  const int size = sqlite3_column_bytes(stmt_, column);
  return bytes ? std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size))
               : std::string_view();
}

std::optional<Time> Statement::optional_time(int column) const {
  if (sqlite3_column_type(stmt_, column) == SQLITE_NULL) return std::nullopt;
  return time(column);
}

std::optional<Duration> Statement::optional_duration(int column) const {
  if (sqlite3_column_type(stmt_, column) == SQLITE_NULL) return std::nullopt;
  return Duration{integer(column)};
}

// --- Database

namespace {
/// Once, before anything else of SQLite: its statistics of memory take a lock at every allocation, and nobody
/// asks for them.
void configure_library() {
  static const int kDone = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)kDone;
}
}  // namespace

Database::Database(std::string path, bool read_only, int busy_timeout_ms)
    : path_(std::move(path)), busy_timeout_ms_(busy_timeout_ms) {
  configure_library();
  const int access = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path_.c_str(), &handle_, access | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    const Error error = explain(code);
    sqlite3_close(handle_);
    throw SqlFailure{error};
  }
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, busy_timeout_ms);
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

void Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) raise(code);
}

sqlite3_stmt* Database::compile(std::string_view sql, bool lasting) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      lasting ? SQLITE_PREPARE_PERSISTENT : 0, &statement, nullptr);
  if (code != SQLITE_OK) raise(code);
  return statement;
}

Statement Database::prepare(const std::string& sql) {
  return Statement(*this, compile(sql, false), true);
}

Statement Database::cached(const char* sql) {
  auto [place, is_new] = statements_.try_emplace(sql, nullptr);
  if (!place->second) place->second = compile(sql, true);
  assert(std::strcmp(sqlite3_sql(place->second), sql) == 0 && "cached statements are literals");
  assert(!sqlite3_stmt_busy(place->second) && "a statement is used by one reader at a time");
  return Statement(*this, place->second, false);
}

bool Database::finish_if_unique(Statement& statement) {
  try {
    while (statement.step()) {}
    return true;
  } catch (const SqlFailure&) {
    if (sqlite3_extended_errcode(handle_) == SQLITE_CONSTRAINT_UNIQUE) return false;
    throw;
  }
}

std::int64_t Database::last_number() const {
  return sqlite3_last_insert_rowid(handle_);
}
int Database::changed_rows() const {
  return sqlite3_changes(handle_);
}
bool Database::in_transaction() const {
  return sqlite3_get_autocommit(handle_) == 0;
}
bool Database::is_read_only() const {
  return sqlite3_db_readonly(handle_, "main") == 1;
}

void Database::raise(int code) const {
  throw SqlFailure{explain(code)};
}

Error Database::explain(int code) const {
  const int kind = code & 0xff;
  const bool is_said = handle_ && sqlite3_errcode(handle_) != SQLITE_OK;
  const std::string detail = is_said ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
  std::string text = path_ + ": ";
  if (kind == SQLITE_BUSY || kind == SQLITE_LOCKED)
    text += "locked by another program for more than " + format_duration(Duration(busy_timeout_ms_)) +
            "; nothing was stored: end that program or try again";
  else if (is_write_refusal(kind))
    text +=
        "cannot be written (" + detail + "): give gazette's user the right to write the file and its folder";
  else if (kind == SQLITE_NOTADB)
    text += "is not a database; it was left as it is: name another file in `database` or move this one away";
  else if (code == SQLITE_CORRUPT_VTAB)
    text += "its search index is damaged: `gazette check --repair` makes it anew";
  else if (kind == SQLITE_CORRUPT)
    text += "is damaged (" + detail +
            "); it was left as it is: restore a backup, or save what can be read with "
            "`sqlite3 FILE .recover | sqlite3 NEW-FILE`";
  else if (kind == SQLITE_FULL)
    text += "the disk is full; nothing was stored: free some space";
  else if (kind == SQLITE_CANTOPEN)
    text += explain_open(path_, handle_ ? sqlite3_system_errno(handle_) : 0);
  else if (kind == SQLITE_IOERR)
    text += std::string(is_reading(code) ? "reading" : "writing") + " failed (" + detail +
            cause_of(handle_ ? sqlite3_system_errno(handle_) : 0) + "); nothing was stored: check the disk";
  else
    text += detail;
  return Error{ErrorKind::storage, text};
}

// --- Transaction

Transaction::Transaction(Database& db, Kind kind) : db_(db), kind_(kind) {
  assert(!db_.in_transaction());
  if (kind == Kind::write)
    db_.run("begin immediate");
  else
    db_.run("begin");
}

Transaction::~Transaction() {
  if (db_.pending() && kind_ == Kind::write) db_.pending()->end_pending(committed_);
  // After some failures (disk full, input/output) SQLite has rolled back by itself.
  if (db_.in_transaction()) sqlite3_exec(db_.handle(), "rollback", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  if (db_.pending()) db_.pending()->write_pending();
  db_.run("commit");
  committed_ = true;
}

}  // namespace gazette

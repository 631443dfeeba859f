// Thin RAII over SQLite's C interface: Database (a connection and its prepared statements), Statement,
// Transaction. Inside this folder a failure is thrown as SqlFailure, so that a transaction of ten steps is
// ten lines; attempt() at the Store's border turns it into a Result. Error texts name the file and the
// remedy. One connection is used by one thread at a time.
#pragma once

#include <concepts>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "feeds/text/result.h"
#include "feeds/text/time.h"

struct sqlite3;
struct sqlite3_stmt;

namespace gazette {

/// Thrown inside storage/, never across its border.
struct SqlFailure {
  Error error;
};
[[noreturn]] void throw_storage_error(std::string message);

/// Runs `f` and hands on what it returns; a failure (ours, of a library, no memory) becomes the Result's
/// error.
template <class F>
auto attempt(F&& f) -> Result<std::invoke_result_t<F>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
      f();
      return {};
    } else {
      return f();
    }
  } catch (const SqlFailure& failure) {
    return tl::unexpected<Error>(failure.error);
  } catch (const std::exception& e) {
    return fail(ErrorKind::storage, std::string("the store failed: ") + e.what());
  }
}

/// Bytes for a BLOB column.
struct Blob {
  std::string_view bytes;
};

class Database;

/// A prepared statement with its bound parameters; goes back to the connection's cache, reset, when it ends.
class Statement {
 public:
  Statement(Database& db, sqlite3_stmt* stmt, bool owned) : db_(&db), stmt_(stmt), owned_(owned) {}
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// Binds the next parameter, from the first on. `keep`: the bytes are copied.
  template <std::integral T>
  void bind_next(T value, bool) {
    bind_integer(static_cast<std::int64_t>(value));
  }
  void bind_next(std::string_view text, bool keep);
  void bind_next(const Blob& blob, bool keep);
  void bind_next(Time time, bool) { bind_integer(to_unix_ms(time)); }
  void bind_next(const std::optional<Time>& time, bool);
  void bind_next(const std::optional<std::int64_t>& value, bool);
  void bind_next(const std::optional<Duration>& duration, bool);  ///< milliseconds

  /// True: there is a row to read.
  bool step();
  std::int64_t integer(int column) const;
  std::uint64_t unsigned_integer(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  double real(int column) const;
  bool is_true(int column) const { return integer(column) != 0; }
  std::string_view view(int column) const;  ///< until the next step
  std::string text(int column) const { return std::string(view(column)); }
  Time time(int column) const { return from_unix_ms(integer(column)); }
  std::optional<Time> optional_time(int column) const;
  std::optional<Duration> optional_duration(int column) const;

 private:
  void bind_integer(std::int64_t value);
  void check(int code) const;
  Database* db_;
  sqlite3_stmt* stmt_;
  bool owned_;
  int bound_ = 0;
};

/// What is written only when a transaction ends, by whoever gathers it.
class PendingWrites {
 public:
  virtual ~PendingWrites() = default;
  virtual void write_pending() = 0;              ///< the transaction is about to commit
  virtual void end_pending(bool committed) = 0;  ///< it was, or it was rolled back
};

class Database {
 public:
  /// Opens (and creates, if not read_only) the file; reads nothing of it yet.
  Database(std::string path, bool read_only, int busy_timeout_ms);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// Several statements without parameters.
  void execute(const char* sql);
  /// A statement to step through. `sql` is a literal: the prepared statement is kept under its address.
  template <class... Values>
  Statement query(const char* sql, const Values&... values) {
    Statement statement = cached(sql);
    (statement.bind_next(values, true), ...);
    return statement;
  }
  /// The same for SQL that was put together; prepared each time.
  Statement prepare(const std::string& sql);
  /// Runs a statement (a literal) to its end.
  template <class... Values>
  void run(const char* sql, const Values&... values) {
    Statement statement = cached(sql);
    (statement.bind_next(values, false), ...);
    while (statement.step()) {}
  }
  /// run(), but false instead of a failure where a UNIQUE constraint refuses the row.
  template <class... Values>
  bool run_if_unique(const char* sql, const Values&... values) {
    Statement statement = cached(sql);
    (statement.bind_next(values, false), ...);
    return finish_if_unique(statement);
  }
  /// The first column of the first row as a number; 0 if there is no row.
  template <class... Values>
  std::int64_t number(const char* sql, const Values&... values) {
    Statement statement = query(sql, values...);
    return statement.step() ? statement.integer(0) : 0;
  }

  std::int64_t last_number() const;  ///< of the last inserted row
  int changed_rows() const;          ///< by the last statement
  bool in_transaction() const;
  bool is_read_only() const;
  bool is_memory() const { return path_ == ":memory:"; }
  const std::string& path() const { return path_; }
  int busy_timeout_ms() const { return busy_timeout_ms_; }
  sqlite3* handle() const { return handle_; }

  /// One at most; null for none. It outlives its transactions.
  void set_pending(PendingWrites* pending) { pending_ = pending; }
  PendingWrites* pending() const { return pending_; }

  /// What a code of SQLite means here: one line with file and remedy.
  Error explain(int code) const;
  [[noreturn]] void raise(int code) const;

 private:
  Statement cached(const char* sql);
  bool finish_if_unique(Statement& statement);
  sqlite3_stmt* compile(std::string_view sql, bool lasting);

  std::string path_;
  int busy_timeout_ms_;
  sqlite3* handle_ = nullptr;
  PendingWrites* pending_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

/// All or nothing: rolled back unless commit() was reached.
class Transaction {
 public:
  enum class Kind { read, write };
  /// write: takes the writer's lock at once (waits busy_timeout), so no later step can meet another writer.
  Transaction(Database& db, Kind kind);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& db_;
  Kind kind_;
  bool committed_ = false;
};

}  // namespace gazette

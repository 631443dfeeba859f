// Typed access to a TOML table that remembers which keys were asked for, so that a mistake (wrong type,
// unknown key) is told with file:line and the nearest known key. Used only while a configuration is read; one
// thread; never throws.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <toml++/toml.h>

#include "feeds/text/time.h"

namespace gazette {

/// All mistakes of one configuration, so that they are reported at once.
class Problems {
 public:
  explicit Problems(std::string file) : file_(std::move(file)) {}
  /// `line` 0: the file as a whole.
  void add(unsigned line, const std::string& message);
  bool empty() const { return found_.empty(); }
  /// "file:line: message", by line, one a row.
  std::string text() const;

 private:
  std::string file_;
  std::multimap<unsigned, std::string> found_;
};

/// Where a secret is: { file = "..." }, { env = "..." } or { credential = "..." }.
struct SecretPlace {
  std::string kind, name;
};

class TableReader {
 public:
  /// `what` names the table in messages: "[fetch]", "[[source]] qq". Both references must outlive the reader,
  /// and so must every key that it is asked for.
  TableReader(const toml::table& table, std::string what, Problems& problems);

  bool has(std::string_view key) const { return table_.contains(key); }
  bool is_number(std::string_view key) const { return table_.contains(key) && table_.get(key)->is_integer(); }
  bool is_table(std::string_view key) const { return table_.contains(key) && table_.get(key)->is_table(); }
  /// Line of the key, or of the table where the key is absent.
  unsigned line(std::string_view key = {}) const;

  std::string text(std::string_view key, std::string_view fallback = {});
  std::string required_text(std::string_view key);
  bool flag(std::string_view key, bool fallback);
  /// Reports a value outside [low, high].
  std::int64_t number(std::string_view key, std::int64_t fallback, std::int64_t low, std::int64_t high);
  /// "30s", "1h" ...; a bare number is refused, because nobody knows its unit.
  std::optional<Duration> duration(std::string_view key);
  /// "20MB", "512kB" or a number of bytes.
  std::size_t bytes(std::string_view key, std::size_t fallback);
  std::vector<std::string> texts(std::string_view key);
  std::map<std::string, std::string> text_map(std::string_view key);
  std::optional<SecretPlace> secret_place(std::string_view key);
  /// A table whose values are texts or say where a secret is.
  std::map<std::string, std::variant<std::string, SecretPlace>> texts_or_secrets(std::string_view key);
  /// One of `allowed`; reports another one with the nearest.
  std::string choice(std::string_view key, std::string_view fallback,
                     std::span<const std::string_view> allowed);
  std::string choice(std::string_view key, std::string_view fallback,
                     std::initializer_list<std::string_view> allowed) {
    return choice(key, fallback, std::span(allowed.begin(), allowed.size()));
  }
  std::string choice(std::string_view key, std::string_view fallback,
                     const std::vector<std::string>& allowed) {
    return choice(key, fallback, std::vector<std::string_view>(allowed.begin(), allowed.end()));
  }
  const toml::table* table(std::string_view key);
  /// Rows of [[key]], in order.
  std::vector<const toml::table*> tables(std::string_view key);

  /// Scalar keys that nobody asked for yet, as text: a recipe's parameters.
  std::map<std::string, std::string> remaining_scalars();
  /// Reports every key that nobody asked for.
  void report_unknown();

  void problem(std::string_view key, const std::string& message);

 private:
  bool was_asked(std::string_view key) const;
  const toml::node* get(std::string_view key);
  std::optional<SecretPlace> place_in(const toml::node& node, const std::string& key);
  const toml::node* get_as(std::string_view key, toml::node_type type, std::string_view type_name);

  const toml::table& table_;
  std::string what_;
  Problems& problems_;
  std::vector<std::string_view>
      asked_;  ///< literals, and keys of table_: few, and ten thousand tables are read
};

/// 1 to 64 of a-z, 0-9, - and _: fit for paths and URLs.
bool is_good_name(std::string_view name);

/// A name for paths and URLs that is good and not yet in `taken`, into which it goes; else a problem at
/// "name".
std::string unique_name(TableReader& reader, std::string name, std::set<std::string>& taken);

}  // namespace gazette

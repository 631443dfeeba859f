// Typed access to a TOML table, or to several laid over each other ([list.hot] over [list]), that remembers
// which keys were asked for; so a wrong type or an unknown key is told with its line and the nearest known
// key. One thread; never throws.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

namespace gazette::sites {

/// All mistakes of one recipe.
class Mistakes {
 public:
  explicit Mistakes(std::string_view file) : file_(file) {}
  void add(std::size_t line, const std::string& message);
  bool empty() const { return found_.empty(); }
  /// "file:line: message", by line, one a row.
  std::string text() const;

 private:
  std::string file_;
  std::multimap<std::size_t, std::string> found_;
};

/// The known name nearest to a mistyped one (edit distance at most 3, and less than half of its length);
/// empty if none is near.
std::string nearest_name(std::string_view mistyped, const std::vector<std::string>& known);
/// ", did you mean "x"?", or nothing if no known name is near.
std::string did_you_mean(std::string_view mistyped, const std::vector<std::string>& known);

unsigned line_of(const toml::node& node);
/// Strings, whole numbers and booleans as text; absent for anything else.
std::optional<std::string> scalar_text(const toml::node& node);

class Keys {
 public:
  /// `what` names the table in messages. The first layer that has a key wins; null layers are left out. The
  /// tables must outlive the object.
  Keys(std::string what, std::vector<const toml::table*> layers, Mistakes& mistakes);

  const toml::node* get(std::string_view key);
  std::string text(std::string_view key, std::string fallback = {});
  bool flag(std::string_view key, bool fallback);
  std::int64_t number(std::string_view key, std::int64_t fallback, std::int64_t low, std::int64_t high);
  /// A text or a list of texts (numbers and booleans count as their text).
  std::vector<std::string> texts(std::string_view key);
  /// The nodes of a list, or the one node that stands for it.
  std::vector<const toml::node*> nodes(std::string_view key);
  /// The tables of that name in all layers; empty if there is none.
  std::vector<const toml::table*> tables(std::string_view key);
  /// Of the table, or of the key in it.
  std::size_t line(std::string_view key = {}) const;

  void mistake(std::string_view key, const std::string& message);
  /// Names every key that nobody asked for, but those in `allowed`.
  void report_unknown(const std::set<std::string, std::less<>>& allowed = {});
  Mistakes& mistakes() { return mistakes_; }

 private:
  std::string what_;
  std::vector<const toml::table*> layers_;
  Mistakes& mistakes_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace gazette::sites

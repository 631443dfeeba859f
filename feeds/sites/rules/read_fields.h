// The small parts of a recipe that stand in all of its tables: fields, dates, conditions, paths, patterns,
// templates. Used only while a recipe is read; what cannot be read is told to Mistakes and left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/sites/rules/toml_keys.h"
#include "feeds/sites/values/values.h"

namespace gazette::sites {

/// Null and a mistake if RE2 refuses it.
Pattern read_pattern(Keys& keys, std::string_view key);
std::vector<Pattern> read_patterns(Keys& keys, std::string_view key);
std::vector<SharedSelector> read_selectors(Keys& keys, std::string_view key);
std::vector<Pointer> read_pointers(Keys& keys, std::string_view key);
/// Reports variables that are not among `names` (pointers are for fields only).
Template read_template(Keys& keys, std::string_view key, std::string_view text,
                       const std::vector<std::string>& names);

/// What may be said in a place: a list of JSON knows no selectors, one of HTML no pointers.
struct FieldContext {
  bool pointers = true, selectors = true;
  std::vector<std::string> names;  ///< that templates may use
};

class FieldReader {
 public:
  explicit FieldReader(FieldContext context) : context_(std::move(context)) {}

  /// Empty if the key is absent. `is_html`: what a JSON text of this field is unless it says `html`.
  Field field(Keys& keys, std::string_view key, bool is_html = false) const;
  DateField date(Keys& keys, std::string_view key) const;
  std::vector<Condition> conditions(Keys& keys, std::string_view key) const;
  /// Fields that must not be empty.
  std::vector<Condition> required(Keys& keys, std::string_view key) const;
  std::vector<Path> paths(Keys& keys, std::string_view key) const;
  /// The alternatives of one node: a short text, or a table with steps.
  Field alternatives(Keys& keys, std::string_view key, const toml::node& node, bool is_html) const;
  /// The same for the table itself; its keys `from`, `script`, `strip`, `regex`, `template`, `html`.
  Field alternatives_of(Keys& table, bool is_html) const;

 private:
  void add_short(Keys& keys, std::string_view key, const std::string& text, const Alternative& steps,
                 Field& out) const;
  Path path(Keys& keys, std::string_view key, const std::string& text) const;
  DateRule date_rule(Keys& keys, std::string_view key, const toml::node& node) const;

  FieldContext context_;
};

}  // namespace gazette::sites

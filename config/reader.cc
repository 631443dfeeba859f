#include "config/reader.h"

#include <algorithm>

#include "feeds/sites/rules/toml_keys.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

using sites::line_of;
using sites::nearest_name;
using sites::scalar_text;

std::optional<std::size_t> parse_bytes(std::string_view text) {
  std::size_t digits = 0;
  std::size_t value = 0;
  for (; digits < text.size() && digits < 15 && text[digits] >= '0' && text[digits] <= '9'; ++digits)
    value = value * 10 + static_cast<std::size_t>(text[digits] - '0');
  if (digits == 0) return std::nullopt;
  const std::string unit = to_lower(trim(text.substr(digits)));
  if (unit.empty() || unit == "b") return value;
  if (unit == "kb" || unit == "k") return value * 1000;
  if (unit == "mb" || unit == "m") return value * 1000 * 1000;
  if (unit == "gb" || unit == "g") return value * 1000 * 1000 * 1000;
  return std::nullopt;
}

}  // namespace

void Problems::add(unsigned line, const std::string& message) {
  found_.emplace(line, message);
}

std::string Problems::text() const {
  std::string out;
  for (const auto& [line, message] : found_) {
    if (!out.empty()) out += '\n';
    out += file_ + (line ? ":" + std::to_string(line) : "") + ": " + message;
  }
  return out;
}

TableReader::TableReader(const toml::table& table, std::string what, Problems& problems)
    : table_(table), what_(std::move(what)), problems_(problems) {}

unsigned TableReader::line(std::string_view key) const {
  if (const toml::node* node = key.empty() ? nullptr : table_.get(key)) return line_of(*node);
  return line_of(table_);
}

void TableReader::problem(std::string_view key, const std::string& message) {
  problems_.add(line(key), what_ + (key.empty() ? "" : " " + std::string(key)) + ": " + message);
}

bool TableReader::was_asked(std::string_view key) const {
  return std::find(asked_.begin(), asked_.end(), key) != asked_.end();
}

const toml::node* TableReader::get(std::string_view key) {
  asked_.push_back(key);
  return table_.get(key);
}

const toml::node* TableReader::get_as(std::string_view key, toml::node_type type,
                                      std::string_view type_name) {
  const toml::node* node = get(key);
  if (!node || node->type() == type) return node;
  problem(key, "must be " + std::string(type_name));
  return nullptr;
}

std::string TableReader::text(std::string_view key, std::string_view fallback) {
  const toml::node* node = get_as(key, toml::node_type::string, "a text in quotes");
  return node ? node->value_or(std::string()) : std::string(fallback);
}

std::string TableReader::required_text(std::string_view key) {
  if (!has(key)) {
    asked_.push_back(key);
    problem({}, "\"" + std::string(key) + "\" is missing");
    return {};
  }
  std::string value = text(key);
  if (value.empty() && table_.get(key)->is_string()) problem(key, "must not be empty");
  return value;
}

bool TableReader::flag(std::string_view key, bool fallback) {
  const toml::node* node = get_as(key, toml::node_type::boolean, "true or false");
  return node ? node->value_or(fallback) : fallback;
}

std::int64_t TableReader::number(std::string_view key, std::int64_t fallback, std::int64_t low,
                                 std::int64_t high) {
  const toml::node* node = get_as(key, toml::node_type::integer, "a whole number");
  if (!node) return fallback;
  const std::int64_t value = node->value_or(fallback);
  if (value >= low && value <= high) return value;
  problem(key, "must be between " + std::to_string(low) + " and " + std::to_string(high));
  return fallback;
}

std::optional<Duration> TableReader::duration(std::string_view key) {
  const toml::node* node =
      get_as(key, toml::node_type::string, "a duration such as \"30s\", \"15m\" or \"1h\"");
  if (!node) return std::nullopt;
  const std::optional<Duration> value = parse_duration(node->value_or(std::string()));
  if (!value) problem(key, "must be a duration such as \"250ms\", \"30s\", \"15m\", \"1h\" or \"2d\"");
  return value;
}

std::size_t TableReader::bytes(std::string_view key, std::size_t fallback) {
  const toml::node* node = get(key);
  if (!node) return fallback;
  const std::optional<std::string> text = scalar_text(*node);
  const std::optional<std::size_t> value = text ? parse_bytes(*text) : std::nullopt;
  if (!value || *value == 0) problem(key, "must be a size such as \"512kB\" or \"20MB\"");
  return value && *value ? *value : fallback;
}

std::vector<std::string> TableReader::texts(std::string_view key) {
  std::vector<std::string> out;
  const toml::node* node = get_as(key, toml::node_type::array, "a list of texts");
  if (!node) return out;
  for (const toml::node& item : *node->as_array()) {
    if (auto value = item.value_exact<std::string>())
      out.push_back(*value);
    else
      problems_.add(line_of(item), what_ + " " + std::string(key) + ": every item must be a text in quotes");
  }
  return out;
}

std::map<std::string, std::string> TableReader::text_map(std::string_view key) {
  std::map<std::string, std::string> out;
  const toml::node* node = get_as(key, toml::node_type::table, "a table of texts");
  if (!node) return out;
  for (const auto& [name, value] : *node->as_table()) {
    if (auto text = value.value_exact<std::string>())
      out.emplace(name.str(), *text);
    else
      problems_.add(line_of(value), what_ + " " + std::string(key) + "." + std::string(name.str()) +
                                        ": must be a text in quotes");
  }
  return out;
}

std::optional<SecretPlace> TableReader::place_in(const toml::node& node, const std::string& key) {
  const toml::table* table = node.as_table();
  for (const char* kind : {"file", "env", "credential"}) {
    const toml::node* value = table && table->size() == 1 ? table->get(kind) : nullptr;
    if (value && value->is_string()) return SecretPlace{kind, value->value_or(std::string())};
  }
  problems_.add(
      line_of(node),
      what_ + " " + key + ": must be { file = \"...\" }, { env = \"...\" } or { credential = \"...\" }");
  return std::nullopt;
}

std::optional<SecretPlace> TableReader::secret_place(std::string_view key) {
  const toml::node* node = get(key);
  return node ? place_in(*node, std::string(key)) : std::nullopt;
}

std::map<std::string, std::variant<std::string, SecretPlace>> TableReader::texts_or_secrets(
    std::string_view key) {
  std::map<std::string, std::variant<std::string, SecretPlace>> out;
  const toml::node* node = get_as(key, toml::node_type::table, "a table of texts");
  if (!node) return out;
  for (const auto& [name, value] : *node->as_table()) {
    if (auto text = value.value_exact<std::string>())
      out.emplace(name.str(), std::move(*text));
    else if (auto place = place_in(value, std::string(key) + "." + std::string(name.str())))
      out.emplace(name.str(), std::move(*place));
  }
  return out;
}

std::string TableReader::choice(std::string_view key, std::string_view fallback,
                                std::span<const std::string_view> allowed) {
  std::string value = text(key, fallback);
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
  const std::vector<std::string> names(allowed.begin(), allowed.end());
  const std::string near = nearest_name(value, names);
  problem(key, "\"" + value + "\" is not one of " + join(names, ", ") +
                   (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
  return std::string(fallback);
}

const toml::table* TableReader::table(std::string_view key) {
  const toml::node* node = get_as(key, toml::node_type::table, "a table: [" + std::string(key) + "]");
  return node ? node->as_table() : nullptr;
}

std::vector<const toml::table*> TableReader::tables(std::string_view key) {
  std::vector<const toml::table*> out;
  const std::string form = "[[" + std::string(key) + "]]";
  const toml::node* node = get_as(key, toml::node_type::array, "a list of tables: " + form);
  if (!node) return out;
  for (const toml::node& item : *node->as_array()) {
    if (item.is_table())
      out.push_back(item.as_table());
    else
      problems_.add(line_of(item), what_ + " " + std::string(key) + ": must be written as " + form);
  }
  return out;
}

std::map<std::string, std::string> TableReader::remaining_scalars() {
  std::map<std::string, std::string> out;
  for (const auto& [key, value] : table_) {
    if (was_asked(key.str())) continue;
    if (auto text = scalar_text(value)) {
      out.emplace(key.str(), *text);
      asked_.push_back(key.str());
    }
  }
  return out;
}

void TableReader::report_unknown() {
  for (const auto& [key, value] : table_) {
    if (was_asked(key.str())) continue;
    const std::set<std::string> names(asked_.begin(), asked_.end());
    const std::vector<std::string> known(names.begin(), names.end());
    const std::string near = nearest_name(key.str(), known);
    problems_.add(line_of(value), what_ + ": unknown key \"" + std::string(key.str()) + "\"" +
                                      (near.empty() ? "; known are " + join(known, ", ")
                                                    : "; did you mean \"" + near + "\"?"));
  }
}

bool is_good_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name[0] == '-' || name[0] == '_') return false;
  for (char c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) return false;
  return true;
}

std::string unique_name(TableReader& reader, std::string name, std::set<std::string>& taken) {
  if (!is_good_name(name))
    reader.problem("name",
                   "\"" + name + "\" must be 1 to 64 of a-z, 0-9, - and _, and begin with a letter or digit");
  else if (!taken.insert(name).second)
    reader.problem("name", "\"" + name + "\" is used twice");
  return name;
}

}  // namespace gazette

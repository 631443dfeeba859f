#include "feeds/sites/rules/toml_keys.h"

#include <algorithm>
#include <numeric>

namespace gazette::sites {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row.back();
}

}  // namespace

void Mistakes::add(std::size_t line, const std::string& message) {
  const auto [begin, end] =
      found_.equal_range(line);  // a table that several lists share is read for each of them
  const bool known = std::any_of(begin, end, [&](const auto& row) { return row.second == message; });
  if (!known) found_.emplace(line, message);
}

std::string Mistakes::text() const {
  std::string out;
  for (const auto& [line, message] : found_) {
    if (!out.empty()) out += '\n';
    out += file_ + ":" + std::to_string(std::max<std::size_t>(line, 1)) + ": " + message;
  }
  return out;
}

std::string nearest_name(std::string_view mistyped, const std::vector<std::string>& known) {
  std::string best;
  std::size_t best_distance = std::min<std::size_t>(4, mistyped.size() / 2 + 1);
  for (const std::string& name : known) {
    const std::size_t distance = edit_distance(mistyped.substr(0, 64), name);
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = name;
  }
  return best;
}

std::string did_you_mean(std::string_view mistyped, const std::vector<std::string>& known) {
  const std::string best = nearest_name(mistyped, known);
  return best.empty() ? std::string() : ", did you mean \"" + best + "\"?";
}

unsigned line_of(const toml::node& node) {
  return static_cast<unsigned>(node.source().begin.line);
}

std::optional<std::string> scalar_text(const toml::node& node) {
  if (auto text = node.value_exact<std::string>()) return text;
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  return std::nullopt;
}

Keys::Keys(std::string what, std::vector<const toml::table*> layers, Mistakes& mistakes)
    : what_(std::move(what)), layers_(std::move(layers)), mistakes_(mistakes) {
  layers_.erase(std::remove(layers_.begin(), layers_.end(), nullptr), layers_.end());
}

const toml::node* Keys::get(std::string_view key) {
  asked_.emplace(key);
  for (const toml::table* layer : layers_)
    if (const toml::node* node = layer->get(key)) return node;
  return nullptr;
}

std::size_t Keys::line(std::string_view key) const {
  for (const toml::table* layer : layers_)
    if (const toml::node* node = key.empty() ? layer : layer->get(key)) return line_of(*node);
  return layers_.empty() ? 0 : line_of(*layers_.front());
}

void Keys::mistake(std::string_view key, const std::string& message) {
  mistakes_.add(line(key),
                what_ + (what_.empty() || key.empty() ? "" : ".") + std::string(key) + ": " + message);
}

std::string Keys::text(std::string_view key, std::string fallback) {
  const toml::node* node = get(key);
  if (!node) return fallback;
  const std::optional<std::string> value = scalar_text(*node);
  if (!value) mistake(key, "must be a text in quotes");
  return value.value_or(std::string());
}

bool Keys::flag(std::string_view key, bool fallback) {
  const toml::node* node = get(key);
  if (node && !node->is_boolean()) mistake(key, "must be true or false");
  return node ? node->value_or(fallback) : fallback;
}

std::int64_t Keys::number(std::string_view key, std::int64_t fallback, std::int64_t low, std::int64_t high) {
  const toml::node* node = get(key);
  if (!node) return fallback;
  const auto value = node->value_exact<std::int64_t>();
  if (value && *value >= low && *value <= high) return *value;
  mistake(key, "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return fallback;
}

std::vector<const toml::node*> Keys::nodes(std::string_view key) {
  const toml::node* node = get(key);
  if (!node) return {};
  const toml::array* array = node->as_array();
  if (!array) return {node};
  std::vector<const toml::node*> out;
  for (const toml::node& element : *array) out.push_back(&element);
  return out;
}

std::vector<std::string> Keys::texts(std::string_view key) {
  std::vector<std::string> out;
  for (const toml::node* node : nodes(key)) {
    const std::optional<std::string> value = scalar_text(*node);
    if (!value) mistake(key, "must be a text or a list of texts");
    out.push_back(value.value_or(std::string()));
  }
  return out;
}

std::vector<const toml::table*> Keys::tables(std::string_view key) {
  asked_.emplace(key);
  std::vector<const toml::table*> out;
  for (const toml::table* layer : layers_) {
    const toml::node* node = layer->get(key);
    if (node && !node->is_table()) mistake(key, "must be a table");
    if (node && node->is_table()) out.push_back(node->as_table());
  }
  return out;
}

void Keys::report_unknown(const std::set<std::string, std::less<>>& allowed) {
  const std::vector<std::string> known(asked_.begin(), asked_.end());
  for (const toml::table* layer : layers_)
    for (const auto& [name, node] : *layer) {
      const std::string_view key = name.str();
      if (asked_.contains(key) || allowed.contains(key)) continue;
      mistakes_.add(static_cast<std::size_t>(name.source().begin.line),
                    "unknown key \"" + std::string(key) + "\"" + did_you_mean(key, known));
    }
}

}  // namespace gazette::sites

#include "feeds/sites/values/values.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "feeds/html/sanitize.h"
#include "feeds/text/strings.h"

namespace gazette::sites {
namespace {

constexpr std::size_t kMaxValues = 1'000;  // of one field
constexpr int kMaxGroups = 10;             // the whole match and {1}..{9}

struct Raw {
  std::string text;
  bool is_html = false;
};

using Captures = std::array<re2::StringPiece, kMaxGroups>;

std::vector<Raw> raw_from_json(const Alternative& alternative, const boost::json::value& top) {
  std::vector<Raw> out;
  for (const boost::json::value* value : alternative.from->pointer->all(top)) {
    if (const boost::json::array* array = value->if_array()) {  // a list of texts is as good as its elements
      for (const boost::json::value& element : *array)
        out.push_back({scalar_text(element), alternative.is_html});
    } else {
      out.push_back({scalar_text(*value), alternative.is_html});
    }
    if (out.size() > kMaxValues) break;
  }
  return out;
}

Raw raw_of_node(const Alternative& alternative, const html::Tree& tree, html::NodeId node, Want want) {
  const std::string& attribute = alternative.from->attribute;
  if (attribute == "html" || (attribute.empty() && want == Want::markup))
    return {tree.inner_html(node), true};
  if (attribute.empty()) return {html::plain_text(tree, node), false};
  return {std::string(tree.attribute(node, attribute)), alternative.is_html};
}

std::vector<Raw> raw_from_tree(const Alternative& alternative, const Scope& scope, Want want) {
  if (!alternative.from->selector) return {raw_of_node(alternative, *scope.tree, scope.node, want)};
  std::vector<Raw> out;
  for (html::NodeId node : alternative.from->selector->select_all(*scope.tree, scope.node)) {
    out.push_back(raw_of_node(alternative, *scope.tree, node, want));
    if (out.size() > kMaxValues) break;
  }
  return out;
}

std::vector<Raw> raw_values(const Alternative& alternative, const Scope& scope, Want want) {
  if (!alternative.from) return {Raw{}};
  if (!alternative.from->pointer)
    return scope.tree ? raw_from_tree(alternative, scope, want) : std::vector<Raw>{};
  for (const std::string& script : alternative.scripts)
    if (const auto embedded = find_embedded_json(scope.page, script))
      return raw_from_json(alternative, *embedded);
  return scope.json && alternative.scripts.empty() ? raw_from_json(alternative, *scope.json)
                                                   : std::vector<Raw>{};
}

std::string capture_text(const Captures& captures, int group) {
  const re2::StringPiece& piece = captures[static_cast<std::size_t>(group)];
  return piece.data() ? std::string(piece.data(), piece.size()) : std::string();
}

std::string variable_text(std::string_view name, const std::string& value, const Captures& captures,
                          const Scope& scope) {
  if (name == "value") return value;
  if (name.size() == 1 && name[0] >= '0' && name[0] <= '9') return capture_text(captures, name[0] - '0');
  if (!name.starts_with('/')) return scope.variable ? scope.variable(name) : std::string();
  const boost::json::value* found = scope.json ? Pointer(name).first(*scope.json) : nullptr;
  return found ? scalar_text(*found) : std::string();
}

/// The regex and template steps; empty if the alternative gives nothing.
std::string apply_steps(const Alternative& alternative, std::string value, const Scope& scope, Want want) {
  for (const Pattern& cut : alternative.strip) RE2::GlobalReplace(&value, *cut, "");
  Captures captures;
  const int groups =
      alternative.regex ? std::min(alternative.regex->NumberOfCapturingGroups() + 1, kMaxGroups) : 0;
  if (alternative.regex &&
      !alternative.regex->Match(value, 0, value.size(), RE2::UNANCHORED, captures.data(), groups))
    return {};
  if (alternative.as.empty()) return alternative.regex ? capture_text(captures, groups > 1 ? 1 : 0) : value;
  const auto lookup = [&](std::string_view name) { return variable_text(name, value, captures, scope); };
  Template::Filled filled = alternative.as.fill(lookup, want == Want::url ? Escape::url : Escape::none);
  return filled.complete ? std::move(filled.text) : std::string();
}

std::string finish(std::string value, bool is_html, Want want) {
  if (want == Want::markup) return is_html ? value : escape_markup(value);
  return collapse_whitespace(is_html ? html::plain_text(value) : value);
}

std::optional<Time> read_number_date(std::string_view text, std::int64_t unit_ms) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::int64_t kYear10000 = 253'402'300'800'000;
  if (error != std::errc() || stop != text.data() + text.size() || number <= 0 ||
      number >= kYear10000 / unit_ms)
    return std::nullopt;
  return from_unix_ms(number * unit_ms);
}

std::optional<Time> read_date_text(const DateRule& rule, const std::string& text, const std::string& zone) {
  if (rule.unit_ms) return read_number_date(text, rule.unit_ms);
  if (rule.formats.empty()) return parse_date(text, zone);
  for (const std::string& format : rule.formats)
    if (const auto time = parse_date_as(text, format, zone)) return time;
  return std::nullopt;
}

}  // namespace

std::vector<std::string> read_values(const Field& field, const Scope& scope, Want want) {
  std::vector<std::string> out;
  for (const Alternative& alternative : field) {
    for (Raw& raw : raw_values(alternative, scope, want)) {
      std::string value = apply_steps(alternative, std::string(trim(raw.text)), scope, want);
      value = finish(std::move(value), raw.is_html, want);
      if (!trim(value).empty()) out.push_back(std::move(value));
    }
    if (!out.empty()) break;
  }
  return out;
}

std::string read_value(const Field& field, const Scope& scope, Want want) {
  std::vector<std::string> values = read_values(field, scope, want);
  return values.empty() ? std::string() : std::move(values.front());
}

std::optional<Time> read_date(const DateField& field, const Scope& scope, const std::string& zone) {
  for (const DateRule& rule : field) {
    const std::string text = read_value(rule.from, scope, Want::text);
    if (text.empty()) continue;
    if (const auto time = read_date_text(rule, text, rule.zone.empty() ? zone : rule.zone)) return time;
  }
  return std::nullopt;
}

bool holds(const Condition& condition, const Scope& scope) {
  const std::string value = read_value(condition.field, scope, Want::text);
  if (!condition.in.empty() &&
      std::find(condition.in.begin(), condition.in.end(), value) == condition.in.end())
    return false;
  if (condition.regex) return RE2::PartialMatch(value, *condition.regex);
  return !condition.in.empty() || !value.empty();
}

}  // namespace gazette::sites

#include "feeds/sites/rules/read_fields.h"

#include <algorithm>

#include "feeds/text/strings.h"

namespace gazette::sites {
namespace {

constexpr std::int64_t kMaxProgram =
    1 << 20;  // bytes of one compiled pattern, so that x{1000}{1000} is refused

Pattern compile(Keys& keys, std::string_view key, const std::string& text) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxProgram);
  auto pattern = std::make_shared<const RE2>(text, options);
  if (pattern->ok()) return pattern;
  keys.mistake(key, "\"" + text + "\" is no regular expression: " + pattern->error());
  return nullptr;
}

SharedSelector compile_selector(Keys& keys, std::string_view key, std::string_view text) {
  auto selector = html::Selector::parse(text);
  if (selector) return std::make_shared<const html::Selector>(std::move(*selector));
  keys.mistake(key, "\"" + std::string(text) + "\" is no selector: " + selector.error().message);
  return nullptr;
}

/// Where "selector@attribute" parts; npos if there is no attribute ('[href*="@"]' has none).
std::size_t attribute_mark(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at + 1 == text.size()) return std::string_view::npos;
  for (char c : text.substr(at + 1))
    if (std::string_view(" \"'()[]=.#,>").find(c) != std::string_view::npos) return std::string_view::npos;
  return at;
}

Path selector_path(Keys& keys, std::string_view key, std::string_view text) {
  Path path;
  const std::size_t at = attribute_mark(text);
  if (at != std::string_view::npos) path.attribute = to_lower(text.substr(at + 1));
  const std::string_view css = trim(text.substr(0, at));
  if (!css.empty() && css != ".") path.selector = compile_selector(keys, key, css);
  return path;
}

Keys table_keys(Keys& parent, std::string_view key, const toml::table& table) {
  return Keys(std::string(key), {&table}, parent.mistakes());
}

}  // namespace

Pattern read_pattern(Keys& keys, std::string_view key) {
  const std::string text = keys.text(key);
  return text.empty() ? nullptr : compile(keys, key, text);
}

std::vector<Pattern> read_patterns(Keys& keys, std::string_view key) {
  std::vector<Pattern> out;
  for (const std::string& text : keys.texts(key))
    if (Pattern pattern = compile(keys, key, text)) out.push_back(std::move(pattern));
  return out;
}

std::vector<SharedSelector> read_selectors(Keys& keys, std::string_view key) {
  std::vector<SharedSelector> out;
  for (const std::string& text : keys.texts(key))
    if (SharedSelector selector = compile_selector(keys, key, text)) out.push_back(std::move(selector));
  return out;
}

std::vector<Pointer> read_pointers(Keys& keys, std::string_view key) {
  std::vector<Pointer> out;
  for (const std::string& text : keys.texts(key)) {
    if (!text.empty() && text[0] != '/')
      keys.mistake(key, "\"" + text + "\" is no JSON pointer: it begins with \"/\"");
    out.emplace_back(text);
  }
  return out;
}

Template read_template(Keys& keys, std::string_view key, std::string_view text,
                       const std::vector<std::string>& names) {
  Template out(text);
  for (const std::string& name : out.variables()) {
    if (name[0] == '/' || std::find(names.begin(), names.end(), name) != names.end()) continue;
    keys.mistake(key, "unknown variable {" + name + "}" + did_you_mean(name, names));
  }
  return out;
}

Path FieldReader::path(Keys& keys, std::string_view key, const std::string& text) const {
  const bool is_pointer = text.empty() ? !context_.selectors : text[0] == '/';
  if (is_pointer && !context_.pointers)
    keys.mistake(key, "\"" + text + "\" is a JSON pointer, but there is no JSON here");
  if (!is_pointer && !context_.selectors)
    keys.mistake(key, "\"" + text + "\" is no JSON pointer: it begins with \"/\"");
  Path out;
  if (is_pointer)
    out.pointer.emplace(text);
  else if (context_.selectors)
    out = selector_path(keys, key, text);
  return out;
}

void FieldReader::add_short(Keys& keys, std::string_view key, const std::string& text,
                            const Alternative& steps, Field& out) const {
  Alternative alternative = steps;
  if (!text.starts_with('/') && !Template(text).variables().empty())
    alternative.as = read_template(keys, key, text, context_.names);
  else
    alternative.from = path(keys, key, text);
  out.push_back(std::move(alternative));
}

Field FieldReader::alternatives_of(Keys& table, bool is_html) const {
  Alternative steps;
  steps.is_html = table.flag("html", is_html);
  steps.scripts = table.texts("script");
  steps.strip = read_patterns(table, "strip");
  steps.regex = read_pattern(table, "regex");
  std::vector<std::string> names = context_.names;
  names.emplace_back("value");
  for (char digit = '0'; steps.regex && digit <= '9'; ++digit) names.emplace_back(1, digit);
  steps.as = read_template(table, "template", table.text("template"), names);
  Field out;
  for (const std::string& text : table.texts("from")) {
    Alternative alternative = steps;
    alternative.from = path(table, "from", text);
    out.push_back(std::move(alternative));
  }
  if (out.empty() && steps.as.empty()) table.mistake({}, "needs \"from\" or \"template\"");
  if (out.empty()) out.push_back(std::move(steps));
  return out;
}

Field FieldReader::alternatives(Keys& keys, std::string_view key, const toml::node& node,
                                bool is_html) const {
  Field out;
  if (const toml::table* table = node.as_table()) {
    Keys inner = table_keys(keys, key, *table);
    out = alternatives_of(inner, is_html);
    inner.report_unknown();
  } else if (const std::optional<std::string> text = scalar_text(node)) {
    Alternative plain;
    plain.is_html = is_html;
    add_short(keys, key, *text, plain, out);
  } else {
    keys.mistake(key, "must be a text, a table, or a list of them");
  }
  return out;
}

Field FieldReader::field(Keys& keys, std::string_view key, bool is_html) const {
  Field out;
  for (const toml::node* node : keys.nodes(key))
    for (Alternative& alternative : alternatives(keys, key, *node, is_html))
      out.push_back(std::move(alternative));
  return out;
}

DateRule FieldReader::date_rule(Keys& keys, std::string_view key, const toml::node& node) const {
  DateRule rule;
  const toml::table* table = node.as_table();
  if (!table) {
    rule.from = alternatives(keys, key, node, false);
    return rule;
  }
  Keys inner = table_keys(keys, key, *table);
  rule.from = alternatives_of(inner, false);
  rule.formats = inner.texts("format");
  rule.zone = inner.text("zone");
  if (!rule.zone.empty() && !is_known_zone(rule.zone))
    inner.mistake("zone", "\"" + rule.zone + "\" is no IANA time zone");
  const std::string unit = inner.text("unit");
  if (unit == "s") rule.unit_ms = 1000;
  if (unit == "ms") rule.unit_ms = 1;
  if (!unit.empty() && !rule.unit_ms) inner.mistake("unit", "must be \"s\" or \"ms\"");
  inner.report_unknown();
  return rule;
}

DateField FieldReader::date(Keys& keys, std::string_view key) const {
  DateField out;
  for (const toml::node* node : keys.nodes(key)) out.push_back(date_rule(keys, key, *node));
  return out;
}

std::vector<Condition> FieldReader::conditions(Keys& keys, std::string_view key) const {
  std::vector<Condition> out;
  for (const toml::node* node : keys.nodes(key)) {
    const toml::table* table = node->as_table();
    if (!table) {
      keys.mistake(key, "must be a table like { field = ..., in = [...] } or a list of them");
      continue;
    }
    Keys inner = table_keys(keys, key, *table);
    Condition condition{field(inner, "field"), inner.texts("in"), read_pattern(inner, "regex")};
    if (condition.field.empty()) inner.mistake({}, "needs \"field\"");
    inner.report_unknown();
    out.push_back(std::move(condition));
  }
  return out;
}

std::vector<Condition> FieldReader::required(Keys& keys, std::string_view key) const {
  std::vector<Condition> out;
  for (const toml::node* node : keys.nodes(key))
    out.push_back({alternatives(keys, key, *node, false), {}, nullptr});
  return out;
}

std::vector<Path> FieldReader::paths(Keys& keys, std::string_view key) const {
  std::vector<Path> out;
  for (const std::string& text : keys.texts(key)) out.push_back(path(keys, key, text));
  return out;
}

}  // namespace gazette::sites

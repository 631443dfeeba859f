#include "feeds/sites/values/json_access.h"

#include <charconv>
#include <cmath>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "feeds/text/buffer/json_repair.h"
#include "feeds/text/strings.h"

namespace gazette::sites {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxMatches = 20'000;  // values of one pointer with wildcards
constexpr int kMaxMarkers = 16;              // occurrences tried, so that a hostile page costs linear time

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         c == '.';
}

std::size_t skip_space(std::string_view s, std::size_t pos) {
  while (pos < s.size() && (s[pos] == ' ' || s[pos] == '\t' || s[pos] == '\n' || s[pos] == '\r')) ++pos;
  return pos;
}

/// Past the bracket that closes the one at `begin`; npos if it is missing.
std::size_t end_of_value(std::string_view s, std::size_t begin) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = begin; i < s.size(); ++i) {
    const char c = s[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxDepth) return std::string_view::npos;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

/// The value after `marker =`, `marker"] =`, `marker:` or a tag's `marker>`.
std::optional<std::string_view> value_after(std::string_view page, std::size_t pos) {
  while (pos < page.size() && (page[pos] == '"' || page[pos] == '\'' || page[pos] == ']')) ++pos;
  pos = skip_space(page, pos);
  if (pos < page.size() && (page[pos] == '=' || page[pos] == ':' || page[pos] == '>'))
    pos = skip_space(page, pos + 1);
  if (pos >= page.size() || (page[pos] != '{' && page[pos] != '[')) return std::nullopt;
  const std::size_t end = end_of_value(page, pos);
  if (end == std::string_view::npos) return std::nullopt;
  return page.substr(pos, end - pos);
}

std::string unescape_segment(std::string_view segment) {
  std::string out(segment);
  replace_all(out, "~1", "/");  // RFC 6901 section 4: "~1" first, then "~0"
  replace_all(out, "~0", "~");
  return out;
}

using Values = std::vector<const json::value*>;

void add_element(const json::array& array, const std::string& segment, Values& out) {
  std::size_t index = 0;
  const char* end = segment.data() + segment.size();
  const auto [stop, error] = std::from_chars(segment.data(), end, index);
  if (error == std::errc() && stop == end && index < array.size()) out.push_back(&array[index]);
}

void add_children(const json::value& value, const std::string& segment, Values& out) {
  const bool every = segment == "*";
  if (const json::array* array = value.if_array()) {
    if (!every) return add_element(*array, segment, out);
    for (const json::value& element : *array) out.push_back(&element);
  } else if (const json::object* object = value.if_object()) {
    if (const json::value* member = object->if_contains(segment)) return out.push_back(member);
    if (!every) return;
    for (const auto& member : *object) out.push_back(&member.value());
  }
}

}  // namespace

std::optional<json::value> parse_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::error_code error;
  json::value value = json::parse({text.data(), text.size()}, error, {}, options);
  if (error && error != json::error::too_deep) value = json::parse(repair_json(text), error, {}, options);
  if (error) return std::nullopt;
  return value;
}

std::string_view unwrap_jsonp(std::string_view text) {
  text = trim(text);
  std::string_view call = text;
  if (call.starts_with("/**/")) call = trim(call.substr(4));  // a guard that some servers put before the call
  std::size_t name = 0;
  while (name < call.size() && is_name_character(call[name])) ++name;
  const std::size_t open = skip_space(call, name);
  const std::size_t close = call.rfind(')');
  if (name == 0 || open >= call.size() || call[open] != '(' || close == std::string_view::npos) return text;
  return trim(call.substr(open + 1, close - open - 1));
}

std::optional<json::value> find_embedded_json(std::string_view page, std::string_view marker) {
  if (marker.empty()) return std::nullopt;
  std::size_t pos = 0;
  for (int tried = 0; tried < kMaxMarkers; ++tried) {
    pos = page.find(marker, pos);
    if (pos == std::string_view::npos) break;
    pos += marker.size();
    if (const auto text = value_after(page, pos))
      if (auto value = parse_json(*text)) return value;
  }
  return std::nullopt;
}

Pointer::Pointer(std::string_view text) : text_(text) {
  if (text.empty()) return;
  for (std::string_view segment : split(text.substr(1), '/')) segments_.push_back(unescape_segment(segment));
}

std::vector<const json::value*> Pointer::all(const json::value& top) const {
  Values level{&top};
  for (const std::string& segment : segments_) {
    Values next;
    for (const json::value* value : level) {
      add_children(*value, segment, next);
      if (next.size() > kMaxMatches) break;
    }
    level = std::move(next);
  }
  return level;
}

const json::value* Pointer::first(const json::value& top) const {
  const Values found = all(top);
  return found.empty() ? nullptr : found.front();
}

std::string escape_segment(std::string_view segment) {
  std::string out(segment);
  replace_all(out, "~", "~0");
  replace_all(out, "/", "~1");
  return out;
}

std::string scalar_text(const json::value& value) {
  if (const json::string* text = value.if_string()) return std::string(text->data(), text->size());
  if (value.is_null() || value.is_structured()) return {};
  const double* number = value.if_double();  // 1738971873.0 is to read as a time like 1738971873
  if (number && std::abs(*number) < 1e15 && *number == std::floor(*number))
    return std::to_string(static_cast<std::int64_t>(*number));
  return json::serialize(value);
}

bool is_blank(const json::value& value) {
  if (const json::array* array = value.if_array()) return array->empty();
  if (const json::object* object = value.if_object()) return object->empty();
  return trim(scalar_text(value)).empty();
}

}  // namespace gazette::sites

#include "storage/tables/json_columns.h"

#include <boost/json.hpp>

namespace gazette {

namespace json = boost::json;

namespace {

void put(json::object& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}

template <class Number>
void put(json::object& object, const char* key, const std::optional<Number>& value) {
  if (value) object[key] = *value;
}

std::string text_of(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

template <class Number>
std::optional<Number> number_of(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  if (!value) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->to_number<Number>(error);
  return error ? std::nullopt : std::optional<Number>(number);
}

/// Null where a disk or a hand damaged it: one row must not take the others along; `gazette check` tells.
json::value parse_column(std::string_view text) {
  json::parse_options options;
  options.allow_invalid_utf8 = true;  // what was stored is given back
  boost::system::error_code error;
  json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  return error ? json::value() : value;
}

json::array parse_list(std::string_view text) {
  if (text.empty()) return {};
  json::value value = parse_column(text);
  return value.is_array() ? std::move(value.get_array()) : json::array();
}

json::object object_of(const json::value& value) {
  return value.is_object() ? value.get_object() : json::object();
}

json::object to_object(const Person& person) {
  json::object object;
  put(object, "name", person.name);
  put(object, "email", person.email);
  put(object, "uri", person.uri);
  return object;
}

json::object to_object(const Enclosure& enclosure) {
  json::object object;
  put(object, "url", enclosure.url);
  put(object, "type", enclosure.type);
  put(object, "length", enclosure.length);
  put(object, "duration", enclosure.duration);
  return object;
}

template <class T>
std::string list_to_json(const std::vector<T>& list) {
  if (list.empty()) return {};
  json::array array;
  for (const T& one : list) array.push_back(to_object(one));
  return json::serialize(array);
}

}  // namespace

std::string to_json(const std::vector<std::string>& strings) {
  if (strings.empty()) return {};
  json::array array;
  for (const std::string& one : strings) array.emplace_back(one);
  return json::serialize(array);
}

std::string to_json(const std::vector<Person>& persons) {
  return list_to_json(persons);
}
std::string to_json(const std::vector<Enclosure>& enclosures) {
  return list_to_json(enclosures);
}

std::string to_json(const std::optional<Origin>& origin) {
  if (!origin) return {};
  json::object object;
  put(object, "id", origin->id);
  put(object, "title", origin->title);
  put(object, "link", origin->link);
  put(object, "self", origin->self);
  if (origin->updated) object["updated"] = to_unix_ms(*origin->updated);
  return json::serialize(object);
}

std::vector<std::string> strings_from_json(std::string_view text) {
  std::vector<std::string> out;
  for (const json::value& one : parse_list(text))
    if (one.is_string()) out.emplace_back(one.get_string());
  return out;
}

std::vector<Person> persons_from_json(std::string_view text) {
  std::vector<Person> out;
  for (const json::value& one : parse_list(text)) {
    const json::object object = object_of(one);
    out.push_back({text_of(object, "name"), text_of(object, "email"), text_of(object, "uri")});
  }
  return out;
}

std::vector<Enclosure> enclosures_from_json(std::string_view text) {
  std::vector<Enclosure> out;
  for (const json::value& one : parse_list(text)) {
    const json::object object = object_of(one);
    out.push_back({text_of(object, "url"), text_of(object, "type"),
                   number_of<std::uint64_t>(object, "length"), number_of<std::int64_t>(object, "duration")});
  }
  return out;
}

std::optional<Origin> origin_from_json(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const json::value value = parse_column(text);
  if (!value.is_object()) return std::nullopt;
  const json::object& object = value.get_object();
  Origin origin{
      text_of(object, "id"), text_of(object, "title"), text_of(object, "link"), text_of(object, "self"), {}};
  if (const auto updated = number_of<std::int64_t>(object, "updated"))
    origin.updated = from_unix_ms(*updated);
  return origin;
}

}  // namespace gazette

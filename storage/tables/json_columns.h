// Lists of an article as JSON texts in columns, readable by SQLite's json functions; an empty list is an
// empty text. A text that is damaged is read as empty.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/feed.h"

namespace gazette {

std::string to_json(const std::vector<std::string>& strings);
std::string to_json(const std::vector<Person>& persons);
std::string to_json(const std::vector<Enclosure>& enclosures);
std::string to_json(const std::optional<Origin>& origin);

std::vector<std::string> strings_from_json(std::string_view text);
std::vector<Person> persons_from_json(std::string_view text);
std::vector<Enclosure> enclosures_from_json(std::string_view text);
std::optional<Origin> origin_from_json(std::string_view text);

}  // namespace gazette

#include "daemon/reader/parameters.h"

#include <algorithm>
#include <charconv>

#include "daemon/serve/routes.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxPairs = 20'000;

}  // namespace

Parameters::Parameters(std::string_view target, std::string_view body) {
  const std::size_t mark = target.find('?');
  if (mark != target.npos) add(target.substr(mark + 1));
  add(trim(body));
}

void Parameters::add(std::string_view text) {
  for (const std::string_view pair : split(text, '&')) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    std::string name, value;
    if (!percent_decode(pair.substr(0, equals), true, name) || name.empty()) continue;
    if (equals < pair.size() && !percent_decode(pair.substr(equals + 1), true, value)) continue;
    if (pairs_.size() == kMaxPairs) return;
    pairs_.emplace_back(std::move(name), std::move(value));
  }
}

bool Parameters::has(std::string_view name) const {
  return std::any_of(pairs_.begin(), pairs_.end(), [&](const auto& pair) { return pair.first == name; });
}

std::string Parameters::get(std::string_view name) const {
  for (const auto& [known, value] : pairs_)
    if (known == name) return value;
  return {};
}

std::vector<std::string> Parameters::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [known, value] : pairs_)
    if (known == name) values.push_back(value);
  return values;
}

std::optional<std::int64_t> Parameters::number(std::string_view name) const {
  return decimal(get(name));
}

std::optional<std::int64_t> decimal(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

}  // namespace gazette

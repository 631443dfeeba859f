// Numbers, truths, durations, addresses and dates.
#include <charconv>

#include "feeds/parse/read/elements/elements.h"
#include "feeds/parse/text/inner_markup.h"
#include "feeds/text/strings.h"

namespace gazette::parse {

std::string line_of(pugi::xml_node element) {
  return collapse_whitespace(ElementText(element).view());
}

std::string named_address(const Reading& reading, pugi::xml_node element) {
  if (!element.first_attribute()) return {};
  std::string_view said = trim(attribute(element, "href"));
  if (said.empty()) said = trim(attribute(element, "url"));
  if (said.empty()) said = trim(attribute(element, "resource"));
  return said.empty() ? std::string() : reading.scope.resolve(said);
}

std::string address_of(const Reading& reading, pugi::xml_node element) {
  if (std::string named = named_address(reading, element); !named.empty()) return named;
  const ElementText text(element);
  const std::string_view trimmed = trim(text.view());
  return trimmed.empty() ? std::string() : reading.scope.resolve(trimmed);
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  text = trim(text);
  if (const std::size_t point = text.find('.');
      point != std::string_view::npos && point + 1 < text.size() &&
      text.find_first_not_of("0123456789", point + 1) == std::string_view::npos)
    text = text.substr(0, point);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<bool> truth_of(std::string_view text) {
  const std::string word = to_lower(trim(text));
  if (word == "yes" || word == "true" || word == "explicit" || word == "1") return true;
  if (word == "no" || word == "false" || word == "clean" || word == "0") return false;
  return std::nullopt;
}

std::optional<std::int64_t> duration_of(std::string_view text) {
  text = trim(text);
  text = text.substr(0, text.find_first_of(".,"));  // fractions of a second
  std::int64_t seconds = 0;
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() > 3) return std::nullopt;
  for (const std::string_view part : parts) {
    const std::optional<std::uint64_t> number = number_of(part);
    if (!number || *number > 10'000'000) return std::nullopt;
    seconds = seconds * 60 + static_cast<std::int64_t>(*number);
  }
  return seconds;
}

std::optional<Time> read_time(Reading& reading, std::string_view text, std::string_view what) {
  const std::string_view trimmed = trim(text);
  if (trimmed.empty()) return std::nullopt;
  const std::optional<Time> time = parse_date(trimmed, reading.document.zone);
  if (!time)
    reading.problems.add(std::string(what) + " is not a date that can be read: \"" +
                         std::string(first_code_points(trimmed, 60)) + "\"");
  return time;
}

std::optional<Time> read_time(Reading& reading, pugi::xml_node element) {
  const ElementText text(element);
  if (std::optional<Time> time = parse_date(text.view(), reading.document.zone)) return time;
  return read_time(reading, text.view(), "<" + std::string(element.name()) + ">");  // says what is wrong
}

}  // namespace gazette::parse

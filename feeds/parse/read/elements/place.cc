// georss:point, gml:pos, geo:lat and geo:long, podcast:location.
#include <array>
#include <charconv>
#include <cmath>

#include "feeds/parse/read/elements/elements.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

/// Two numbers parted by white space or a comma.
std::optional<Place> place_of(std::string_view text) {
  std::array<double, 2> numbers{};
  for (double& number : numbers) {
    while (!text.empty() && (static_cast<unsigned char>(text[0]) <= ' ' || text[0] == ','))
      text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  const bool on_earth =
      std::isfinite(numbers[0]) && std::abs(numbers[0]) <= 90 && std::abs(numbers[1]) <= 180;
  return on_earth ? std::optional(Place{numbers[0], numbers[1], {}}) : std::nullopt;
}

/// The text of the first element in `element` that `name` says; empty if there is none.
std::string line_in(Reading& reading, pugi::xml_node element, Name name) {
  std::string line;
  for_each_child(reading.scope, element, [&](pugi::xml_node child, Name is) {
    if (is == name && line.empty()) line = line_of(child);
  });
  return line;
}

/// <podcast:location geo="geo:31.23,121.47">Shanghai</podcast:location>; the address is RFC 5870's.
std::optional<Place> place_of_location(pugi::xml_node element) {
  constexpr std::string_view kScheme = "geo:";
  const std::string_view said = trim(attribute(element, "geo"));
  if (!starts_with_ignore_case(said, kScheme)) return std::nullopt;
  std::optional<Place> place = place_of(said.substr(kScheme.size()));
  if (place) place->name = line_of(element);
  return place;
}

}  // namespace

std::optional<Place> read_place(Reading& reading, pugi::xml_node element, Name name) {
  if (name == Name::georss_point) return place_of(line_of(element));
  if (name == Name::podcast_location) return place_of_location(element);
  if (name == Name::geo_point)
    return place_of(line_in(reading, element, Name::geo_lat) + " " +
                    line_in(reading, element, Name::geo_long));
  if (name != Name::georss_where) return std::nullopt;
  std::optional<Place> place;
  for_each_child(reading.scope, element, [&](pugi::xml_node child, Name is) {
    if (is == Name::gml_point && !place) place = place_of(line_in(reading, child, Name::gml_pos));
  });
  return place;
}

}  // namespace gazette::parse

// georss:point, gml:pos, geo:lat and geo:long.
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

/// The first element below, at most three levels deep, that `name` says.
pugi::xml_node find_below(Reading& reading, pugi::xml_node element, std::initializer_list<Name> path) {
  for (const Name wanted : path) {
    pugi::xml_node found;
    for (const pugi::xml_node& child : element.children())
      if (!found && child.type() == pugi::node_element && reading.scope.name(child) == wanted) found = child;
    element = found;
  }
  return element;
}

}  // namespace

std::optional<Place> read_place(Reading& reading, pugi::xml_node element, Name name) {
  if (name == Name::georss_point) return place_of(line_of(element));
  if (name == Name::georss_where)
    return place_of(line_of(find_below(reading, element, {Name::gml_point, Name::gml_pos})));
  if (name == Name::geo_point)
    return place_of(line_of(find_below(reading, element, {Name::geo_lat})) + " " +
                    line_of(find_below(reading, element, {Name::geo_long})));
  return std::nullopt;
}

}  // namespace gazette::parse

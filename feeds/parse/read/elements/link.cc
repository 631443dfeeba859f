// <link> of RSS and Atom, enclosures and images.
#include <algorithm>

#include "feeds/parse/read/elements/elements.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

constexpr std::size_t kMaxEnclosures = 200;  // of one entry

/// "http://www.iana.org/assignments/relation/self" -> "self".
std::string relation_of(std::string_view said) {
  std::string rel = to_lower(trim(said));
  constexpr std::string_view kRegistry = "www.iana.org/assignments/relation/";
  if (const std::size_t at = rel.find(kRegistry); at != std::string::npos)
    rel.erase(0, at + kRegistry.size());
  return rel.empty() ? "alternate" : rel;
}

}  // namespace

Link read_link(Reading& reading, pugi::xml_node element) {
  Link link;
  link.rel = "alternate";
  link.href = address_of(reading, element);
  if (!element.first_attribute()) return link;
  link.rel = relation_of(attribute(element, "rel"));
  link.type = to_lower(trim(attribute(element, "type")));
  link.title = collapse_whitespace(attribute(element, "title"));
  link.hreflang = trim(attribute(element, "hreflang"));
  link.length = number_of(attribute(element, "length"));
  return link;
}

std::string read_image(Reading& reading, pugi::xml_node element) {
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() != pugi::node_element) continue;
    const Scope::Inside inside(reading.scope, child);
    const Name name = reading.scope.name(child);
    if (name == Name::url || name == Name::person_uri)
      if (std::string url = address_of(reading, child); !url.empty()) return url;
  }
  std::string url = address_of(reading, element);
  return is_http_url(url) ? url : std::string();
}

void add_enclosure(std::vector<Enclosure>& enclosures, Enclosure enclosure) {
  if (enclosure.url.empty()) return;
  const auto known = std::find_if(enclosures.begin(), enclosures.end(),
                                  [&](const Enclosure& one) { return one.url == enclosure.url; });
  if (known == enclosures.end()) {
    if (enclosures.size() < kMaxEnclosures) enclosures.push_back(std::move(enclosure));
    return;
  }
  if (known->type.empty()) known->type = enclosure.type;
  if (!known->length) known->length = enclosure.length;
  if (!known->duration) known->duration = enclosure.duration;
}

}  // namespace gazette::parse

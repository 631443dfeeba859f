// <link> of RSS and Atom, enclosures and images.
#include <algorithm>

#include "feeds/parse/read/elements/elements.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

constexpr std::size_t kMaxEnclosures = 200;  // of one entry

/// "http://www.iana.org/assignments/relation/self" (RFC 4287 4.2.7.2), ".../link-relations/self" -> "self".
std::string relation_of(std::string_view said) {
  std::string rel = to_lower(trim(said));
  if (rel.find("www.iana.org/assignments/") != std::string::npos) rel.erase(0, rel.rfind('/') + 1);
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
  std::string url;
  bool structured = false;
  for_each_child(reading.scope, element, [&](pugi::xml_node child, Name name) {
    structured = structured || name != Name::unknown;
    if (url.empty() && (name == Name::url || name == Name::person_uri)) url = address_of(reading, child);
  });
  if (!url.empty()) return url;
  url = structured ? named_address(reading, element) : address_of(reading, element);
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

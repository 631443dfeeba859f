// The feed that an entry was taken from: atom:source with what feeds have, RSS source with an address and a
// title.
#include "feeds/parse/read/fields/fields.h"
#include "feeds/parse/text/inner_markup.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

void read_origin_field(Reading& reading, OriginDraft& draft, pugi::xml_node element, Name name) {
  if (read_common_field(reading, draft, element, name)) return;
  Origin& origin = draft.value;
  switch (name) {
    case Name::subtitle:
    case Name::description:
      set_plain(reading, draft, Slot::description, 9, origin.description, element);
      break;
    case Name::icon: origin.icon = address_of(reading, element); break;
    case Name::logo: origin.logo = address_of(reading, element); break;
    case Name::generator: set_plain(reading, draft, Slot::generator, 9, origin.generator, element); break;
    default: break;
  }
}

}  // namespace

Origin read_origin(Reading& reading, pugi::xml_node element) {
  OriginDraft draft;
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() != pugi::node_element) continue;
    const Scope::Inside inside(reading.scope, child);
    read_origin_field(reading, draft, child, reading.scope.name(child));
  }
  Origin& origin = draft.value;
  if (reading.scope.has_language() && origin.language.empty()) origin.language = reading.scope.language();
  const std::string_view url = trim(attribute(element, "url"));
  if (!url.empty()) {
    origin.self = reading.scope.resolve(url);
    if (origin.link.empty()) origin.link = origin.self;
  }
  if (origin.title.empty() && !has_child_elements(element))
    origin.title = read_plain(element, reading.scope, TextType::unsure);
  return std::move(origin);
}

}  // namespace gazette::parse

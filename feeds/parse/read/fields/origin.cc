// The feed that an entry was taken from: atom:source with what feeds have, RSS source with an address and a
// title.
#include "feeds/parse/read/fields/fields.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

/// False: nothing that a source says.
bool read_origin_field(Reading& reading, OriginDraft& draft, pugi::xml_node element, Name name) {
  if (read_common_field(reading, draft, element, name)) return true;
  Origin& origin = draft.value;
  switch (name) {
    case Name::subtitle:
    case Name::description:
      set_plain(reading, draft, Slot::description, 9, origin.description, element);
      return true;
    case Name::icon: origin.icon = address_of(reading, element); return true;
    case Name::logo: origin.logo = address_of(reading, element); return true;
    case Name::generator:
      set_plain(reading, draft, Slot::generator, 9, origin.generator, element);
      return true;
    default: return false;
  }
}

}  // namespace

Origin read_origin(Reading& reading, pugi::xml_node element) {
  OriginDraft draft;
  bool structured = false;
  for_each_child(reading.scope, element, [&](pugi::xml_node child, Name name) {
    if (read_origin_field(reading, draft, child, name)) structured = true;
  });
  Origin& origin = draft.value;
  if (reading.scope.has_language() && origin.language.empty()) origin.language = reading.scope.language();
  const std::string_view url = trim(attribute(element, "url"));
  if (!url.empty()) {
    origin.self = reading.scope.resolve(url);
    if (origin.link.empty()) origin.link = origin.self;
  }
  if (origin.title.empty() && !structured)
    origin.title = read_plain(element, reading.scope, TextType::unsure);
  return std::move(origin);
}

}  // namespace gazette::parse

#include <charconv>

#include "feeds/parse/read/fields.h"
#include "feeds/parse/text/construct.h"
#include "feeds/parse/text/inner_markup.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

void set_markup(Reading& reading, EntryDraft& draft, Slot slot, std::uint8_t rank, Markup& target,
                pugi::xml_node element, TextType usual) {
  if (!draft.ranks.wins(slot, rank)) return;
  target = read_markup(element, reading.scope, usual);
}

void read_guid(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  const std::string guid(trim(inner_text(element)));
  if (guid.empty() || !draft.ranks.wins(Slot::id, 9)) return;
  draft.value.id = guid;
  const std::string_view said = trim(attribute(element, "isPermaLink"));
  draft.value.id_is_permalink = said.empty() ? is_http_url(guid) : !equals_ignore_case(said, "false");
  if (!draft.value.id_is_permalink) return;
  const std::string url = reading.scope.resolve(guid);
  if (is_http_url(url) && draft.ranks.wins(Slot::link, 3)) draft.value.link = url;
}

void read_enclosure(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  const Link link = read_link(reading, element);
  if (link.href.empty()) return;
  draft.value.enclosures.push_back({link.href, link.type, link.length, std::nullopt});
}

bool read_texts(Reading& reading, EntryDraft& draft, pugi::xml_node element, Name name) {
  Entry& entry = draft.value;
  switch (name) {
    case Name::description:
      set_markup(reading, draft, Slot::summary, 9, entry.summary, element, TextType::html);
      return true;
    case Name::summary:
      set_markup(reading, draft, Slot::summary, 8, entry.summary, element, TextType::html);
      return true;
    case Name::content:
      set_markup(reading, draft, Slot::content, 8, entry.content, element, TextType::html);
      return true;
    case Name::content_encoded:
      set_markup(reading, draft, Slot::content, 9, entry.content, element, TextType::html);
      return true;
    default: return false;
  }
}

}  // namespace

void read_entry_field(Reading& reading, EntryDraft& draft, pugi::xml_node element, Name name) {
  if (read_texts(reading, draft, element, name)) return;
  if (read_common_field(reading, draft, element, name)) return;
  Entry& entry = draft.value;
  switch (name) {
    case Name::guid: read_guid(reading, draft, element); break;
    case Name::enclosure: read_enclosure(reading, draft, element); break;
    case Name::comments: entry.comments = reading.scope.resolve(trim(inner_text(element))); break;
    default: break;
  }
}

}  // namespace gazette::parse

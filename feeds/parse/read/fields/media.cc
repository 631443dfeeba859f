// Media RSS of an entry: groups, contents, thumbnails, titles, descriptions.
#include <cmath>

#include "feeds/parse/read/fields/fields.h"
#include "feeds/parse/read/first_image.h"
#include "feeds/parse/text/people.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

bool is_image(std::string_view medium, std::string_view type, std::string_view url) {
  if (medium == "image" || type.starts_with("image/")) return true;
  if (!medium.empty() || !type.empty()) return false;
  const std::string lower = to_lower(url.substr(0, url.find_first_of("?#")));
  for (const std::string_view ending : {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"})
    if (lower.ends_with(ending)) return true;
  return false;
}

void set_image(EntryDraft& draft, int rank, const std::string& url) {
  if (!url.empty() && draft.ranks.wins(Slot::image, rank)) draft.value.image = url;
}

/// An icon, as of the author beside the entry, is no picture of it.
void read_thumbnail(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  if (is_icon_size(trim(attribute(element, "width"))) || is_icon_size(trim(attribute(element, "height"))))
    return;
  set_image(draft, 7, address_of(reading, element));
}

void read_content(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  const std::string_view said = trim(attribute(element, "url"));
  if (said.empty()) return;
  Enclosure enclosure{reading.scope.resolve(said), to_lower(trim(attribute(element, "type"))), {}, {}};
  enclosure.length = number_of(attribute(element, "fileSize"));
  enclosure.duration = duration_of(attribute(element, "duration"));
  const std::string medium = to_lower(trim(attribute(element, "medium")));
  if (is_image(medium, enclosure.type, enclosure.url)) set_image(draft, 5, enclosure.url);
  if (enclosure.type.empty() && (medium == "image" || medium == "audio" || medium == "video"))
    enclosure.type = medium + "/*";
  add_enclosure(draft.value.enclosures, std::move(enclosure));
}

void read_credit(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  const std::string role = to_lower(trim(attribute(element, "role")));
  Person person = person_of_text(read_plain(element, reading.scope, TextType::unsure));
  const bool author = role.empty() || role == "author" || role == "writer";
  add_person(author ? draft.value.authors : draft.value.contributors, std::move(person));
}

bool read_one(Reading& reading, EntryDraft& draft, pugi::xml_node element, Name name) {
  Entry& entry = draft.value;
  switch (name) {
    case Name::media_content: read_content(reading, draft, element); return true;
    case Name::media_thumbnail: read_thumbnail(reading, draft, element); return true;
    case Name::media_title: set_plain(reading, draft, Slot::title, 3, entry.title, element); return true;
    case Name::media_description:
      if (draft.ranks.wins(Slot::summary, 3))
        entry.summary = read_markup(element, reading.scope, TextType::unsure);
      return true;
    case Name::media_credit: read_credit(reading, draft, element); return true;
    case Name::media_peer_link:
      add_enclosure(entry.enclosures,
                    {address_of(reading, element), to_lower(trim(attribute(element, "type"))), {}, {}});
      return true;
    default: return read_common_field(reading, draft, element, name);
  }
}

}  // namespace

bool read_media_field(Reading& reading, EntryDraft& draft, pugi::xml_node element, Name name) {
  if (name < Name::media_group || name > Name::media_peer_link) return false;
  if (name != Name::media_group && name != Name::media_content)
    return read_one(reading, draft, element, name);
  if (name == Name::media_content) read_one(reading, draft, element, name);
  // Two levels: a group holds contents, a content holds its own title and thumbnail.
  for_each_child(reading.scope, element, [&](pugi::xml_node child, Name below) {
    read_one(reading, draft, child, below);
    if (below != Name::media_content) return;
    for_each_child(reading.scope, child,
                   [&](pugi::xml_node leaf, Name is) { read_one(reading, draft, leaf, is); });
  });
  return true;
}

}  // namespace gazette::parse

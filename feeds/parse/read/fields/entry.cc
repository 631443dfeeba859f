#include "feeds/parse/read/fields/fields.h"
#include "feeds/parse/text/inner_markup.h"
#include "feeds/parse/text/people.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

void set_markup(Reading& reading, EntryDraft& draft, Slot slot, int rank, Markup& target,
                pugi::xml_node element) {
  if (!draft.ranks.would_win(slot, rank)) return;
  Markup markup = read_markup(element, reading.scope, TextType::unsure);
  if (markup.empty()) return;
  draft.ranks.wins(slot, rank);
  target = std::move(markup);
}

void read_guid(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  const ElementText text(element);
  const std::string_view guid = trim(text.view());
  if (guid.empty() || !draft.ranks.wins(Slot::id, 9)) return;
  draft.value.id = guid;
  const std::string_view said = trim(attribute(element, "isPermaLink"));
  draft.value.id_is_permalink = said.empty() ? is_http_url(guid) : equals_ignore_case(said, "true");
  if (!draft.value.id_is_permalink) return;
  std::string url = reading.scope.resolve(guid);
  if (is_http_url(url) && draft.ranks.wins(Slot::link, 3)) draft.value.link = std::move(url);
}

void read_enclosure(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  Link link = read_link(reading, element);
  if (link.href.empty()) reading.problems.add("an enclosure has no address: it is left out");
  add_enclosure(draft.value.enclosures,
                {std::move(link.href), std::move(link.type), link.length, std::nullopt});
}

/// Atom's links say by `rel` what RSS has elements for.
void read_entry_link(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  const std::size_t before = draft.value.links.size();
  read_common_field(reading, draft, element, Name::link);
  if (draft.value.links.size() == before) {
    if (element.first_attribute()) reading.problems.add("a link has no address: it is left out");
    return;
  }
  const Link& link = draft.value.links.back();
  if (link.rel == "enclosure")
    add_enclosure(draft.value.enclosures, {link.href, link.type, link.length, std::nullopt});
  if (link.rel != "replies") return;
  const bool page = link.type.empty() || link.type.find("html") != std::string::npos;
  if (page && draft.ranks.wins(Slot::comments, 5)) draft.value.comments = link.href;
  if (const std::optional<std::uint64_t> count = number_of(attribute(element, "count"));
      count && *count < 100'000'000)
    draft.value.comment_count = static_cast<int>(*count);
}

void add_link(Reading& reading, EntryDraft& draft, pugi::xml_node element, std::string rel,
              std::string type) {
  Link link{address_of(reading, element), std::move(rel), std::move(type), {}, {}, {}};
  if (!link.href.empty()) draft.value.links.push_back(std::move(link));
}

void read_count(EntryDraft& draft, pugi::xml_node element) {
  const std::optional<std::uint64_t> count = number_of(line_of(element));
  if (count && *count < 100'000'000) draft.value.comment_count = static_cast<int>(*count);
}

void read_place_field(Reading& reading, EntryDraft& draft, pugi::xml_node element, Name name) {
  const bool alone = name == Name::geo_lat || name == Name::geo_long;  // its other half is a sibling
  std::optional<Place> place =
      alone ? read_place(reading, element.parent(), Name::geo_point) : read_place(reading, element, name);
  if (place && !draft.value.place) draft.value.place = std::move(place);
}

/// RFC 4287 4.1.3.2: content that stands elsewhere: a page, or a file.
void read_content_address(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  const std::string_view said = trim(attribute(element, "src"));
  if (said.empty()) return;
  std::string type = to_lower(trim(attribute(element, "type")));
  std::string url = reading.scope.resolve(said);
  if (type.empty() || type.find("html") != std::string::npos) {
    if (draft.ranks.wins(Slot::link, 1)) draft.value.link = std::move(url);
  } else {
    add_enclosure(draft.value.enclosures, {std::move(url), std::move(type), {}, {}});
  }
}

bool read_texts(Reading& reading, EntryDraft& draft, pugi::xml_node element, Name name) {
  Entry& entry = draft.value;
  switch (name) {
    case Name::description: set_markup(reading, draft, Slot::summary, 9, entry.summary, element); return true;
    case Name::summary:
    case Name::cdf_abstract:
      set_markup(reading, draft, Slot::summary, 8, entry.summary, element);
      return true;
    case Name::dcterms_abstract:
    case Name::dc_description:
      set_markup(reading, draft, Slot::summary, 6, entry.summary, element);
      return true;
    case Name::content_encoded:
      set_markup(reading, draft, Slot::content, 9, entry.content, element);
      return true;
    case Name::content:
      if (!element.first_child() && element.first_attribute())
        read_content_address(reading, draft, element);
      else
        set_markup(reading, draft, Slot::content, 8, entry.content, element);
      return true;
    case Name::body: set_markup(reading, draft, Slot::content, 7, entry.content, element); return true;
    default: return false;
  }
}

/// One is allowed; what a second one adds are authors.
void read_source(Reading& reading, Entry& entry, pugi::xml_node element) {
  Origin origin = read_origin(reading, element);
  if (!entry.source) {
    entry.source = std::move(origin);
    return;
  }
  for (Person& author : origin.authors) add_person(entry.source->authors, std::move(author));
}

void read_reply(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  std::string_view to = trim(attribute(element, "href"));
  if (to.empty()) to = trim(attribute(element, "ref"));
  if (to.empty()) return;
  draft.value.links.push_back({reading.scope.resolve(to), "in-reply-to", {}, {}, {}, {}});
}

}  // namespace

void read_entry_field(Reading& reading, EntryDraft& draft, pugi::xml_node element, Name name) {
  if (name == Name::link) return read_entry_link(reading, draft, element);
  if (read_texts(reading, draft, element, name) || read_common_field(reading, draft, element, name)) return;
  if (read_media_field(reading, draft, element, name) || read_podcast_field(reading, draft, element, name))
    return;
  Entry& entry = draft.value;
  switch (name) {
    case Name::guid: read_guid(reading, draft, element); break;
    case Name::enclosure: read_enclosure(reading, draft, element); break;
    case Name::comments:
      if (draft.ranks.wins(Slot::comments, 9)) entry.comments = address_of(reading, element);
      break;
    case Name::source: read_source(reading, entry, element); break;
    case Name::image:
    case Name::cdf_logo:
      if (std::string url = read_image(reading, element); !url.empty() && draft.ranks.wins(Slot::image, 6))
        entry.image = std::move(url);
      break;
    case Name::cdf_a:
      if (std::string url = address_of(reading, element); !url.empty() && draft.ranks.wins(Slot::link, 6))
        entry.link = std::move(url);
      break;
    case Name::orig_link:
      if (std::string url = address_of(reading, element); is_http_url(url) && draft.ranks.wins(Slot::link, 9))
        entry.link = std::move(url);
      break;
    case Name::orig_enclosure_link: draft.original_enclosure = address_of(reading, element); break;
    case Name::wfw_comment_rss: add_link(reading, draft, element, "replies", "application/rss+xml"); break;
    case Name::thr_in_reply_to: read_reply(reading, draft, element); break;
    case Name::thr_total:
    case Name::slash_comments: read_count(draft, element); break;
    case Name::georss_name: draft.place_name = line_of(element); break;
    case Name::georss_point:
    case Name::georss_where:
    case Name::podcast_location:
    case Name::geo_point:
    case Name::geo_lat:
    case Name::geo_long: read_place_field(reading, draft, element, name); break;
    default: break;
  }
}

}  // namespace gazette::parse

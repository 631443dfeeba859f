#include "feeds/parse/read/fields/fields.h"
#include "feeds/parse/text/inner_markup.h"
#include "feeds/parse/text/people.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

template <class Draft>
void set_time(Reading& reading, Draft& draft, Slot slot, int rank, std::optional<Time>& target,
              pugi::xml_node element) {
  if (!draft.ranks.would_win(slot, rank)) return;
  const std::optional<Time> time = read_time(reading, element);
  if (!time) return;
  draft.ranks.wins(slot, rank);
  target = time;
}

template <class Draft>
void set_line(Draft& draft, Slot slot, int rank, std::string& target, pugi::xml_node element) {
  if (!draft.ranks.would_win(slot, rank)) return;
  const ElementText text(element);
  const std::string_view trimmed = trim(text.view());
  if (trimmed.empty()) return;
  draft.ranks.wins(slot, rank);
  target = trimmed;
}

bool is_page_type(std::string_view type) {
  return type.empty() || type.find("html") != std::string_view::npos;
}

/// Of several RSS links the last is meant; of Atom's alternates the first, pages before other types.
template <class Draft>
void take_link(Draft& draft, Link link, bool rss) {
  if (link.href.empty()) return;
  const int rank = !is_page_type(link.type) ? 6 : rss ? 8 : 7;
  if (link.rel == "alternate" &&
      (draft.ranks.wins(Slot::link, rank) || (rss && draft.ranks.is(Slot::link, rank))))
    draft.value.link = link.href;
  if constexpr (requires { draft.value.self; })
    if (link.rel == "self" && draft.value.self.empty()) draft.value.self = link.href;
  if (draft.value.links.empty()) draft.value.links.reserve(2);
  draft.value.links.push_back(std::move(link));
}

template <class Draft>
bool read_people(Reading& reading, Draft& draft, pugi::xml_node element, Name name) {
  switch (name) {
    case Name::author:
    case Name::dc_creator:
    case Name::itunes_author:
    case Name::managing_editor: add_person(draft.value.authors, read_person(reading, element)); return true;
    case Name::contributor:
    case Name::dc_contributor:
      add_person(draft.value.contributors, read_person(reading, element));
      return true;
    default: return false;
  }
}

template <class Draft>
bool read_published(Reading& reading, Draft& draft, pugi::xml_node element, Name name) {
  if constexpr (requires { draft.value.published; }) {
    auto& published = draft.value.published;
    switch (name) {
      case Name::published:
      case Name::pub_date: set_time(reading, draft, Slot::published, 9, published, element); return true;
      case Name::issued: set_time(reading, draft, Slot::published, 8, published, element); return true;
      case Name::created: set_time(reading, draft, Slot::published, 4, published, element); return true;
      case Name::modified: set_time(reading, draft, Slot::published, 1, published, element); return false;
      case Name::dc_date: set_time(reading, draft, Slot::published, 2, published, element); return false;
      default: return false;
    }
  }
  return false;
}

template <class Draft>
bool read_updated(Reading& reading, Draft& draft, pugi::xml_node element, Name name) {
  auto& updated = draft.value.updated;
  switch (name) {
    case Name::updated: set_time(reading, draft, Slot::updated, 9, updated, element); return true;
    case Name::modified: set_time(reading, draft, Slot::updated, 8, updated, element); return true;
    case Name::last_build_date: set_time(reading, draft, Slot::updated, 7, updated, element); return true;
    case Name::dc_date: set_time(reading, draft, Slot::updated, 6, updated, element); return true;
    default: return false;
  }
}

template <class Draft>
bool read_identity(Reading& reading, Draft& draft, pugi::xml_node element, Name name) {
  auto& value = draft.value;
  switch (name) {
    case Name::title: set_plain(reading, draft, Slot::title, 9, value.title, element); return true;
    case Name::dc_title: set_plain(reading, draft, Slot::title, 6, value.title, element); return true;
    case Name::link:
      take_link(draft, read_link(reading, element), reading.scope.ns(element) == Ns::core);
      return true;
    case Name::id: set_line(draft, Slot::id, 8, value.id, element); return true;
    case Name::dc_identifier: set_line(draft, Slot::id, 3, value.id, element); return true;
    default: return false;
  }
}

}  // namespace

template <class Draft>
bool read_common_field(Reading& reading, Draft& draft, pugi::xml_node element, Name name) {
  if (read_identity(reading, draft, element, name) || read_people(reading, draft, element, name)) return true;
  if (read_published(reading, draft, element, name) || read_updated(reading, draft, element, name))
    return true;
  auto& value = draft.value;
  switch (name) {
    case Name::rights: set_plain(reading, draft, Slot::rights, 9, value.rights, element); return true;
    case Name::dc_rights: set_plain(reading, draft, Slot::rights, 6, value.rights, element); return true;
    case Name::media_copyright:
      set_plain(reading, draft, Slot::rights, 3, value.rights, element);
      return true;
    case Name::language: set_line(draft, Slot::language, 9, value.language, element); return true;
    case Name::dc_language: set_line(draft, Slot::language, 6, value.language, element); return true;
    case Name::cc_license: {
      Link license{address_of(reading, element), "license", {}, {}, {}, {}};
      if (!license.href.empty()) value.links.push_back(std::move(license));
      return true;
    }
    case Name::category:
    case Name::dc_subject:
    case Name::itunes_category:
    case Name::itunes_keywords:
    case Name::media_category:
    case Name::media_keywords: read_categories(reading, value.categories, element, name); return true;
    default: return false;
  }
}

template bool read_common_field(Reading&, EntryDraft&, pugi::xml_node, Name);
template bool read_common_field(Reading&, FeedDraft&, pugi::xml_node, Name);
template bool read_common_field(Reading&, OriginDraft&, pugi::xml_node, Name);

}  // namespace gazette::parse

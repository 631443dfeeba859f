#include <algorithm>
#include <charconv>

#include "feeds/parse/read/fields.h"
#include "feeds/parse/text/construct.h"
#include "feeds/parse/text/inner_markup.h"
#include "feeds/parse/text/people.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

std::optional<std::uint64_t> read_number(std::string_view text) {
  text = trim(text);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::string line_of(pugi::xml_node element) {
  return collapse_whitespace(inner_text(element));
}

template <class Value>
void add_category(Value& value, Category category) {
  if (category.term.empty()) category.term = category.label;
  if (category.term.empty()) return;
  if (std::find(value.categories.begin(), value.categories.end(), category) == value.categories.end())
    value.categories.push_back(std::move(category));
}

template <class Value>
void read_category(Reading& reading, Value& value, pugi::xml_node element) {
  Category category;
  category.term = trim(attribute(element, "term"));
  if (category.term.empty()) category.term = read_plain(element, reading.scope, TextType::html);
  category.label = trim(attribute(element, "label"));
  category.scheme = trim(attribute(element, "scheme"));
  if (category.scheme.empty()) category.scheme = trim(attribute(element, "domain"));
  add_category(value, std::move(category));
}

template <class Draft>
void set_text(Reading& reading, Draft& draft, Slot slot, std::uint8_t rank, std::string& target,
              pugi::xml_node element, TextType usual) {
  std::string text = read_plain(element, reading.scope, usual);
  if (!text.empty() && draft.ranks.wins(slot, rank)) target = std::move(text);
}

template <class Draft>
void set_time(Reading& reading, Draft& draft, Slot slot, std::uint8_t rank, std::optional<Time>& target,
              pugi::xml_node element) {
  const std::optional<Time> time = read_time(reading, element);
  if (time && draft.ranks.wins(slot, rank)) target = time;
}

bool is_page(const Link& link) {
  return link.rel == "alternate" && (link.type.empty() || link.type.find("html") != std::string::npos);
}

template <class Draft>
void take_link(Draft& draft, Link link) {
  if (link.href.empty()) return;
  if (link.rel == "alternate" && draft.ranks.wins(Slot::link, is_page(link) ? 8 : 6))
    draft.value.link = link.href;
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
bool read_dates(Reading& reading, Draft& draft, pugi::xml_node element, Name name) {
  auto& value = draft.value;
  switch (name) {
    case Name::published:
    case Name::pub_date: set_time(reading, draft, Slot::published, 9, value.published, element); return true;
    case Name::issued: set_time(reading, draft, Slot::published, 8, value.published, element); return true;
    case Name::created: set_time(reading, draft, Slot::published, 4, value.published, element); return true;
    case Name::updated: set_time(reading, draft, Slot::updated, 9, value.updated, element); return true;
    case Name::modified: set_time(reading, draft, Slot::updated, 8, value.updated, element); return true;
    case Name::last_build_date:
      set_time(reading, draft, Slot::updated, 7, value.updated, element);
      return true;
    case Name::dc_date: set_time(reading, draft, Slot::updated, 6, value.updated, element); return true;
    default: return false;
  }
}

}  // namespace

Person read_person(Reading& reading, pugi::xml_node element) {
  Person person;
  bool structured = false;
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() != pugi::node_element) continue;
    const Scope::Inside inside(reading.scope, child);
    const Name name = reading.scope.name(child);
    if (name == Name::person_name || name == Name::itunes_name || name == Name::title)
      person.name = line_of(child);
    if (name == Name::person_email || name == Name::itunes_email) person.email = line_of(child);
    if (name == Name::person_uri || name == Name::url) person.uri = reading.scope.resolve(line_of(child));
    structured = structured || name != Name::unknown;
  }
  if (!structured) return person_of_text(read_plain(element, reading.scope, TextType::html));
  return person;
}

Link read_link(Reading& reading, pugi::xml_node element) {
  Link link;
  std::string_view href = attribute(element, "href");
  if (href.empty()) href = attribute(element, "url");
  link.href = trim(href);
  if (link.href.empty()) link.href = line_of(element);
  if (!link.href.empty()) link.href = reading.scope.resolve(link.href);
  link.rel = to_lower(trim(attribute(element, "rel")));
  if (link.rel.empty()) link.rel = "alternate";
  link.type = to_lower(trim(attribute(element, "type")));
  link.title = collapse_whitespace(attribute(element, "title"));
  link.hreflang = trim(attribute(element, "hreflang"));
  link.length = read_number(attribute(element, "length"));
  return link;
}

std::optional<Time> read_time(Reading& reading, pugi::xml_node element) {
  const std::string text = line_of(element);
  if (text.empty()) return std::nullopt;
  const std::optional<Time> time = parse_date(text, reading.document.zone);
  if (!time)
    reading.problems.add("<" + std::string(element.name()) + "> is not a date that can be read: \"" +
                         std::string(first_code_points(text, 60)) + "\"");
  return time;
}

template <class Draft>
bool read_common_field(Reading& reading, Draft& draft, pugi::xml_node element, Name name) {
  auto& value = draft.value;
  if (read_people(reading, draft, element, name) || read_dates(reading, draft, element, name)) return true;
  switch (name) {
    case Name::title:
      set_text(reading, draft, Slot::title, 9, value.title, element, TextType::html);
      return true;
    case Name::dc_title:
      set_text(reading, draft, Slot::title, 5, value.title, element, TextType::html);
      return true;
    case Name::rights:
      set_text(reading, draft, Slot::rights, 9, value.rights, element, TextType::html);
      return true;
    case Name::dc_rights:
      set_text(reading, draft, Slot::rights, 5, value.rights, element, TextType::html);
      return true;
    case Name::link: take_link(draft, read_link(reading, element)); return true;
    case Name::id: value.id = trim(inner_text(element)); return true;
    case Name::category:
    case Name::dc_subject: read_category(reading, value, element); return true;
    default: return false;
  }
}

template bool read_common_field(Reading&, EntryDraft&, pugi::xml_node, Name);
template bool read_common_field(Reading&, FeedDraft&, pugi::xml_node, Name);

}  // namespace gazette::parse

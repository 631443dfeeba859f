// Single elements of feeds as values: people, links, dates, categories, places, sources. The scope of
// `reading` stands inside the element. Pure; any thread; never fails: what cannot be read is absent, and said
// in problems.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "feeds/feed.h"
#include "feeds/parse/problems.h"
#include "feeds/parse/xml/scope.h"

namespace gazette::parse {

/// What all readers of elements share.
struct Reading {
  const Document& document;
  Scope scope;
  Problems& problems;
};

/// The text below, in one line.
std::string line_of(pugi::xml_node element);
/// The attribute `href`, `url` or `resource`, made absolute; empty if there is none.
std::string named_address(const Reading& reading, pugi::xml_node element);
/// The same, or else the text below.
std::string address_of(const Reading& reading, pugi::xml_node element);
/// "12", and 12 for "12.5".
std::optional<std::uint64_t> number_of(std::string_view text);
/// "yes", "true", "explicit" / "no", "false", "clean".
std::optional<bool> truth_of(std::string_view text);

Person read_person(Reading& reading, pugi::xml_node element);
Link read_link(Reading& reading, pugi::xml_node element);
std::optional<Time> read_time(Reading& reading, pugi::xml_node element);
/// From an attribute; `what` names it in problems.
std::optional<Time> read_time(Reading& reading, std::string_view text, std::string_view what);
/// RSS source, atom:source.
Origin read_origin(Reading& reading, pugi::xml_node element);
/// RSS image with its url, itunes:image, an address as text.
std::string read_image(Reading& reading, pugi::xml_node element);
std::optional<Place> read_place(Reading& reading, pugi::xml_node element, Name name);

/// Adds what <category>, dc:subject, itunes:category (nested), media:category or keywords say.
void read_categories(Reading& reading, std::vector<Category>& categories, pugi::xml_node element, Name name);
/// Unless it is empty or there.
void add_category(std::vector<Category>& categories, Category category);
/// Unless its address is empty or there.
void add_enclosure(std::vector<Enclosure>& enclosures, Enclosure enclosure);

/// "1:02:03", "62:03", "3723" -> seconds.
std::optional<std::int64_t> duration_of(std::string_view text);

}  // namespace gazette::parse

// The fields of feeds and entries, one element at a time. `scope` stands inside the element. Pure; never
// fails.
#pragma once

#include <pugixml.hpp>

#include "feeds/parse/problems.h"
#include "feeds/parse/read/draft.h"
#include "feeds/parse/xml/scope.h"

namespace gazette::parse {

/// What all readers of elements need.
struct Reading {
  const Document& document;
  Scope scope;
  Problems& problems;
};

void read_feed_field(Reading& reading, FeedDraft& feed, pugi::xml_node element, Name name);
void read_entry_field(Reading& reading, EntryDraft& entry, pugi::xml_node element, Name name);

/// Fields that feeds, entries and sources share: people, categories, links, ids, titles, dates, rights.
/// False: not one of them.
template <class Draft>
bool read_common_field(Reading& reading, Draft& draft, pugi::xml_node element, Name name);

/// <author>, <contributor> with name, email, uri below, or as text.
Person read_person(Reading& reading, pugi::xml_node element);
Link read_link(Reading& reading, pugi::xml_node element);
std::optional<Time> read_time(Reading& reading, pugi::xml_node element);
Origin read_origin(Reading& reading, pugi::xml_node element);

}  // namespace gazette::parse

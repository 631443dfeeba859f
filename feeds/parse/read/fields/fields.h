// The fields of feeds, entries and sources, one element at a time. The scope stands inside the element. Pure;
// never fails.
#pragma once

#include <pugixml.hpp>

#include "feeds/parse/read/elements/elements.h"
#include "feeds/parse/read/fields/draft.h"
#include "feeds/parse/text/construct.h"

namespace gazette::parse {

void read_feed_field(Reading& reading, FeedDraft& feed, pugi::xml_node element, Name name);
void read_entry_field(Reading& reading, EntryDraft& entry, pugi::xml_node element, Name name);
/// Media RSS of an entry; false: another vocabulary.
bool read_media_field(Reading& reading, EntryDraft& entry, pugi::xml_node element, Name name);
/// iTunes and Podcasting 2.0 of an entry; false: another vocabulary.
bool read_podcast_field(Reading& reading, EntryDraft& entry, pugi::xml_node element, Name name);

/// podcast:person, of feeds and entries.
Person read_podcast_person(Reading& reading, pugi::xml_node element);

/// What feeds, entries and sources share: people, categories, links, ids, titles, dates, rights, language.
/// False: none of these.
template <class Draft>
bool read_common_field(Reading& reading, Draft& draft, pugi::xml_node element, Name name);

/// A text field of plain text, if this element is the best so far.
template <class Draft>
void set_plain(Reading& reading, Draft& draft, Slot slot, int rank, std::string& target,
               pugi::xml_node element, TextType usual = TextType::unsure) {
  if (!draft.ranks.would_win(slot, rank)) return;
  std::string text = read_plain(element, reading.scope, usual);
  if (text.empty()) return;
  draft.ranks.wins(slot, rank);
  target = std::move(text);
}

}  // namespace gazette::parse

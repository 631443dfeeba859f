// iTunes, Google Play and Podcasting 2.0 of an entry.
#include <limits>

#include "feeds/parse/read/fields/fields.h"
#include "feeds/parse/text/people.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

std::optional<int> small_number(pugi::xml_node element) {
  const std::optional<std::uint64_t> number = number_of(line_of(element));
  return number && *number < std::numeric_limits<int>::max() ? std::optional(static_cast<int>(*number))
                                                             : std::nullopt;
}

void set_summary(Reading& reading, EntryDraft& draft, int rank, pugi::xml_node element) {
  if (!draft.ranks.would_win(Slot::summary, rank)) return;
  Markup markup = read_markup(element, reading.scope, TextType::unsure);
  if (markup.empty()) return;
  draft.ranks.wins(Slot::summary, rank);
  draft.value.summary = std::move(markup);
}

void add_link(Reading& reading, EntryDraft& draft, pugi::xml_node element, std::string rel) {
  Link link{named_address(reading, element),
            std::move(rel),
            to_lower(trim(attribute(element, "type"))),
            {},
            {},
            {}};
  link.hreflang = trim(attribute(element, "language"));
  if (is_http_url(link.href)) draft.value.links.push_back(std::move(link));
}

/// The files of one podcast:alternateEnclosure stand in its podcast:source elements.
void read_alternate(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  for_each_child(reading.scope, element, [&](pugi::xml_node child, Name name) {
    const std::string_view uri = trim(attribute(child, "uri"));
    if (name != Name::podcast_source || uri.empty()) return;
    add_enclosure(draft.value.enclosures,
                  {reading.scope.resolve(uri), to_lower(trim(attribute(element, "type"))),
                   number_of(attribute(element, "length")), std::nullopt});
  });
}

void set_duration(Reading& reading, EntryDraft& draft, pugi::xml_node element) {
  const std::string line = line_of(element);
  draft.value.episode.duration = duration_of(line);
  if (!draft.value.episode.duration && !line.empty())
    reading.problems.add("<" + std::string(element.name()) + "> is not a duration that can be read: \"" +
                         std::string(first_code_points(line, 60)) + "\"");
}

bool read_episode(Reading& reading, EntryDraft& draft, pugi::xml_node element, Name name) {
  Episode& episode = draft.value.episode;
  switch (name) {
    case Name::itunes_duration: set_duration(reading, draft, element); return true;
    case Name::itunes_explicit: episode.explicit_words = truth_of(line_of(element)); return true;
    case Name::itunes_season:
    case Name::podcast_season: episode.season = small_number(element); return true;
    case Name::itunes_episode:
    case Name::podcast_episode: episode.number = small_number(element); return true;
    case Name::itunes_episode_type: episode.type = to_lower(line_of(element)); return true;
    default: return false;
  }
}

}  // namespace

Person read_podcast_person(Reading& reading, pugi::xml_node element) {
  return {line_of(element), {}, named_address(reading, element)};
}

bool read_podcast_field(Reading& reading, EntryDraft& draft, pugi::xml_node element, Name name) {
  if (read_episode(reading, draft, element, name)) return true;
  Entry& entry = draft.value;
  switch (name) {
    case Name::itunes_title: set_plain(reading, draft, Slot::title, 2, entry.title, element); return true;
    case Name::itunes_summary: set_summary(reading, draft, 5, element); return true;
    case Name::itunes_subtitle: set_summary(reading, draft, 2, element); return true;
    case Name::itunes_image:
      if (std::string url = read_image(reading, element); !url.empty() && draft.ranks.wins(Slot::image, 8))
        entry.image = std::move(url);
      return true;
    case Name::podcast_transcript: add_link(reading, draft, element, "transcript"); return true;
    case Name::podcast_chapters: add_link(reading, draft, element, "chapters"); return true;
    case Name::podcast_license: add_link(reading, draft, element, "license"); return true;
    case Name::podcast_alternate_enclosure: read_alternate(reading, draft, element); return true;
    case Name::podcast_person:
      add_person(entry.contributors, read_podcast_person(reading, element));
      return true;
    case Name::podcast_discussion:
      if (std::string url = reading.scope.resolve(trim(attribute(element, "uri")));
          is_http_url(url) && draft.ranks.wins(Slot::comments, 3))
        entry.comments = std::move(url);
      return true;
    default: return false;
  }
}

}  // namespace gazette::parse

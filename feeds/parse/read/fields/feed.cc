#include <limits>

#include "feeds/parse/read/fields/fields.h"
#include "feeds/parse/read/first_image.h"
#include "feeds/parse/text/inner_markup.h"
#include "feeds/parse/text/people.h"
#include "feeds/text/entities.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

void set_address(Reading& reading, FeedDraft& draft, Slot slot, int rank, std::string& target,
                 pugi::xml_node element) {
  if (!draft.ranks.would_win(slot, rank)) return;
  std::string url = read_image(reading, element);
  if (url.empty()) return;
  draft.ranks.wins(slot, rank);
  target = std::move(url);
}

void read_skip_hours(Feed& feed, pugi::xml_node element) {
  for (const pugi::xml_node& child : element.children()) {
    const std::optional<std::uint64_t> hour = number_of(line_of(child));
    if (hour && *hour <= 24 && feed.skip_hours.size() < 24)
      feed.skip_hours.push_back(static_cast<int>(*hour % 24));
  }
}

void read_skip_days(Feed& feed, pugi::xml_node element) {
  constexpr std::string_view kDays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  for (const pugi::xml_node& child : element.children()) {
    const std::string day = to_lower(line_of(child));
    for (int i = 0; i < 7; ++i)
      if (day.starts_with(kDays[i]) && feed.skip_days.size() < 7) feed.skip_days.push_back(i);
  }
}

std::optional<int> minutes_of_period(std::string_view period) {
  constexpr int kDay = 24 * 60;
  if (period == "hourly") return 60;
  if (period == "daily") return kDay;
  if (period == "weekly") return 7 * kDay;
  if (period == "monthly") return 30 * kDay;
  if (period == "yearly") return 365 * kDay;
  return std::nullopt;
}

std::optional<int> positive(pugi::xml_node element) {
  const std::optional<std::uint64_t> number = number_of(line_of(element));
  if (!number || *number == 0 || *number > 1'000'000) return std::nullopt;
  return static_cast<int>(*number);
}

bool read_schedule(FeedDraft& draft, pugi::xml_node element, Name name) {
  switch (name) {
    case Name::ttl: draft.value.ttl_minutes = positive(element); return true;
    case Name::skip_hours: read_skip_hours(draft.value, element); return true;
    case Name::skip_days: read_skip_days(draft.value, element); return true;
    case Name::sy_period: draft.update_period = minutes_of_period(to_lower(line_of(element))); return true;
    case Name::sy_frequency: draft.update_frequency = positive(element).value_or(1); return true;
    default: return false;
  }
}

bool read_pictures(Reading& reading, FeedDraft& draft, pugi::xml_node element, Name name) {
  Feed& feed = draft.value;
  switch (name) {
    case Name::image: set_address(reading, draft, Slot::image, 9, feed.image, element); return true;
    case Name::itunes_image: set_address(reading, draft, Slot::image, 8, feed.image, element); return true;
    case Name::media_thumbnail: set_address(reading, draft, Slot::image, 4, feed.image, element); return true;
    case Name::media_content: set_address(reading, draft, Slot::image, 3, feed.image, element); return true;
    case Name::logo: set_address(reading, draft, Slot::logo, 9, feed.logo, element); return true;
    case Name::icon: set_address(reading, draft, Slot::icon, 9, feed.icon, element); return true;
    case Name::cdf_logo:
      if (equals_ignore_case(attribute(element, "style"), "icon"))
        set_address(reading, draft, Slot::icon, 9, feed.icon, element);
      else
        set_address(reading, draft, Slot::image, 7, feed.image, element);
      return true;
    default: return false;
  }
}

/// A picture in the description stands for the feed where nothing better does.
void read_described_image(Reading& reading, FeedDraft& draft, pugi::xml_node element) {
  if (!draft.ranks.would_win(Slot::image, 1)) return;
  const Markup markup = read_markup(element, reading.scope, TextType::unsure);
  const std::string_view source = first_image(markup.html);
  if (source.empty()) return;
  std::string url = resolve_url(markup.base, decode_entities(source));
  if (is_http_url(url) && draft.ranks.wins(Slot::image, 1)) draft.value.image = std::move(url);
}

bool read_descriptions(Reading& reading, FeedDraft& draft, pugi::xml_node element, Name name) {
  std::string& description = draft.value.description;
  switch (name) {
    case Name::description:
      set_plain(reading, draft, Slot::description, 9, description, element);
      read_described_image(reading, draft, element);
      return true;
    case Name::subtitle:
    case Name::cdf_abstract:
      set_plain(reading, draft, Slot::description, 8, description, element);
      return true;
    case Name::dc_description:
      set_plain(reading, draft, Slot::description, 6, description, element);
      return true;
    case Name::itunes_summary:
      set_plain(reading, draft, Slot::description, 5, description, element);
      return true;
    case Name::itunes_subtitle:
      set_plain(reading, draft, Slot::description, 4, description, element);
      return true;
    case Name::media_description:
      set_plain(reading, draft, Slot::description, 3, description, element);
      return true;
    default: return false;
  }
}

void read_generator(Reading& reading, FeedDraft& draft, pugi::xml_node element) {
  std::string text = read_plain(element, reading.scope, TextType::unsure);
  if (text.empty()) text = trim(attribute(element, "uri"));
  if (text.empty()) text = trim(attribute(element, "url"));
  if (!text.empty() && draft.ranks.wins(Slot::generator, 9)) draft.value.generator = std::move(text);
}

/// An id that is a relative address says nothing outside its document. (Entries' ids stay as they are: they
/// are compared.)
void read_id(Reading& reading, FeedDraft& draft, pugi::xml_node element) {
  const ElementText text(element);
  const std::string_view id = trim(text.view());
  if (id.empty() || !draft.ranks.wins(Slot::id, 8)) return;
  draft.value.id = id.starts_with('/') ? reading.scope.resolve(id) : std::string(id);
}

void read_deleted(Reading& reading, FeedDraft& draft, pugi::xml_node element) {
  DeletedEntry deleted;
  deleted.id = trim(attribute(element, "ref"));
  deleted.when = read_time(reading, attribute(element, "when"), "when");
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() != pugi::node_element) continue;
    const Scope::Inside inside(reading.scope, child);
    if (reading.scope.name(child) == Name::deleted_comment)
      deleted.comment = read_plain(child, reading.scope, TextType::unsure);
  }
  if (!deleted.id.empty()) draft.value.deleted.push_back(std::move(deleted));
}

void add_link(Reading& reading, FeedDraft& draft, pugi::xml_node element, std::string rel) {
  Link link{named_address(reading, element), std::move(rel), {}, line_of(element), {}, {}};
  if (is_http_url(link.href)) draft.value.links.push_back(std::move(link));
}

}  // namespace

void read_feed_field(Reading& reading, FeedDraft& draft, pugi::xml_node element, Name name) {
  if (name == Name::id) return read_id(reading, draft, element);
  if (read_descriptions(reading, draft, element, name) || read_common_field(reading, draft, element, name))
    return;
  if (read_schedule(draft, element, name) || read_pictures(reading, draft, element, name)) return;
  Feed& feed = draft.value;
  switch (name) {
    case Name::generator: read_generator(reading, draft, element); break;
    case Name::admin_generator:
      if (draft.ranks.wins(Slot::generator, 5)) feed.generator = address_of(reading, element);
      break;
    case Name::web_master:
    case Name::itunes_owner: add_person(draft.web_masters, read_person(reading, element)); break;
    case Name::guid:
      if (draft.ranks.wins(Slot::id, 7)) feed.id = line_of(element);
      break;
    case Name::itunes_title: set_plain(reading, draft, Slot::title, 2, feed.title, element); break;
    case Name::media_title: set_plain(reading, draft, Slot::title, 3, feed.title, element); break;
    case Name::itunes_new_feed_url: feed.new_feed_url = address_of(reading, element); break;
    case Name::itunes_explicit: feed.explicit_words = truth_of(line_of(element)); break;
    case Name::itunes_email:  // googleplay:email
      add_person(draft.web_masters, person_of_text(line_of(element)));
      break;
    case Name::podcast_funding: add_link(reading, draft, element, "payment"); break;
    case Name::podcast_license: add_link(reading, draft, element, "license"); break;
    case Name::podcast_person: add_person(feed.contributors, read_podcast_person(reading, element)); break;
    case Name::cdf_a:
      if (std::string url = named_address(reading, element);
          feed.format == FeedFormat::cdf && !url.empty() && draft.ranks.wins(Slot::link, 6))
        feed.link = std::move(url);
      break;
    case Name::history_complete: feed.complete = true; break;
    case Name::history_archive: feed.archive = true; break;
    case Name::deleted_entry: read_deleted(reading, draft, element); break;
    default: break;
  }
}

}  // namespace gazette::parse

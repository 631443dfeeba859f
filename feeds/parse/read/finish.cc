#include "feeds/parse/read/finish.h"

#include <algorithm>

#include "feeds/language.h"
#include "feeds/parse/read/first_image.h"
#include "feeds/text/entities.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

/// "zh_cn" -> "zh-CN"; what is no tag ("English") stays as it was said.
std::string usual_language(const std::string& said) {
  std::string tag = said.empty() ? said : language_tag(said);
  return tag.empty() ? said : tag;
}

std::string_view file_name(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  return url.substr(url.rfind('/') + 1);
}

/// FeedBurner gives the original of one of several enclosures: that of the same file name.
void restore_enclosure(EntryDraft& draft) {
  if (!is_http_url(draft.original_enclosure)) return;
  std::vector<Enclosure>& enclosures = draft.value.enclosures;
  const auto same = std::find_if(enclosures.begin(), enclosures.end(), [&](const Enclosure& one) {
    return file_name(one.url) == file_name(draft.original_enclosure);
  });
  if (same != enclosures.end()) {
    same->url = draft.original_enclosure;
  } else if (enclosures.size() == 1) {
    enclosures[0].url = draft.original_enclosure;
  }
}

void choose_link(Entry& entry) {
  if (!entry.link.empty()) return;
  if (is_http_url(entry.id) && !entry.id_is_permalink && entry.links.empty() && entry.enclosures.empty())
    return;
  if (!entry.enclosures.empty()) entry.link = entry.enclosures.front().url;
}

void choose_image(Entry& entry) {
  if (!entry.image.empty()) return;
  for (const Enclosure& enclosure : entry.enclosures) {
    if (!enclosure.type.starts_with("image/")) continue;
    entry.image = enclosure.url;
    return;
  }
  for (const Markup* markup : {&entry.content, &entry.summary}) {
    const std::string_view source = first_image(markup->html);
    if (source.empty()) continue;
    std::string url = resolve_url(markup->base, decode_entities(source));
    if (!is_http_url(url)) continue;
    entry.image = std::move(url);
    return;
  }
}

}  // namespace

void finish_entry(EntryDraft& draft) {
  Entry& entry = draft.value;
  restore_enclosure(draft);
  if (entry.episode.duration && !entry.enclosures.empty() && !entry.enclosures.front().duration)
    entry.enclosures.front().duration = entry.episode.duration;
  if (entry.place && entry.place->name.empty()) entry.place->name = std::move(draft.place_name);
  entry.language = usual_language(entry.language);
  choose_link(entry);
  choose_image(entry);
}

void finish_head(FeedDraft& draft) {
  Feed& feed = draft.value;
  feed.language = usual_language(feed.language);
  if (feed.authors.empty()) feed.authors = std::move(draft.web_masters);
  if (draft.update_period) feed.update_minutes = std::max(1, *draft.update_period / draft.update_frequency);
  if (feed.image.empty()) feed.image = feed.logo;
  if (feed.image.empty()) feed.image = feed.icon;
  for (const Link& link : feed.links)
    if (link.rel == "hub" && feed.hub.empty()) feed.hub = link.href;
}

/// True if somebody is named: an address alone (an empty <name>) is nobody.
bool names_somebody(const std::vector<Person>& people) {
  return std::any_of(people.begin(), people.end(),
                     [](const Person& person) { return !person.name.empty() || !person.email.empty(); });
}

void inherit_people(Entry& entry, const Feed& feed) {
  if (names_somebody(entry.authors)) return;
  if (entry.source && names_somebody(entry.source->authors)) {
    entry.authors = entry.source->authors;
  } else if (entry.authors.empty() || names_somebody(feed.authors)) {
    entry.authors = feed.authors;
  }
}

/// RFC 4946 section 2: a link of this relation; other formats' licence elements are read as one.
std::string license_of(const std::vector<Link>& links) {
  for (const Link& link : links)
    if (link.rel == "license" && is_http_url(link.href)) return link.href;
  return {};
}

void inherit(Feed& feed) {
  const std::string license = license_of(feed.links);
  for (Entry& entry : feed.entries) {
    entry.license = license_of(entry.links);
    if (entry.license.empty() && entry.source) entry.license = license_of(entry.source->links);
    if (entry.license.empty()) entry.license = license;
    inherit_people(entry, feed);
    if (entry.language.empty() && entry.source) entry.language = entry.source->language;
    if (entry.language.empty()) entry.language = feed.language;
    if (entry.rights.empty() && entry.source) entry.rights = entry.source->rights;
    if (entry.rights.empty()) entry.rights = feed.rights;
  }
}

}  // namespace gazette::parse

#include "feeds/parse/feed_json.h"

#include "feeds/html/sanitize.h"

namespace gazette {
namespace {

using Json = parse::JsonWriter;

template <class List, class Write>
void write_list(Json& json, std::string_view name, const List& list, Write write) {
  if (list.empty()) return;
  json.key(name);
  json.open('[');
  for (const auto& one : list) write(json, one);
  json.close(']');
}

void write_person(Json& json, const Person& person) {
  json.open('{');
  json.field("name", person.name);
  json.field("email", person.email);
  json.field("uri", person.uri);
  json.close('}');
}

void write_category(Json& json, const Category& category) {
  json.open('{');
  json.field("term", category.term);
  json.field("scheme", category.scheme);
  json.field("label", category.label);
  json.close('}');
}

void write_link(Json& json, const Link& link) {
  json.open('{');
  json.field("rel", link.rel);
  json.field("href", link.href);
  json.field("type", link.type);
  json.field("title", link.title);
  json.field("hreflang", link.hreflang);
  json.number("length", link.length);
  json.close('}');
}

void write_enclosure(Json& json, const Enclosure& enclosure) {
  json.open('{');
  json.field("url", enclosure.url);
  json.field("type", enclosure.type);
  json.number("length", enclosure.length);
  json.number("duration", enclosure.duration);
  json.close('}');
}

/// `options` are one document's, so that its base is not copied for every text.
void write_markup(Json& json, std::string_view name, const Markup& markup, html::SanitizeOptions& options) {
  if (markup.empty()) return;
  json.key(name);  // said, even if nothing of it may be shown
  options.base_url = markup.base;
  options.keep_relative = markup.base.empty();
  html::sanitize_html_as_json(json.open_string(), markup.html, options);
  json.close_string();
}

void write_origin(Json& json, const std::optional<Origin>& origin) {
  if (!origin) return;
  json.key("source");
  json.open('{');
  json.field("id", origin->id);
  json.field("title", origin->title);
  json.field("link", origin->link);
  json.field("self", origin->self);
  json.field("description", origin->description);
  json.field("language", origin->language);
  write_list(json, "authors", origin->authors, write_person);
  write_list(json, "contributors", origin->contributors, write_person);
  json.field("updated", origin->updated);
  json.field("icon", origin->icon);
  json.field("logo", origin->logo);
  json.field("generator", origin->generator);
  json.field("rights", origin->rights);
  write_list(json, "categories", origin->categories, write_category);
  write_list(json, "links", origin->links, write_link);
  json.close('}');
}

void write_episode(Json& json, const Episode& episode) {
  if (episode.empty()) return;
  json.key("episode");
  json.open('{');
  json.number("season", episode.season);
  json.number("number", episode.number);
  json.field("type", episode.type);
  json.truth("explicit", episode.explicit_words);
  json.number("duration", episode.duration);
  json.close('}');
}

void write_place(Json& json, const std::optional<Place>& place) {
  if (!place) return;
  json.key("place");
  json.open('{');
  json.number("latitude", std::optional(place->latitude));
  json.number("longitude", std::optional(place->longitude));
  json.field("name", place->name);
  json.close('}');
}

void write_entry(Json& json, const Entry& entry, html::SanitizeOptions& options) {
  json.open('{');
  json.field("id", entry.id);
  json.field("title", entry.title);
  json.field("link", entry.link);
  write_list(json, "links", entry.links, write_link);
  write_list(json, "authors", entry.authors, write_person);
  write_list(json, "contributors", entry.contributors, write_person);
  json.field("published", entry.published);
  json.field("updated", entry.updated);
  write_markup(json, "summary", entry.summary, options);
  write_markup(json, "content", entry.content, options);
  write_list(json, "categories", entry.categories, write_category);
  write_list(json, "enclosures", entry.enclosures, write_enclosure);
  json.field("image", entry.image);
  json.field("comments", entry.comments);
  json.number("comment_count", entry.comment_count);
  json.field("rights", entry.rights);
  json.field("license", entry.license);
  write_origin(json, entry.source);
  json.field("language", entry.language);
  write_episode(json, entry.episode);
  write_place(json, entry.place);
  json.close('}');
}

void write_head(Json& json, const Feed& feed) {
  json.open('{');
  json.field("id", feed.id);
  json.field("title", feed.title);
  json.field("link", feed.link);
  json.field("self", feed.self);
  json.field("description", feed.description);
  json.field("language", feed.language);
  write_list(json, "authors", feed.authors, write_person);
  write_list(json, "contributors", feed.contributors, write_person);
  json.field("published", feed.published);
  json.field("updated", feed.updated);
  json.field("image", feed.image);
  json.field("icon", feed.icon);
  json.field("logo", feed.logo);
  json.field("generator", feed.generator);
  json.field("rights", feed.rights);
  write_list(json, "categories", feed.categories, write_category);
  json.field("hub", feed.hub);
  json.field("new_feed_url", feed.new_feed_url);
  json.number("ttl_minutes", feed.ttl_minutes);
  json.number("update_minutes", feed.update_minutes);
  const auto write_number = [](Json& to, int number) { to.raw(std::to_string(number)); };
  write_list(json, "skip_hours", feed.skip_hours, write_number);
  write_list(json, "skip_days", feed.skip_days, write_number);
  json.truth("explicit", feed.explicit_words);
  if (feed.complete) json.truth("complete", true);
  if (feed.archive) json.truth("archive", true);
  write_list(json, "links", feed.links, write_link);
  json.close('}');
}

void write_deleted(Json& json, const DeletedEntry& deleted) {
  json.open('{');
  json.field("id", deleted.id);
  json.field("when", deleted.when);
  json.field("comment", deleted.comment);
  json.close('}');
}

}  // namespace

std::string_view write_feed(Json& json, const Feed& feed) {
  std::size_t expected = 16 * 1024;
  for (const Entry& entry : feed.entries)
    expected += 1024 + entry.summary.html.size() + entry.content.html.size();
  json.begin(expected);
  json.open('{');
  json.field("format", to_string(feed.format));
  json.field("version", feed.version);
  json.field("encoding", feed.encoding);
  json.key("feed");
  write_head(json, feed);
  json.key("entries");
  json.open('[');
  html::SanitizeOptions options;
  for (const Entry& entry : feed.entries) write_entry(json, entry, options);
  json.close(']');
  write_list(json, "deleted", feed.deleted, write_deleted);
  json.key("problems");
  json.open('[');
  for (const std::string& problem : feed.problems) json.string(problem);
  json.close(']');
  json.close('}');
  return json.text();
}

std::string feed_to_json(const Feed& feed) {
  Json json;
  return std::string(write_feed(json, feed));
}

}  // namespace gazette

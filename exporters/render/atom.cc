// Atom 1.0 (RFC 4287), with archives (RFC 5005) and deleted entries (RFC 6721).
#include "exporters/render/entries.h"
#include "exporters/render/xml.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::string_view kTombstoneNamespace = "http://purl.org/atompub/tombstones/1.0";

/// A text construct is text by default (RFC 4287 3.1.1), but readers guess; where they could guess wrong, it
/// is said.
void write_text(Xml& xml, std::string_view name, std::string_view value) {
  const bool said = value.find_first_of("<&") != std::string_view::npos;
  xml.text(name, value, {{"type", said ? "text" : ""}});
}

/// Entries without a time of day, or of one poll, have one moment. Validators want them apart
/// (DuplicateUpdated), and so do readers that sort by it: what comes behind the millisecond is the entry's
/// own.
std::string moment_of(const FeedEntry& entry, Time time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  std::string fraction = std::to_string(1'000 + (time - second).count()) +
                         std::to_string(1'000'000 + stable_hash(entry.id) % 1'000'000).substr(1);
  fraction[0] = '.';
  std::string text = format_rfc3339(second);
  return text.replace(text.size() - 1, 1, fraction + 'Z');
}

void write_source(Xml& xml, const FeedEntry& entry) {
  const Origin& origin = entry.origin;
  xml.open("source");
  xml.text("id", origin.id);
  write_text(xml, "title", origin.title);
  xml.text("updated", format_rfc3339(origin.updated.value_or(entry.updated)));
  if (!origin.self.empty()) xml.empty("link", {{"rel", "self"}, {"href", origin.self}});
  if (!origin.link.empty()) xml.empty("link", {{"rel", "alternate"}, {"href", origin.link}});
  xml.close("source");
}

void write_author(Xml& xml, const FeedAuthor& author) {
  xml.open("author");
  xml.text("name", author.name);
  xml.text("uri", author.uri);
  xml.close("author");
}

void write_links(Xml& xml, const FeedEntry& entry) {
  if (!entry.url.empty())
    xml.empty("link", {{"rel", "alternate"}, {"type", "text/html"}, {"href", entry.url}});
  if (!entry.comments.empty())
    xml.empty("link", {{"rel", "replies"}, {"type", "text/html"}, {"href", entry.comments}});
  if (!entry.license.empty()) xml.empty("link", {{"rel", "license"}, {"href", entry.license}});  // RFC 4946
  for (const Enclosure& enclosure : entry.enclosures) {
    const std::string length = enclosure.length ? std::to_string(*enclosure.length) : std::string();
    xml.empty("link",
              {{"rel", "enclosure"}, {"type", enclosure.type}, {"length", length}, {"href", enclosure.url}});
  }
}

void write_entry(Xml& xml, const FeedEntry& entry) {
  xml.open("entry", {{"xml:lang", entry.language}});
  xml.text("id", entry.id);
  write_text(xml, "title", entry.title);
  xml.text("updated", moment_of(entry, entry.updated));
  xml.text("published", moment_of(entry, entry.published));
  write_links(xml, entry);
  for (const FeedAuthor& author : entry.authors) write_author(xml, author);
  for (const std::string& tag : entry.tags) xml.empty("category", {{"term", tag}});
  write_text(xml, "rights", entry.rights);
  write_source(xml, entry);
  if (!entry.image.empty()) xml.empty("media:thumbnail", {{"url", entry.image}});
  write_text(xml, "summary", entry.summary);
  // RFC 4287 section 4.1.2: without an alternate link there must be content, if only an empty one.
  if (entry.html.empty())
    xml.empty("content", {{"type", "text"}});
  else
    xml.text("content", entry.html, {{"type", "html"}});
  xml.close("entry");
}

}  // namespace

std::string write_atom(const FeedHead& head, const FeedContent& content) {
  Xml xml;
  const std::string title = feed_line(head.title).empty() ? "gazette" : feed_line(head.title);
  const std::string self = feed_url(head.self), home = feed_url(head.home), hub = feed_url(head.hub);
  const std::string current = feed_url(head.current), previous = feed_url(head.previous);
  xml.open("feed", {{"xmlns", "http://www.w3.org/2005/Atom"},
                    {"xmlns:media", "http://search.yahoo.com/mrss/"},
                    {"xmlns:fh", current.empty() ? "" : kHistoryNamespace},
                    {"xmlns:at", content.gone.empty() ? "" : kTombstoneNamespace},
                    {"xml:lang", feed_language(head.language)}});
  xml.text("id", feed_id(head));
  write_text(xml, "title", title);
  write_text(xml, "subtitle", feed_line(head.description));
  xml.text("updated", format_rfc3339(content.updated));
  if (!self.empty()) xml.empty("link", {{"rel", "self"}, {"type", "application/atom+xml"}, {"href", self}});
  if (!home.empty()) xml.empty("link", {{"rel", "alternate"}, {"type", "text/html"}, {"href", home}});
  if (!hub.empty()) xml.empty("link", {{"rel", "hub"}, {"href", hub}});
  if (!current.empty()) xml.empty("link", {{"rel", "current"}, {"href", current}});
  if (!previous.empty()) xml.empty("link", {{"rel", "prev-archive"}, {"href", previous}});
  if (!current.empty()) xml.empty("fh:archive", {});
  write_author(xml, {title, {}});  // section 4.1.1: of every entry that names none itself
  xml.text("generator", "gazette");
  for (const GoneEntry& gone : content.gone)  // RFC 6721 section 3
    xml.empty("at:deleted-entry", {{"ref", gone.id}, {"when", format_rfc3339(gone.when)}});
  for (const FeedEntry& entry : content.entries) write_entry(xml, entry);
  xml.close("feed");
  return xml.take();
}

}  // namespace gazette

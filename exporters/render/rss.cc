// RSS 2.0 (rssboard.org/rss-specification), with content:encoded, dc:creator and atom:link.
#include <algorithm>
#include <optional>
#include <string>

#include "exporters/render/entries.h"
#include "exporters/render/xml.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::string_view kLicenseNamespace = "http://backend.userland.com/creativeCommonsRssModule";

bool tells_licenses(const FeedContent& content) {
  return std::any_of(content.entries.begin(), content.entries.end(),
                     [](const FeedEntry& entry) { return !entry.license.empty(); });
}

template <class Number>
std::string shown(const std::optional<Number>& number) {
  return number ? std::to_string(*number) : std::string();
}

/// The RSS profile: one enclosure an item, length 0 when it is not known. Media RSS has the others.
void write_enclosures(Xml& xml, const FeedEntry& entry) {
  for (const Enclosure& one : entry.enclosures)
    if (&one == &entry.enclosures.front())
      xml.empty("enclosure",
                {{"url", one.url}, {"length", std::to_string(one.length.value_or(0))}, {"type", one.type}});
    else
      xml.empty("media:content", {{"url", one.url},
                                  {"fileSize", shown(one.length)},
                                  {"type", one.type},
                                  {"duration", shown(one.duration)}});
}

void write_item(Xml& xml, const FeedEntry& entry) {
  xml.open("item");
  xml.text("title", entry.title);
  xml.text("link", entry.url);
  xml.text("guid", entry.id, {{"isPermaLink", "false"}});
  xml.text("pubDate", format_rfc822(entry.published));
  for (const FeedAuthor& author : entry.authors) xml.text("dc:creator", author.name);
  for (const std::string& tag : entry.tags) xml.text("category", tag);
  if (entry.updated != entry.published) xml.text("atom:updated", format_rfc3339(entry.updated));
  const std::string& origin = entry.origin.self.empty() ? entry.origin.link : entry.origin.self;
  if (!origin.empty()) xml.text("source", entry.origin.title, {{"url", origin}});
  xml.text("comments", entry.comments);
  write_enclosures(xml, entry);
  if (!entry.image.empty()) xml.empty("media:thumbnail", {{"url", entry.image}});
  xml.text("dc:language", entry.language);
  xml.text("dc:rights", entry.rights);
  xml.text("creativeCommons:license", entry.license);
  xml.text("description", escape_markup(entry.summary));  // RSS means HTML by it
  xml.text("content:encoded", entry.html);
  xml.close("item");
}

}  // namespace

std::string write_rss(const FeedHead& head, const FeedContent& content) {
  Xml xml;
  const std::string title = feed_line(head.title).empty() ? "gazette" : feed_line(head.title);
  const std::string self = feed_url(head.self), home = feed_url(head.home), hub = feed_url(head.hub);
  const std::string current = feed_url(head.current), previous = feed_url(head.previous);
  const std::string description = feed_line(head.description);
  xml.open("rss", {{"version", "2.0"},
                   {"xmlns:atom", "http://www.w3.org/2005/Atom"},
                   {"xmlns:content", "http://purl.org/rss/1.0/modules/content/"},
                   {"xmlns:dc", "http://purl.org/dc/elements/1.1/"},
                   {"xmlns:media", "http://search.yahoo.com/mrss/"},
                   {"xmlns:creativeCommons", tells_licenses(content) ? kLicenseNamespace : ""},
                   {"xmlns:fh", current.empty() ? "" : kHistoryNamespace}});
  xml.open("channel");
  xml.text("title", title);
  // A link is required; a feed without a page or address of its own points at its newest article.
  const std::string& first = content.entries.empty() ? home : content.entries.front().url;
  xml.text("link", !home.empty()    ? home
                   : !self.empty()  ? self
                   : !first.empty() ? first
                                    : "http://localhost/");
  xml.text("description", description.empty() ? title : description);
  xml.text("language", feed_language(head.language));
  if (!content.entries.empty()) xml.text("lastBuildDate", format_rfc822(content.updated));
  xml.text("generator", "gazette");
  if (!self.empty())
    xml.empty("atom:link", {{"rel", "self"}, {"type", "application/rss+xml"}, {"href", self}});
  if (!hub.empty()) xml.empty("atom:link", {{"rel", "hub"}, {"href", hub}});
  if (!current.empty()) xml.empty("atom:link", {{"rel", "current"}, {"href", current}});
  if (!previous.empty()) xml.empty("atom:link", {{"rel", "prev-archive"}, {"href", previous}});
  if (!current.empty()) xml.empty("fh:archive", {});
  for (const FeedEntry& entry : content.entries) write_item(xml, entry);
  xml.close("channel");
  xml.close("rss");
  return xml.take();
}

}  // namespace gazette

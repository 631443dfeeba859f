#include "exporters/opml.h"

#include <algorithm>

#include "exporters/render/entries.h"
#include "exporters/render/xml.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

/// "linux,/news/asia": a comma parts two, a slash begins a path.
std::string categories(const std::vector<std::string>& tags) {
  std::vector<std::string> names;
  for (const std::string& tag : tags) {
    std::string name = feed_line(tag);
    std::replace(name.begin(), name.end(), ',', ' ');
    std::replace(name.begin(), name.end(), '/', ' ');
    names.push_back(std::move(name));
  }
  return join(names, ",");
}

}  // namespace

std::string write_opml(const OpmlHead& head, std::span<const OpmlFeed> feeds) {
  Xml xml;
  xml.open("opml", {{"version", "2.0"}});
  xml.open("head");
  const std::string title = feed_line(head.title);
  xml.text("title", title.empty() ? "gazette" : title);
  xml.text("dateCreated", format_rfc822(head.created));
  xml.text("ownerName", feed_line(head.owner));
  xml.text("docs", "http://opml.org/spec2.opml");
  xml.close("head");
  xml.open("body");
  for (const OpmlFeed& feed : feeds) {
    const std::string url = feed_url(feed.url);
    if (url.empty()) continue;
    const std::string name = feed_line(feed.title).empty() ? url : feed_line(feed.title);
    xml.empty("outline", {{"type", "rss"},
                          {"text", name},
                          {"title", name},
                          {"xmlUrl", url},
                          {"htmlUrl", feed_url(feed.home)},
                          {"language", feed_language(feed.language)},
                          {"category", categories(feed.tags)}});
  }
  xml.close("body");
  xml.close("opml");
  return xml.take();
}

}  // namespace gazette

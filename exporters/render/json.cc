// JSON Feed 1.1 (jsonfeed.org/version/1.1).
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "exporters/render/entries.h"

namespace gazette {
namespace {

namespace json = boost::json;

void add(json::object& object, std::string_view name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}

json::array authors_of(const FeedEntry& entry) {
  json::array authors;
  for (const FeedAuthor& from : entry.authors) {
    json::object author;
    add(author, "name", from.name);
    add(author, "url", from.uri);
    authors.push_back(std::move(author));
  }
  return authors;
}

json::array attachments_of(const FeedEntry& entry) {
  json::array attachments;
  for (const Enclosure& from : entry.enclosures) {
    json::object attachment;
    add(attachment, "url", from.url);
    add(attachment, "mime_type", from.type);
    if (from.length) attachment["size_in_bytes"] = *from.length;
    if (from.duration) attachment["duration_in_seconds"] = *from.duration;
    attachments.push_back(std::move(attachment));
  }
  return attachments;
}

json::object item_of(const FeedEntry& entry) {
  json::object item;
  add(item, "id", entry.id);
  add(item, "url", entry.url);
  add(item, "title", entry.title);
  item["content_html"] = entry.html;  // required, if only empty
  add(item, "summary", entry.summary);
  add(item, "image", entry.image);
  item["date_published"] = format_rfc3339(entry.published);
  if (entry.updated != entry.published) item["date_modified"] = format_rfc3339(entry.updated);
  if (!entry.authors.empty()) item["authors"] = authors_of(entry);
  if (!entry.tags.empty()) item["tags"] = json::array(entry.tags.begin(), entry.tags.end());
  add(item, "language", entry.language);
  if (!entry.enclosures.empty()) item["attachments"] = attachments_of(entry);
  json::object ours;  // extensions begin with an underscore
  add(ours, "source", entry.source);
  add(ours, "origin", entry.origin.title);
  add(ours, "origin_url", entry.origin.self.empty() ? entry.origin.link : entry.origin.self);
  add(ours, "rights", entry.rights);
  add(ours, "license", entry.license);
  item["_gazette"] = std::move(ours);
  return item;
}

/// A page that puts the document between its tags is not ended by it, and old JavaScript reads it, too.
std::string safe_in_scripts(const std::string& text) {
  std::string out;
  out.reserve(text.size() + 64);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = std::string_view(text).substr(i, 3);
    if (rest.starts_with("</") || rest.starts_with("<!")) {  // only in strings
      out += "\\u003c";
    } else if (rest == "\xE2\x80\xA8" || rest == "\xE2\x80\xA9") {
      out += rest.back() == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// What the format has no words for; empty if there is nothing to say.
json::object history_of(const FeedHead& head, const FeedContent& content) {
  json::object ours;
  add(ours, "current", feed_url(head.current));
  json::array gone;
  for (const GoneEntry& one : content.gone)
    gone.push_back(json::object{{"id", one.id}, {"when", format_rfc3339(one.when)}});
  if (!gone.empty()) ours["deleted"] = std::move(gone);
  return ours;
}

}  // namespace

std::string write_json_feed(const FeedHead& head, const FeedContent& content) {
  json::object feed;
  feed["version"] = "https://jsonfeed.org/version/1.1";
  const std::string title = feed_line(head.title);
  feed["title"] = title.empty() ? "gazette" : title;
  add(feed, "home_page_url", feed_url(head.home));
  add(feed, "feed_url", feed_url(head.self));
  add(feed, "description", feed_line(head.description));
  add(feed, "language", feed_language(head.language));
  add(feed, "next_url", feed_url(head.previous));  // older ones
  if (json::object history = history_of(head, content); !history.empty())
    feed["_gazette"] = std::move(history);
  if (const std::string hub = feed_url(head.hub); !hub.empty())
    feed["hubs"] = json::array{json::object{{"type", "WebSub"}, {"url", hub}}};
  json::array items;
  for (const FeedEntry& entry : content.entries) items.push_back(item_of(entry));
  feed["items"] = std::move(items);
  return safe_in_scripts(json::serialize(feed)) + '\n';
}

}  // namespace gazette

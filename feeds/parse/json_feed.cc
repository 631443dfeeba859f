#include "feeds/parse/json_feed.h"

#include <boost/json.hpp>

#include "feeds/parse/text/construct.h"
#include "feeds/parse/text/people.h"
#include "feeds/parse/text/plain.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 64;

const json::value* find(const json::object& object, std::string_view key) {
  return object.if_contains(key);
}

/// A string, or a number as it would be written.
std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = find(object, key);
  if (!value) return {};
  if (const json::string* string = value->if_string()) return std::string(trim(std::string_view(*string)));
  if (value->is_int64() || value->is_uint64() || value->is_double()) return json::serialize(*value);
  return {};
}

class JsonReader {
 public:
  JsonReader(const Document& document, Problems& problems) : document_(document), problems_(problems) {}

  Feed read(const json::object& top) {
    Feed feed;
    feed.format = FeedFormat::json;
    const std::string version = text_of(top, "version");
    feed.version = version.substr(version.rfind('/') == std::string::npos ? 0 : version.rfind('/') + 1);
    feed.title = plain_of_html(text_of(top, "title"));
    feed.description = plain_of_html(text_of(top, "description"));
    feed.link = address(text_of(top, "home_page_url"));
    feed.self = address(text_of(top, "feed_url"));
    feed.icon = address(text_of(top, "favicon"));
    feed.image = address(text_of(top, "icon"));
    feed.language = text_of(top, "language");
    read_authors(top, feed.authors);
    if (const json::value* items = find(top, "items"); items && items->is_array())
      for (const json::value& item : items->get_array())
        if (item.is_object()) feed.entries.push_back(read_item(item.get_object(), feed));
    return feed;
  }

 private:
  std::string address(const std::string& reference) const {
    if (reference.empty()) return {};
    std::string url = resolve_url(document_.url, reference);
    return url.empty() ? reference : url;
  }

  void read_author(const json::value& value, std::vector<Person>& authors) {
    if (value.is_string()) return add_person(authors, person_of_text(std::string_view(value.get_string())));
    if (!value.is_object()) return;
    const json::object& object = value.get_object();
    add_person(authors, {text_of(object, "name"), text_of(object, "email"), address(text_of(object, "url"))});
  }

  void read_authors(const json::object& object, std::vector<Person>& authors) {
    if (const json::value* list = find(object, "authors"); list && list->is_array())
      for (const json::value& author : list->get_array()) read_author(author, authors);
    if (const json::value* author = find(object, "author"); author && authors.empty())
      read_author(*author, authors);
  }

  Entry read_item(const json::object& item, const Feed& feed) {
    Entry entry;
    entry.id = text_of(item, "id");
    entry.title = plain_of_html(text_of(item, "title"));
    entry.link = address(text_of(item, "url"));
    entry.image = address(text_of(item, "image"));
    entry.published = parse_date(text_of(item, "date_published"), document_.zone);
    entry.updated = parse_date(text_of(item, "date_modified"), document_.zone);
    entry.content = {text_of(item, "content_html"), document_.url};
    if (entry.content.empty()) entry.content.html = html_of_plain(text_of(item, "content_text"));
    entry.summary = {html_of_plain(text_of(item, "summary")), document_.url};
    entry.language = text_of(item, "language");
    if (entry.language.empty()) entry.language = feed.language;
    read_authors(item, entry.authors);
    if (entry.authors.empty()) entry.authors = feed.authors;
    read_tags(item, entry);
    read_attachments(item, entry);
    return entry;
  }

  static void read_tags(const json::object& item, Entry& entry) {
    const json::value* tags = find(item, "tags");
    if (!tags || !tags->is_array()) return;
    for (const json::value& tag : tags->get_array())
      if (tag.is_string())
        entry.categories.push_back({std::string(std::string_view(tag.get_string())), {}, {}});
  }

  void read_attachments(const json::object& item, Entry& entry) {
    const json::value* list = find(item, "attachments");
    if (!list || !list->is_array()) return;
    for (const json::value& value : list->get_array()) {
      if (!value.is_object()) continue;
      const json::object& object = value.get_object();
      Enclosure enclosure{address(text_of(object, "url")), text_of(object, "mime_type"), {}, {}};
      if (!enclosure.url.empty()) entry.enclosures.push_back(std::move(enclosure));
    }
  }

  const Document& document_;
  Problems& problems_;
};

}  // namespace

Result<Feed> parse_json_feed(std::string_view text, const Document& document, Problems& problems) {
  json::error_code error;
  json::monotonic_resource memory;
  json::parse_options options;
  options.max_depth = kMaxDepth;
  const json::value top = json::parse(text, error, &memory, options);
  if (error) return fail(ErrorKind::parse, "not valid JSON: " + error.message());
  if (!top.is_object() || !find(top.get_object(), "items"))
    return fail(ErrorKind::not_a_feed, "not a feed: JSON without the fields of JSON Feed");
  return JsonReader(document, problems).read(top.get_object());
}

}  // namespace gazette::parse

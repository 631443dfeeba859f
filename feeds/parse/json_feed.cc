#include "feeds/parse/json_feed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <boost/json.hpp>

#include "feeds/parse/read/elements/elements.h"
#include "feeds/parse/read/finish.h"
#include "feeds/parse/text/construct.h"
#include "feeds/parse/text/people.h"
#include "feeds/parse/text/plain.h"
#include "feeds/text/buffer/json_repair.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 256;
constexpr std::size_t kMaxEntries = 100'000;

/// A field by its name, in any case; null if there is none.
const json::value* find(const json::object& object, std::string_view key) {
  if (const json::value* exact = object.if_contains(key)) return exact;
  const auto found = std::find_if(object.begin(), object.end(),
                                  [&](const auto& field) { return equals_ignore_case(field.key(), key); });
  return found == object.end() ? nullptr : &found->value();
}

/// A string, or a number as it would be written.
std::string text_of(const json::value& value) {
  if (const json::string* string = value.if_string()) return std::string(trim(std::string_view(*string)));
  if (value.is_int64() || value.is_uint64()) return json::serialize(value);
  if (!value.is_double()) return {};
  std::array<char, 32> written{};
  const auto [end, error] =
      std::to_chars(written.data(), written.data() + written.size(), value.get_double());
  return error == std::errc() ? std::string(written.data(), end) : std::string();
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = find(object, key);
  return value ? text_of(*value) : std::string();
}

/// The elements of an array, or the value itself where an array was forgotten.
template <class Use>
void for_each(const json::object& object, std::string_view key, Use use) {
  const json::value* value = find(object, key);
  if (!value || value->is_null()) return;
  if (!value->is_array()) return use(*value);
  for (const json::value& one : value->get_array()) use(one);
}

std::optional<std::uint64_t> whole_number(const json::object& object, std::string_view key) {
  const json::value* value = find(object, key);
  if (!value) return std::nullopt;
  if (value->is_int64() && value->get_int64() >= 0) return static_cast<std::uint64_t>(value->get_int64());
  if (value->is_double() && value->get_double() >= 0 && value->get_double() < 1e15)
    return static_cast<std::uint64_t>(std::llround(value->get_double()));
  return number_of(text_of(*value));
}

/// True for what has the shape of JSON Feed, even where its version is missing.
bool is_feed(const json::object& top) {
  if (text_of(top, "version").find("jsonfeed.org") != std::string::npos) return true;
  const json::value* items = find(top, "items");
  if (!items || !(items->is_array() || items->is_object())) return false;
  if (find(top, "title") || find(top, "home_page_url") || find(top, "feed_url")) return true;
  const json::value* first = items->is_object()           ? items
                             : items->get_array().empty() ? nullptr
                                                          : &items->get_array()[0];
  if (!first || !first->is_object()) return false;
  return find(first->get_object(), "content_html") || find(first->get_object(), "content_text");
}

class JsonReader {
 public:
  JsonReader(const Document& document, Problems& problems)
      : document_(document), problems_(problems), base_(document.url) {}

  Feed read(const json::object& top) {
    Feed feed;
    read_head(top, feed);
    if (document_.content_location.empty() && is_http_url(feed.link)) base_ = feed.link;
    for_each(top, "items", [&](const json::value& item) {
      if (!item.is_object()) return problems_.add("an item is not a JSON object: it is left out");
      if (feed.entries.size() >= kMaxEntries)
        return problems_.add("the feed has more than " + std::to_string(kMaxEntries) +
                             " entries: those after them are not read");
      read_item(item.get_object(), feed.entries.emplace_back());
    });
    inherit(feed);
    return feed;
  }

 private:
  void read_head(const json::object& top, Feed& feed) {
    feed.format = FeedFormat::json;
    std::string version = text_of(top, "version");
    while (version.ends_with('/')) version.pop_back();
    feed.version = first_code_points(std::string_view(version).substr(version.rfind('/') + 1), 16);
    if (version.empty()) problems_.add("the feed does not say its version");
    feed.title = plain_of_unsure(text_of(top, "title"));
    feed.description = plain_of_unsure(text_of(top, "description"));
    feed.link = address(text_of(top, "home_page_url"));
    feed.self = address(text_of(top, "feed_url"));
    feed.icon = address(text_of(top, "favicon"));
    feed.image = address(text_of(top, "icon"));
    if (feed.image.empty()) feed.image = feed.icon;
    feed.language = text_of(top, "language");
    read_authors(top, feed.authors);
    for_each(top, "hubs", [&](const json::value& hub) {
      if (hub.is_object() && feed.hub.empty() &&
          equals_ignore_case(text_of(hub.get_object(), "type"), "websub"))
        feed.hub = address(text_of(hub.get_object(), "url"));
    });
    if (const std::string next = text_of(top, "next_url"); !next.empty())
      feed.links.push_back({address(next), "next", {}, {}, {}, {}});
  }

  std::string address(const std::string& reference) const {
    if (reference.empty()) return {};
    std::string url = resolve_url(base_, reference);
    return url.empty() ? reference : url;
  }

  void read_author(const json::value& value, std::vector<Person>& authors) const {
    if (value.is_string()) return add_person(authors, person_of_text(text_of(value)));
    if (!value.is_object()) return;
    const json::object& object = value.get_object();
    Person person{plain_of_unsure(text_of(object, "name")), text_of(object, "email"),
                  address(text_of(object, "url"))};
    if (person.uri.starts_with("mailto:") && person.email.empty()) person.email = person.uri.substr(7);
    add_person(authors, std::move(person));
  }

  void read_authors(const json::object& object, std::vector<Person>& authors) const {
    for_each(object, "authors", [&](const json::value& author) { read_author(author, authors); });
    if (authors.empty())
      for_each(object, "author", [&](const json::value& author) { read_author(author, authors); });
  }

  std::optional<Time> time(const json::object& item, std::string_view key) {
    return read_time_text(text_of(item, key), key);
  }

  std::optional<Time> read_time_text(const std::string& text, std::string_view key) {
    if (text.empty()) return std::nullopt;
    const std::optional<Time> time = parse_date(text, document_.zone);
    if (!time)
      problems_.add(std::string(key) + " is not a date that can be read: \"" +
                    std::string(first_code_points(text, 60)) + "\"");
    return time;
  }

  void read_item(const json::object& item, Entry& entry) {
    EntryDraft draft{entry};
    entry.id = text_of(item, "id");
    entry.title = plain_of_unsure(text_of(item, "title"));
    entry.link = address(text_of(item, "url"));
    entry.image = address(text_of(item, "image"));
    if (entry.image.empty()) entry.image = address(text_of(item, "banner_image"));
    entry.published = time(item, "date_published");
    entry.updated = time(item, "date_modified");
    entry.content = {text_of(item, "content_html"), base_};
    if (entry.content.empty()) entry.content.html = html_of_plain(text_of(item, "content_text"));
    entry.summary = {html_of_plain(text_of(item, "summary")), base_};
    entry.language = text_of(item, "language");
    read_authors(item, entry.authors);
    read_links(item, entry);
    for_each(item, "tags", [&](const json::value& tag) {
      if (std::string term = plain_of_unsure(text_of(tag)); !term.empty())
        add_category(entry.categories, {std::move(term), {}, {}});
    });
    for_each(item, "attachments", [&](const json::value& one) {
      if (one.is_object()) read_attachment(one.get_object(), entry);
    });
    finish_entry(draft);
  }

  void read_links(const json::object& item, Entry& entry) const {
    if (!entry.link.empty()) entry.links.push_back({entry.link, "alternate", {}, {}, {}, {}});
    std::string external = address(text_of(item, "external_url"));
    if (external.empty()) return;
    if (entry.link.empty()) entry.link = external;
    entry.links.push_back({std::move(external), "related", {}, {}, {}, {}});
  }

  void read_attachment(const json::object& one, Entry& entry) const {
    Enclosure enclosure{address(text_of(one, "url")), to_lower(text_of(one, "mime_type")), {}, {}};
    enclosure.length = whole_number(one, "size_in_bytes");
    if (const auto seconds = whole_number(one, "duration_in_seconds"))
      enclosure.duration = static_cast<std::int64_t>(std::min<std::uint64_t>(*seconds, 1'000'000'000));
    add_enclosure(entry.enclosures, std::move(enclosure));
  }

  const Document& document_;
  Problems& problems_;
  std::string base_;
};

/// Words for JSON that is not a feed: an API's error, mostly.
std::string describe(const json::value& top) {
  if (!top.is_object()) return "JSON without the fields of JSON Feed";
  for (const std::string_view key :
       {"message", "error", "error_description", "detail", "msg", "reason", "errmsg"}) {
    const json::value* value = find(top.get_object(), key);
    if (!value) continue;
    const std::string text = value->is_object() ? text_of(value->get_object(), "message") : text_of(*value);
    if (!text.empty())
      return "a JSON error: \"" + std::string(first_code_points(collapse_whitespace(text), 80)) + "\"";
  }
  return "JSON without the fields of JSON Feed";
}

}  // namespace

Result<Feed> parse_json_feed(std::string_view text, const Document& document, Problems& problems) {
  json::error_code error;
  json::monotonic_resource memory;
  json::parse_options options;
  options.max_depth = kMaxDepth;
  options.allow_comments = options.allow_trailing_commas = true;
  json::value top = json::parse(text, error, &memory, options);
  if (error == json::error::too_deep)
    return fail(ErrorKind::too_large,
                "the JSON is nested deeper than " + std::to_string(kMaxDepth) + " levels");
  if (error) {
    const std::string reason = error.message();
    top = json::parse(repair_json(text), error, &memory, options);
    if (error) return fail(ErrorKind::parse, "not valid JSON: " + reason);
    problems.add("the JSON is not valid (" + reason + "): it is read as well as it can be");
  }
  if (!top.is_object() || !is_feed(top.get_object()))
    return fail(ErrorKind::not_a_feed, "not a feed, but " + describe(top));
  return JsonReader(document, problems).read(top.get_object());
}

}  // namespace gazette::parse

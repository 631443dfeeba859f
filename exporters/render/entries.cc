#include "exporters/render/entries.h"

#include <algorithm>
#include <set>
#include <utility>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;  // POLITENESS O9: readers refuse or cut larger feeds
constexpr std::size_t kMaxTitle = 80;       // code points of a summary that stands for a title
constexpr std::size_t kMaxTags = 50;
constexpr std::size_t kMaxId = 2000;

/// Readers and validators distrust dates before 1970.
Time plausible(Time t) {
  return std::max(t, Time{});
}

/// Never later than when we knew it: a date in the future would sort to the top for ever.
Time published_of(const ExportArticle& article) {
  const Time known = std::max(article.changed, article.article.first_seen);
  const Time date = plausible(article.article.date);
  return known > Time{} ? std::min(date, known) : date;
}

Time updated_of(const ExportArticle& article) {
  const Time published = published_of(article);
  return article.version > 1 ? std::max(article.changed, published) : published;
}

/// Nothing to be seen: spaces of other scripts, marks without a width.
bool is_blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    const bool space = c == U' ' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200F) ||
                       (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x2064) || c == 0x3000 ||
                       c == 0xFEFF;
    if (!space) return false;
  }
  return true;
}

std::string title_of(const Article& article) {
  std::string title = feed_line(article.title);
  if (is_blank(title)) title = first_code_points(feed_line(article.summary), kMaxTitle);
  return is_blank(title) ? feed_line(article.id) : title;
}

std::vector<FeedAuthor> authors_of(const Article& article) {
  std::vector<FeedAuthor> authors;
  for (const Person& person : article.authors)  // no mail addresses: they would be harvested
    if (std::string name = feed_line(person.name); !name.empty())
      authors.push_back({std::move(name), feed_url(person.uri)});
  return authors;
}

std::vector<std::string> tags_of(const Article& article) {
  std::vector<std::string> tags;
  for (const auto* list : {&article.categories, &article.tags})
    for (const std::string& text : *list) {
      std::string tag = feed_line(text);
      if (tag.empty() || tags.size() == kMaxTags || std::find(tags.begin(), tags.end(), tag) != tags.end())
        continue;
      tags.push_back(std::move(tag));
    }
  return tags;
}

/// type "/" subtype, in the characters of RFC 6838 section 4.2.
std::string media_type(std::string_view text) {
  const std::string type = to_lower(trim(text.substr(0, text.find(';'))));
  const std::size_t slash = type.find('/');
  const bool good = slash != type.npos && slash > 0 && slash + 1 < type.size() &&
                    type.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+/") == type.npos &&
                    type.find('/', slash + 1) == type.npos;
  return good ? type : "application/octet-stream";
}

std::vector<Enclosure> enclosures_of(const Article& article) {
  std::vector<Enclosure> result;
  for (const Enclosure& enclosure : article.enclosures)
    if (std::string url = feed_url(enclosure.url); !url.empty())
      result.push_back({std::move(url), media_type(enclosure.type), enclosure.length, enclosure.duration});
  return result;
}

/// scheme ":" rest, in the characters of RFC 3987 (what is not ASCII passes).
bool is_iri(std::string_view id) {
  const std::size_t colon = id.find(':');
  if (colon == id.npos || colon < 2 || colon + 1 == id.size() || id.size() > kMaxId) return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto scheme = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  };
  return letter(id[0]) && std::all_of(id.begin(), id.begin() + static_cast<std::ptrdiff_t>(colon), scheme) &&
         id.find_first_of(" <>\"{}|\\^`") == id.npos && feed_line(id) == id;
}

/// RFC 4287 section 4.2.11: who published it. Our source's name stands for a feed that does not name its
/// origin.
Origin origin_of(const Article& article) {
  Origin origin;
  const std::string name = feed_line(article.source);
  if (article.origin) {
    origin = *article.origin;
    origin.id = feed_line(origin.id);
    origin.title = feed_line(origin.title);
    origin.link = feed_url(origin.link);
    origin.self = feed_url(origin.self);
  }
  if (!is_iri(origin.id)) origin.id = origin.self.empty() ? origin.link : origin.self;
  if (origin.id.empty()) origin.id = "urn:gazette:source:" + name;
  if (is_blank(origin.title)) origin.title = name;
  return origin;
}

std::string own_id(const Article& article) {
  return "urn:gazette:" + feed_line(article.id);
}

/// RFC 4287 section 4.2.6: an entry that is published again keeps its id.
std::string entry_id(const Article& article) {
  return is_iri(article.guid) ? article.guid : own_id(article);
}

FeedEntry feed_entry(const ExportArticle& from) {
  const Article& article = from.article;
  FeedEntry entry;
  entry.id = entry_id(article);
  entry.url = feed_url(article.url);
  entry.title = title_of(article);
  entry.language = feed_language(article.language);
  entry.summary = feed_line(article.summary);
  entry.html = remove_control_characters(render_markdown(article.body()));
  entry.image = feed_url(article.image);
  entry.comments = feed_url(article.comments);
  entry.rights = feed_line(article.rights);
  entry.license = feed_url(article.license);
  entry.published = published_of(from);
  entry.updated = updated_of(from);
  entry.authors = authors_of(article);
  entry.tags = tags_of(article);
  entry.enclosures = enclosures_of(article);
  entry.source = feed_line(article.source);
  entry.origin = origin_of(article);
  return entry;
}

}  // namespace

FeedContent feed_content(std::span<const ExportArticle> articles) {
  FeedContent content;
  std::set<std::string> ids, articles_seen;
  std::size_t bytes = 0;
  for (const ExportArticle& article : articles) {
    if (!articles_seen.insert(article.article.id).second) continue;
    if (article.removed) {
      content.gone.push_back({entry_id(article.article), plausible(article.changed)});
      content.updated = std::max(content.updated, plausible(article.changed));
      continue;
    }
    if (!content.entries.empty() && bytes > kMaxBytes && !article.unarchived) continue;
    FeedEntry entry = feed_entry(article);
    bytes += entry.html.size() + entry.summary.size() + entry.title.size();
    if (!content.entries.empty() && bytes > kMaxBytes && !article.unarchived) continue;
    if (!ids.insert(entry.id).second)
      entry.id = own_id(article.article);  // two sources, one id, two articles
    content.updated = std::max({content.updated, article.changed, entry.updated});
    content.entries.push_back(std::move(entry));
  }
  return content;
}

std::string feed_line(std::string_view text) {
  return collapse_whitespace(remove_control_characters(text));
}

std::string feed_url(std::string_view url) {
  const bool ascii = std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  return ascii && is_http_url(url) ? std::string(url) : std::string();
}

std::string feed_language(std::string_view tag) {
  static constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
  const bool good = tag.size() >= 2 && tag.size() <= 35 && tag.find_first_not_of(kAllowed) == tag.npos &&
                    tag.front() != '-' && tag.back() != '-' && (tag.front() < '0' || tag.front() > '9');
  return good ? std::string(tag) : std::string();
}

std::string feed_id(const FeedHead& head) {
  if (std::string id = feed_line(head.id); !id.empty()) return id;
  if (std::string self = feed_url(head.self); !self.empty()) return self;
  return "urn:gazette:feed:" + sha256_hex(head.title).substr(0, 16);
}

}  // namespace gazette

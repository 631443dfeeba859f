// What a document said: the value types that every reader (RSS, Atom, JSON Feed, site rules) fills and nobody
// changes afterwards. All strings are valid UTF-8; an empty string or optional means "not said". Plain
// values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/text/time.h"

namespace gazette {

/// Bytes and where they came from; the input of every reader.
struct Document {
  std::string_view body;
  std::string url;                 ///< final URL: the base of relative links
  std::string content_type;        ///< HTTP header's value, may be empty
  std::string zone;                ///< for dates without a zone (IANA name; "" = UTC)
  std::string content_location{};  ///< HTTP header's value, may be relative: wins over url as the base
};

struct Person {
  std::string name, email, uri;
  bool operator==(const Person&) const = default;
};

struct Link {
  std::string href, rel, type, title, hreflang;  ///< href absolute; rel "alternate" when not said
  std::optional<std::uint64_t> length;
};

struct Category {
  std::string term, scheme, label;
  bool operator==(const Category&) const = default;
};

struct Enclosure {
  std::string url, type;
  std::optional<std::uint64_t> length;   ///< bytes
  std::optional<std::int64_t> duration;  ///< seconds
};

/// HTML as it came: not sanitized, links still relative to `base`.
struct Markup {
  std::string html;
  std::string base;
  bool empty() const { return html.empty(); }
};

/// Where an aggregated entry was taken from (atom:source, RSS source).
struct Origin {
  std::string id, title, link, self;
  std::optional<Time> updated;
  std::string description{}, icon{}, logo{}, generator{}, rights{}, language{};
  std::vector<Person> authors{}, contributors{};
  std::vector<Category> categories{};
  std::vector<Link> links{};
};

/// A point on the earth (georss, W3C geo), degrees WGS 84.
struct Place {
  double latitude = 0, longitude = 0;
  std::string name;
};

/// What iTunes and Podcasting 2.0 say of an episode.
struct Episode {
  std::optional<int> season, number;
  std::string type;  ///< "full", "trailer", "bonus"
  std::optional<bool> explicit_words;
  std::optional<std::int64_t> duration;  ///< seconds
  bool empty() const { return !season && !number && type.empty() && !explicit_words && !duration; }
};

struct Entry {
  std::string id;  ///< atom:id, guid, JSON id: verbatim
  bool id_is_permalink = false;
  std::string title;  ///< plain text
  std::string link;   ///< the page, absolute; not necessarily canonical
  std::vector<Link> links;
  std::vector<Person> authors, contributors;
  std::optional<Time> published, updated;
  Markup summary, content;
  std::vector<Category> categories;
  std::vector<Enclosure> enclosures;
  std::string image;     ///< absolute
  std::string comments;  ///< URL
  std::string rights;    ///< plain text
  std::string license;   ///< address of the licence, absolute http(s); inherited like rights
  std::optional<Origin> source;
  std::string language;  ///< BCP 47, inherited from the feed
  Episode episode;
  std::optional<Place> place;
  std::optional<int> comment_count;  ///< slash:comments, thr:total: changes without the entry being edited
};

/// RFC 6721: the publisher has withdrawn an entry.
struct DeletedEntry {
  std::string id;  ///< the entry's id, verbatim
  std::optional<Time> when;
  std::string comment;  ///< plain text
};

enum class FeedFormat { rss, rdf, atom, json, cdf, site };
constexpr std::string_view to_string(FeedFormat format) {
  constexpr std::string_view kNames[] = {"rss", "rdf", "atom", "json", "cdf", "site"};
  return kNames[static_cast<int>(format)];
}

struct Feed {
  FeedFormat format = FeedFormat::rss;
  std::string version;   ///< "2.0", "1.0", "0.91", "https://jsonfeed.org/version/1.1" is "1.1"
  std::string encoding;  ///< what it was decoded from: "utf-8", "gb18030", ...
  std::string id, title, link, self, description, language;  ///< title, description, rights: plain text
  std::vector<Person> authors, contributors;
  std::optional<Time> published, updated;
  std::string image, icon, logo, generator, rights;
  std::vector<Category> categories;
  std::vector<Link> links;
  std::string hub;                     ///< WebSub hub URL
  std::string new_feed_url;            ///< itunes:new-feed-url: a hint only
  std::optional<int> ttl_minutes;      ///< RSS ttl
  std::optional<int> update_minutes;   ///< sy:updatePeriod / sy:updateFrequency
  std::vector<int> skip_hours;         ///< 0-23 GMT
  std::vector<int> skip_days;          ///< 0 = Sunday
  std::optional<bool> explicit_words;  ///< itunes:explicit
  bool complete = false;               ///< fh:complete (RFC 5005): an entry that is missing is gone
  bool archive = false;                ///< fh:archive: this document never changes again
  std::vector<Entry> entries;          ///< in document order
  std::vector<DeletedEntry> deleted;
  std::vector<std::string> problems;  ///< what was repaired or ignored, worded for the feed's author
};

}  // namespace gazette

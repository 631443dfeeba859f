// What Atom, RSS and JSON Feed all say of an article, made once: cleaned, checked, the same in every format.
// Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/feed_writer.h"

namespace gazette {

struct FeedAuthor {
  std::string name, uri;
};

/// All texts are valid UTF-8 without control characters; all URLs absolute http(s); empty: not said.
struct FeedEntry {
  std::string id, url, title, language, summary, html, image, comments, rights, license;
  Time published, updated;
  std::vector<FeedAuthor> authors;
  std::vector<std::string> tags;  ///< the publisher's categories, then the operator's tags
  std::vector<Enclosure> enclosures;
  std::string source;  ///< name of the source
  Origin origin;       ///< the feed it came from; id and title are never empty
};

/// An entry that is there no more.
struct GoneEntry {
  std::string id;
  Time when;
};

struct FeedContent {
  std::vector<FeedEntry> entries;
  std::vector<GoneEntry> gone;
  Time updated;  ///< the newest change
};

/// As many of the newest as make a feed of about a megabyte, at least one, and all that are in no archive
/// yet.
FeedContent feed_content(std::span<const ExportArticle> articles);

/// One line of text that every format takes.
std::string feed_line(std::string_view text);
/// The URL if it is an absolute http(s) one in ASCII, else nothing.
std::string feed_url(std::string_view url);
/// The tag if it has the form of one (BCP 47), else nothing.
std::string feed_language(std::string_view tag);
/// The head's id, else its self link, else one made of the title.
std::string feed_id(const FeedHead& head);

std::string write_atom(const FeedHead& head, const FeedContent& content);
std::string write_rss(const FeedHead& head, const FeedContent& content);
std::string write_json_feed(const FeedHead& head, const FeedContent& content);

}  // namespace gazette

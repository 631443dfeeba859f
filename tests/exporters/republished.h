// A feed that was read, given out again, and read once more: what the round trip's tests and fuzz target
// share.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "exporters/render/entries.h"
#include "feeds/html/sanitize.h"
#include "feeds/make_article.h"
#include "feeds/parse/parse_feed.h"
#include "feeds/text/strings.h"

namespace gazette::testing {

/// As the daemon makes them, all at one moment.
inline std::vector<ExportArticle> articles_of(const Feed& feed) {
  SourceOptions source;
  source.name = "one";
  source.full_text = FullText::never;
  const Time now = *parse_date("2026-03-01T12:00:00Z");
  std::vector<ExportArticle> articles;
  for (const Entry& entry : feed.entries) {
    ExportArticle made;
    made.article = make_article(entry, source, nullptr, "a" + std::to_string(articles.size()), now);
    made.changed = now;
    articles.push_back(std::move(made));
  }
  return articles;
}

/// Each once: of two people of one name a reader makes one.
inline std::vector<std::string> sorted_once(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

inline std::vector<std::string> sorted_names(const std::vector<Person>& people) {
  std::vector<std::string> names;
  for (const Person& person : people) names.push_back(person.name);
  return sorted_once(std::move(names));
}

/// Only Atom's text constructs can say that they are no HTML; of other lines a reader has to guess it by the
/// look.
inline bool looks_like_markup(std::string_view text) {
  return text.find('<') != std::string_view::npos || text.find('&') != std::string_view::npos;
}

/// Where an entry that was read back is not what was given out; empty: nowhere.
inline std::string difference(const FeedEntry& said, const Entry& read, FeedOutput format) {
  using std::chrono::floor, std::chrono::seconds;
  const auto differ = [](const char* what, const std::string& a, const std::string& b) {
    return std::string(what) + ": \"" + a + "\" was read as \"" + b + "\"";
  };
  const bool certain = format == FeedOutput::atom;
  if (read.id != said.id) return differ("id", said.id, read.id);
  if (read.title != said.title && (certain || !looks_like_markup(said.title)))
    return differ("title", said.title, read.title);
  if (html::plain_text(read.summary.html) != said.summary &&
      (format != FeedOutput::json || !looks_like_markup(said.summary)))
    return differ("summary", said.summary, html::plain_text(read.summary.html));
  if (trim(read.content.html) != trim(said.html)) return differ("content", said.html, read.content.html);
  if (!said.url.empty() && read.link != said.url) return differ("link", said.url, read.link);
  if (!read.published || floor<seconds>(*read.published) != floor<seconds>(said.published))
    return differ("published", format_rfc3339(said.published),
                  read.published ? format_rfc3339(*read.published) : "");
  if (!said.rights.empty() && format != FeedOutput::json && read.rights != said.rights &&
      (certain || !looks_like_markup(said.rights)))
    return differ("rights", said.rights, read.rights);
  if (format != FeedOutput::json && read.license != said.license)
    return differ("license", said.license, read.license);
  std::vector<std::string> names;
  bool guessed = false;
  for (const FeedAuthor& author : said.authors) {
    names.push_back(author.name);
    guessed |= looks_like_markup(author.name) || author.name.find('@') != std::string::npos;
  }
  names = sorted_once(std::move(names));
  if (!names.empty() && !guessed && sorted_names(read.authors) != names)
    return "authors of \"" + said.id + "\"";
  std::vector<std::string> terms;
  for (const Category& category : read.categories) terms.push_back(category.term);
  for (const std::string& tag : said.tags) guessed |= !certain && looks_like_markup(tag);
  if (!guessed && terms != said.tags) return "categories of \"" + said.id + "\"";
  for (std::size_t i = 0; i < said.enclosures.size(); ++i)
    if (i >= read.enclosures.size() || read.enclosures[i].url != said.enclosures[i].url)
      return differ("enclosure", said.enclosures[i].url, "");
  return {};
}

/// Reads `feed` back from `format`; what is wrong with it, or nothing.
inline std::string republishing_fault(const Feed& feed, FeedOutput format, Feed* out = nullptr) {
  const std::vector<ExportArticle> articles = articles_of(feed);
  const FeedContent content = feed_content(articles);
  FeedHead head;
  head.title = "Again";
  head.self = "https://again.example/feed";
  const std::string text = write_feed(format, head, articles);
  Document document;
  document.body = text;
  document.url = head.self;
  Result<Feed> again = parse_feed(document);
  if (!again) return again.error().message;
  if (!again->problems.empty()) return again->problems.front();
  if (again->entries.size() != content.entries.size())
    return std::to_string(content.entries.size()) + " entries became " +
           std::to_string(again->entries.size());
  for (std::size_t i = 0; i < content.entries.size(); ++i)
    if (const std::string fault = difference(content.entries[i], again->entries[i], format); !fault.empty())
      return fault;
  if (out) *out = *std::move(again);
  return {};
}

}  // namespace gazette::testing

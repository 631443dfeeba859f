// Articles to Atom 1.0, RSS 2.0 and JSON Feed 1.1 documents (POLITENESS section O). Pure: same articles, same
// bytes. Any thread; never fails.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/exporter.h"

namespace gazette {

/// What the document says of itself.
struct FeedHead {
  std::string title;
  std::string id;    ///< stable for ever: "tag:..." or the self URL
  std::string self;  ///< public URL of this document; may be empty
  std::string home;  ///< public URL of the page for people; may be empty
  std::string description;
  std::string language;
  std::string hub;       ///< WebSub hub; empty: none
  std::string previous;  ///< public URL of the archive before (RFC 5005); empty: none
  std::string current;   ///< of an archive: public URL of the feed itself; empty: this is no archive
};

enum class FeedOutput { atom, rss, json };
std::string_view feed_extension(FeedOutput format);     ///< "atom", "rss", "json"
std::string_view feed_content_type(FeedOutput format);  ///< with charset

/// `articles`: newest first; of those `removed` it says that they are gone (RFC 6721). The document's updated
/// is the newest change among them, never the clock.
std::string write_feed(FeedOutput format, const FeedHead& head, std::span<const ExportArticle> articles);

/// What the feed itself holds: the newest, and all of the open page, which no archive has yet; newest first.
std::vector<ExportArticle> feed_articles(std::vector<ExportArticle> newest, std::vector<ExportArticle> open);
/// What an archive holds: all of a full page.
std::vector<ExportArticle> archive_articles(std::vector<ExportArticle> page);

/// The record's Markdown as safe HTML (cmark-gfm), for feeds and pages.
std::string render_markdown(std::string_view markdown);

}  // namespace gazette

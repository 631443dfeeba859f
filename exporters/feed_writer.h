// Articles to Atom 1.0, RSS 2.0 and JSON Feed 1.1 documents (POLITENESS section O). Pure: same articles, same
// bytes. Any thread; never fails.
#pragma once

#include <span>
#include <string>
#include <string_view>

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
  std::string hub;  ///< WebSub hub; empty: none
};

enum class FeedOutput { atom, rss, json };
std::string_view feed_extension(FeedOutput format);     ///< "atom", "rss", "json"
std::string_view feed_content_type(FeedOutput format);  ///< with charset

/// `articles`: newest first. The document's updated is the newest change among them, never the clock.
std::string write_feed(FeedOutput format, const FeedHead& head, std::span<const ExportArticle> articles);

/// The record's Markdown as safe HTML (cmark-gfm), for feeds and pages.
std::string render_markdown(std::string_view markdown);

}  // namespace gazette

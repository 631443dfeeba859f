// A feed from a text, for tests that look at one thing of it.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "feeds/parse/parse_feed.h"

namespace gazette {

/// Fails the test if it is refused; the Feed is then empty.
inline Feed feed_of(std::string_view body, std::string url = "https://example.org/feed.xml") {
  Document document;
  document.body = body;
  document.url = std::move(url);
  Result<Feed> feed = parse_feed(document);
  EXPECT_TRUE(feed.has_value()) << (feed ? "" : feed.error().message);
  return feed ? *std::move(feed) : Feed{};
}

/// An RSS 2.0 feed of one item; `declarations` go into the root.
inline std::string rss_item(std::string_view item, std::string_view declarations = "") {
  return "<rss version=\"2.0\" " + std::string(declarations) + "><channel><title>t</title><item>" +
         std::string(item) + "</item></channel></rss>";
}

/// An Atom 1.0 feed of one entry.
inline std::string atom_entry(std::string_view entry) {
  return "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title><entry>" + std::string(entry) +
         "</entry></feed>";
}

/// The first entry, or an empty one.
inline Entry first_entry(std::string_view body, std::string url = "https://example.org/feed.xml") {
  Feed feed = feed_of(body, std::move(url));
  EXPECT_FALSE(feed.entries.empty());
  return feed.entries.empty() ? Entry{} : std::move(feed.entries[0]);
}

}  // namespace gazette

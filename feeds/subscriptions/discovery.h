// Which feeds belong to a page: those that it names, and where feeds usually are. Pure; any thread; never
// fails.
#pragma once

#include <string>
#include <vector>

#include "feeds/feed.h"

namespace gazette {

/// A feed that a page names.
struct NamedFeed {
  std::string url, title;  ///< absolute; the title may be empty
};

/// <link rel=alternate> of a feed's media type (HTML standard 4.6.7.1: the first is the page's own), feeds of
/// comments last. Each URL once, http(s) only, at most twenty.
std::vector<NamedFeed> named_feeds(const Document& page);

/// For a page that names none: the few places that are worth one request each, the likeliest first.
std::vector<std::string> usual_feeds(const std::string& page_url);

}  // namespace gazette

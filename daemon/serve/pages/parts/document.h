// The document around the content of every page. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "daemon/serve/pages/pages.h"
#include "daemon/serve/pages/text/fragment.h"
#include "daemon/serve/routes.h"

namespace gazette {

struct DocumentHead {
  std::string_view title;     ///< of this page; empty: the site's alone
  std::string_view kind;      ///< class of <body>: "front", "reading", "results", "notice", "instruments"
  std::string_view searched;  ///< what stands in the search field
  std::string_view current;   ///< of the menu: "latest", "sources", "about"
  Fragment links;             ///< further <link>s
};

/// The whole page. `content`: what stands in <main>.
std::string document(const PageFrame& frame, const DocumentHead& head, const Fragment& content,
                     const Fragment& footer = {});

/// The source's title, or its name if it has none.
std::string source_title(const PageFrame& frame, const std::string& name);

/// What selects a feed, as it stands behind "feeds/": "lwn.", "all." and "?tag=linux".
struct FeedAddress {
  std::string name = "all";
  std::string query;  ///< "?tag=linux", percent-encoded
};
/// <link rel=alternate> for the formats of a feed; `title`: of what it has.
Fragment feed_links(const PageFrame& frame, const FeedAddress& feed, std::string_view title = {});
/// "Atom RSS JSON" for people.
Fragment feed_choice(const PageFrame& frame, const FeedAddress& feed, std::string_view title = {});

}  // namespace gazette

// What all pages share: the document around the content, and lists of articles. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "daemon/serve/pages/fragment.h"
#include "daemon/serve/pages/pages.h"

namespace gazette {

struct DocumentHead {
  std::string_view title;     ///< of this page; empty: the site's alone
  std::string_view kind;      ///< class of <body>: "front", "reading", "results", "notice"
  std::string_view searched;  ///< what stands in the search field
  Fragment links;             ///< further <link>s
};

/// The whole page. `content`: what stands in <main>.
std::string document(const PageFrame& frame, const DocumentHead& head, const Fragment& content,
                     const Fragment& footer = {});

/// `<li>` for each: title, source, age, summary.
Fragment article_items(const PageFrame& frame, std::span<const ExportArticle> articles, Time now);

/// The source's title, or its name if it has none.
std::string source_title(const PageFrame& frame, const std::string& name);

/// <link rel=alternate> for the formats of a feed.
Fragment feed_links(const PageFrame& frame, std::string_view name);

}  // namespace gazette

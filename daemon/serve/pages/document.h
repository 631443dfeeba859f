// What all pages share: the document around the content, and lists of articles. Pure; any thread.
#pragma once

#include <map>
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

/// `<li>` for each: title, source, age, summary. `names`: how a source is called, by its name; may be empty.
Fragment article_items(const PageFrame& frame, std::span<const ExportArticle> articles, Time now,
                       const std::map<std::string, std::string>& names = {});

/// <link rel=alternate> for the formats of a feed.
Fragment feed_links(const PageFrame& frame, std::string_view name);

}  // namespace gazette

// Out of a chosen article goes what is not part of it: forms, share buttons, link lists, boxes of other
// articles, empty elements. Pure; any thread.
#pragma once

#include "feeds/extract/scoring.h"
#include "feeds/html/tree.h"

namespace gazette::extract {

/// Before anything is scored: comments, scripts, styles, hidden things; a real source for lazy images.
void clean_page(html::Tree& tree, std::string_view base_url);

/// What the page is known by: links to its own site, and lines that repeat its title, go.
struct PageFacts {
  std::string_view title, base_url;
};

/// Below `container`.
void clean_article(html::Tree& tree, html::NodeId container, const Strictness& strictness,
                   const PageFacts& page);

}  // namespace gazette::extract

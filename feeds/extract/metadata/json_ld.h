// schema.org data in <script type="application/ld+json">: the article among it. Pure; any thread; never
// fails.
#pragma once

#include <string>

#include "feeds/html/tree.h"

namespace gazette::extract {

/// Plain text; empty where not said.
struct LinkedData {
  std::string headline, author, description, publisher, published, image, url, body;
  bool author_is_person = true;  ///< not an Organization
  bool is_paid = false;          ///< isAccessibleForFree: false
  bool is_article = false;       ///< NewsArticle, BlogPosting, ...; else a WebPage or the like
};

LinkedData read_linked_data(const html::Tree& tree);

}  // namespace gazette::extract

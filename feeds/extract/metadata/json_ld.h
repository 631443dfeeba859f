// schema.org data in <script type="application/ld+json">: the article among it. Pure; any thread; never
// fails.
#pragma once

#include <string>
#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::extract {

/// Plain text; empty where not said.
struct LinkedData {
  std::string headline, author, description, publisher, published, image, url, body, language, site;
  bool author_is_person = true;  ///< not an Organization
  bool is_paid = false;          ///< isAccessibleForFree: false
  bool is_article = false;       ///< NewsArticle, BlogPosting, ...; else a WebPage or the like
};

/// `url`: the page's, which tells its article from others that it lists.
LinkedData read_linked_data(const html::Tree& tree, std::string_view url = {});

}  // namespace gazette::extract

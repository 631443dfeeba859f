// What a page says of its article: JSON-LD, <meta>, microdata, <link>, and what stands where readers look.
// Every field says where it may come from, the surest first. Pure; any thread; never fails.
#pragma once

#include <optional>
#include <string>

#include "feeds/html/tree.h"
#include "feeds/text/time.h"

namespace gazette::extract {

struct Metadata {
  std::string title, byline, language, site_name, excerpt, image, canonical_url;
  std::optional<Time> published;
  bool is_article = false;   ///< the page calls itself one
  bool is_paid = false;      ///< JSON-LD: not accessible for free
  std::string article_body;  ///< JSON-LD's articleBody: plain text
};

/// `tree`: the page as parsed, scripts included. `base_url` resolves addresses; `zone` is for dates without
/// one.
Metadata read_metadata(const html::Tree& tree, std::string_view base_url, std::string_view zone);

}  // namespace gazette::extract

// A page to its article: the main content and what the page says of it. Pure, bounded; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "feeds/feed.h"
#include "feeds/text/result.h"

namespace gazette {

struct Extracted {
  std::string title, byline, language, site_name, excerpt, image, canonical_url;
  std::optional<Time> published;
  std::string content;    ///< sanitized HTML, absolute URLs
  double confidence = 0;  ///< 0..1: how sure the content is the article
};

/// ErrorKind::parse when the page holds no article (empty, needs JavaScript, consent wall): the message says
/// which.
Result<Extracted> extract_article(const Document& page);

/// The JSON of `gazette extract`: {title,byline,published,lang,site_name,excerpt,image,content}, absent
/// fields left out.
std::string extracted_to_json(const Extracted& article);

}  // namespace gazette

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
  std::string direction;  ///< "ltr", "rtl" or "auto" where the page says so
  std::optional<Time> published;
  std::string content;    ///< sanitized HTML, absolute URLs
  double confidence = 0;  ///< 0..1: how sure the content is the article, and all of it
  std::string problem;  ///< why the content may be less than the article (paywall); empty if nothing says so
  std::string next_page;  ///< the following page of this article; empty if this is the last
};

/// What an article of several pages is read to at most.
inline constexpr int kMostArticlePages = 10;

/// ErrorKind::parse when the page holds no article (empty, needs JavaScript, consent wall, challenge): the
/// message says which.
Result<Extracted> extract_article(const Document& page);

/// The AMP form of a page, to be tried when extract_article() finds nothing; empty if it names none.
std::string amp_page_of(const Document& page);

/// The JSON of `gazette extract`:
/// {title,byline,published,lang,dir,site_name,excerpt,image,canonical_url,content,problem, next_page}, absent
/// fields left out.
std::string extracted_to_json(const Extracted& article);

}  // namespace gazette

// The same article twice, out of the feed and out of its page: which is fuller and cleaner. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::extract {

/// One of the two; sanitized.
struct Body {
  const html::Tree& tree;
  std::string_view text;          ///< plain
  bool ends_early = false;        ///< a summary, or ends in "read more"
  double confidence = 1;          ///< of the page: Extracted::confidence
  std::string_view problem = {};  ///< of the page: Extracted::problem
};

struct Choice {
  bool page = false;
  std::string why;  ///< "fuller", ...: goes on after "page: " or "feed: "
};

Choice choose(const Body& feed, const Body& page);

/// Text, or a picture, a video, ...
bool has_anything(const Body& body);

}  // namespace gazette::extract

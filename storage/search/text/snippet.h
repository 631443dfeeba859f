// The part of an article that answers a query, with what was found marked. Cuts between words, never in a
// character, nor between one and its accents. Pure; any thread; linear in the article.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/article.h"

namespace gazette {

struct SnippetPart {
  std::string text;
  bool found = false;
};
struct Snippet {
  std::vector<SnippetPart> title, text;  ///< text: begins or ends with "…" where something was left out
};

/// `typed`: as it was searched for. About `size` columns of text: Han and kana take two. A word without
/// quotes also marks the others of its stem in the article's language, as the search finds them.
Snippet make_snippet(const Article& article, std::string_view typed, std::size_t size = 160);

/// Markdown as a line to read: no marks, no targets of links.
std::string readable_line(std::string_view markdown);

}  // namespace gazette

// Which part of the page is the article: paragraphs give points to what holds them, links take them away,
// names weigh (the method of Arc90's Readability and its successors). Changes the tree it is given. Pure; any
// thread.
#pragma once

#include <string>

#include "feeds/html/tree.h"

namespace gazette::extract {

/// How strict to be; relaxed step by step when too little is found.
struct Strictness {
  bool strip_unlikely = true, weigh_names = true, clean_conditionally = true;
};

struct Candidate {
  html::NodeId container = html::kNone;  ///< a detached div with what was chosen; kNone: nothing
  double score = 0;
  std::string byline;     ///< found on the way and taken out
  std::string direction;  ///< dir= of what the article stood in
};

/// Scripts, styles and comments are out already. `title`: a heading that repeats it is taken out.
Candidate find_article(html::Tree& tree, std::string_view title, const Strictness& strictness);
/// The same, but `chosen` is the article.
Candidate take_article(html::Tree& tree, std::string_view title, const Strictness& strictness,
                       html::NodeId chosen);

}  // namespace gazette::extract

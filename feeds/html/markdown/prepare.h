// What the sanitizer drops and Markdown can say: boxes of task lists, formulas, addresses as they were
// written, quotes and headings of nothing. Before and after sanitize_tree(), which keeps the numbers of
// nodes. Pure; any thread; linear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/html/markdown/walk.h"
#include "feeds/html/tree.h"

namespace gazette::html {

struct Written {
  NodeId node;
  std::string_view attribute;
  std::string value;    ///< in the page
  std::string cleaned;  ///< what the sanitizer makes of it, if nothing else is wrong with it
};

struct Prepared {
  Verbatim verbatim;
  std::vector<Written> attributes;
};

/// The base that relative addresses get for the sanitizer where none is known.
std::string_view stand_in_base();

/// Before sanitizing. Only without a base are addresses kept as they were written: else all become absolute.
Prepared prepare_tree(Tree& tree, NodeId top, bool keep_addresses);

/// After it: what was only tidied up is as it was written.
void restore_attributes(Tree& tree, NodeId top, const Prepared& prepared);

}  // namespace gazette::html

// What the sanitizer drops and Markdown can say: boxes of task lists, formulas, addresses as they were
// written. Before and after sanitize_tree(), which keeps the numbers of nodes. Pure; any thread; linear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/html/markdown/walk.h"
#include "feeds/html/tree.h"

namespace gazette::html {

struct WrittenAddress {
  NodeId node;
  std::string_view attribute;
  std::string written;   ///< in the page
  std::string resolved;  ///< what the sanitizer makes of it, if nothing else is wrong with it
};

struct Prepared {
  Verbatim verbatim;
  std::vector<WrittenAddress> addresses;
};

/// The base that relative addresses get for the sanitizer where none is known.
std::string_view stand_in_base();

/// Before sanitizing. Only without a base are addresses noted: else all become absolute.
Prepared prepare_tree(Tree& tree, NodeId top, bool note_addresses);

/// After it: what stands in for an address is that address again.
void restore_addresses(Tree& tree, const Prepared& prepared);

}  // namespace gazette::html

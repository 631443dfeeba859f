// A sanitized tree in document order, element by element, to Markdown. One pass, no recursion, linear; what
// nests deeper than the writer's bound is written flat. Pure; any thread; never fails.
#pragma once

#include <string>
#include <unordered_map>

#include "feeds/html/tree.h"

namespace gazette::html {

/// Text nodes that are Markdown already.
using Verbatim = std::unordered_map<NodeId, std::string>;

std::string walk_to_markdown(const Tree& tree, NodeId top, const Verbatim& verbatim);

}  // namespace gazette::html

// What stands before and after an article's text and is about it, not of it: date, byline, section, tags,
// reading time. Pure; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "feeds/extract/page/measures.h"
#include "feeds/html/tree.h"

namespace gazette::extract {

/// What goes below `top`, in document order.
std::vector<html::NodeId> find_edges(const html::Tree& tree, const Measures& measures, html::NodeId top,
                                     std::string_view title);

}  // namespace gazette::extract

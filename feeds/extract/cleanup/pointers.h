// Links to other articles of the site that stand in an article: paragraphs and lists of nothing else. Pure;
// any thread.
#pragma once

#include <string_view>
#include <vector>

#include "feeds/extract/page/measures.h"
#include "feeds/html/tree.h"

namespace gazette::extract {

/// What goes below `top`. A link to another site is a source and stays; so do all if they are much of the
/// text.
std::vector<html::NodeId> find_pointers(const html::Tree& tree, const Measures& measures, html::NodeId top,
                                        std::string_view base_url);

}  // namespace gazette::extract

// What stands between the title and the text and belongs to the article: its lead (standfirst, deck) and its
// first picture. Changes the tree it is given. Pure; any thread.
#pragma once

#include <vector>

#include "feeds/html/tree.h"

namespace gazette::extract {

/// In document order, then the picture alone: its caption would be the first line of the text, and becomes
/// its alt. Empty if `title` is kNone or if too much stands between it and `chosen`.
std::vector<html::NodeId> find_leads(const html::Tree& tree, html::NodeId title, html::NodeId chosen);

/// In front of all that `container` holds.
void put_leads(html::Tree& tree, html::NodeId container, const std::vector<html::NodeId>& leads);

}  // namespace gazette::extract

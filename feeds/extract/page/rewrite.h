// Small questions about a page's tree and small changes of it that extraction is made of. Pure; any thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "feeds/html/tree.h"

namespace gazette::extract {

bool is_inside(const html::Tree& tree, html::NodeId id, std::string_view name);
std::size_t count_elements(const html::Tree& tree, html::NodeId parent);
/// The only element child if it has that name and no text stands beside it; kNone otherwise.
html::NodeId only_child(const html::Tree& tree, html::NodeId parent, std::string_view name);
/// Paragraph, list, table, image, ... below.
bool holds_block(const html::Tree& tree, html::NodeId top);
double link_density(const html::Tree& tree, html::NodeId top);
std::vector<html::NodeId> all_named(const html::Tree& tree, html::NodeId top, std::string_view name);

/// Runs of text and inline elements straight in a block become paragraphs.
void wrap_phrasing(html::Tree& tree, html::NodeId block);
/// Two and more <br> in a row begin a paragraph.
void paragraphs_from_breaks(html::Tree& tree, html::NodeId top);

/// What is called a caption and stands on a picture's line gets one of its own.
void captions_on_lines(html::Tree& tree, html::NodeId top);
/// A link that leads nowhere ("#", a script) around a picture goes.
void unwrap_links_to_nowhere(html::Tree& tree, html::NodeId top);

/// 0..1: which share of b's words is in a.
double similarity(std::string_view a, std::string_view b);

}  // namespace gazette::extract

// What publishing systems put into a feed around the text of an entry: buttons, forms, other posts, smileys
// as pictures, tables for a picture, the title once more, links within the page. Before the sanitizer, which
// takes away what tells them. Pure; any thread; linear.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::extract {

struct EntryFacts {
  std::string_view title;  ///< plain
  std::string_view link;   ///< absolute; empty: links within the page stay
};

/// Below `top`. An entry of nothing else stays whole.
void clean_entry(html::Tree& tree, html::NodeId top, const EntryFacts& entry);

/// Text without any tag, in lines of its author's own: HTML with the same lines and paragraphs (only the
/// latter where it was wrapped at a column). Nothing for one line, and where tags stand.
std::optional<std::string> html_of_lines(std::string_view html);

}  // namespace gazette::extract

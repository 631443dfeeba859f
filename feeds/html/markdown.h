// A sanitized tree to CommonMark + GFM tables, in the style of the seed record (FACTS section 2): setext
// h1/h2, "*" bullets,
// "![alt](src)" on its own line, hard break as two spaces, adjacent strong merged, Chinese punctuation kept
// out of the marks. Rendered by cmark-gfm it gives the HTML's structure again; nothing in it can open a Hugo
// shortcode, front matter or raw HTML. Pure; any thread; never fails.
#pragma once

#include <string>
#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::html {

/// Stripped: no blank line at either end, no newline at the end. The tree must be sanitized.
std::string to_markdown(const Tree& tree, NodeId top);

/// sanitize_html() and to_markdown() in one: what `gazette convert` does.
std::string html_to_markdown(std::string_view html, std::string_view base_url);

}  // namespace gazette::html

// Escaped HTML of feeds is written by XML's tools and habits; an HTML parser would read some of it as
// something that its author did not mean. Mended here, before anything parses it. Pure; any thread; linear.
#pragma once

#include <string>

namespace gazette::parse {

/// In place:
/// - an <iframe> that ends itself ("<iframe/>") or never ends: all that follows would be its text;
/// - "<br></br>": would be two line breaks;
/// - "<!DOCTYPE" without ">": a declaration that never ends is text.
void mend_html(std::string& html);

}  // namespace gazette::parse

// Text, code, addresses and titles as Markdown: escaped where they would otherwise be markup, and nowhere
// else. No Hugo shortcode ("{{<", "{{%") can come out. Pure; any thread; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "feeds/html/markdown/inline/pieces.h"

namespace gazette::html {

/// Which characters may meet a partner in this line and become markup.
struct LineFacts {
  bool stars = false, underscores = false, tildes = false, backticks = false;
  bool marks = false;       ///< of emphasis
  bool definition = false;  ///< a bracket at its start may begin a link's definition
};
LineFacts line_facts(const Pieces& pieces);

struct TextContext {
  Place place = Place::paragraph;
  LineFacts facts;
  bool in_link = false;     ///< brackets are delicate
  bool boxes = false;       ///< "[x]" may be read as the box of a task
  bool first = false;       ///< the line (of pieces) begins with this text
  bool line_start = false;  ///< so does an output line
  char next = 0;            ///< the byte that will follow; 0 at the end
};
/// Appends `text` to `out`, looking back at what stands there.
void append_text(std::string& out, std::string_view text, const TextContext& context);

/// The alternative text of an image.
std::string escape_label(std::string_view text);

/// "`code`" with as many backticks as it needs.
std::string code_span(std::string_view code, Place place);
/// A complete shortcode in code becomes Hugo's comment form, which Hugo turns back; an open one gets a space.
std::string hugo_safe_code(std::string_view code);

/// "](destination "title")".
std::string link_end(std::string_view url, std::string_view title);
/// "![alt](src "title")".
std::string image(std::string_view alt, std::string_view src, std::string_view title);
/// "<url>" where a link shows just its address; empty where it does not.
std::string autolink(std::string_view shown, std::string_view url);

}  // namespace gazette::html

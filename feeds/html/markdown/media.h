// Elements that Markdown has a block or nothing for: code blocks as text, players as links, digits above and
// below. Pure; any thread; linear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/html/tree.h"

namespace gazette::html {

struct PreText {
  std::string code;            ///< no newline at the end
  std::string_view language;   ///< as its class says; empty if unknown
  std::vector<NodeId> images;  ///< they cannot stand in code
};
PreText pre_text(const Tree& tree, NodeId pre);

/// A video, audio or iframe: what can be opened, and words for it.
struct PlayerLink {
  std::string url;    ///< empty: there is none
  std::string label;  ///< its title, or what it says to old browsers, or the address
};
PlayerLink player_link(const Tree& tree, NodeId player);

/// A number as superscript or subscript characters; empty if the text is none.
std::string script_digits(std::string_view text, bool raised);

}  // namespace gazette::html

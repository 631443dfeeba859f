// Elements that Markdown has a block or nothing for: code blocks as text, players as links. Pure; any thread;
// linear.
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

}  // namespace gazette::html

// What an element with text says: as HTML (summaries, contents) or as plain text (titles, rights), whatever
// type it claims. Pure; any thread; never fails.
#pragma once

#include <string>

#include <pugixml.hpp>

#include "feeds/feed.h"
#include "feeds/parse/xml/scope.h"

namespace gazette::parse {

enum class TextType {
  plain,
  html,
  xhtml,
  unsure,  ///< nobody says: HTML if it looks like it
  binary,  ///< neither: nothing to read
};

/// `scope` stands inside the element; `usual` is its type where it declares none.
Markup read_markup(pugi::xml_node element, Scope& scope, TextType usual);

/// One line.
std::string read_plain(pugi::xml_node element, Scope& scope, TextType usual);

/// Plain text as HTML that shows it.
std::string html_of_plain(std::string_view text);

/// White space off both ends; a whole text wrapped in an escaped <![CDATA[ ]]> is unwrapped.
std::string_view unwrap_cdata(std::string_view text);

}  // namespace gazette::parse

// What an element with text says: as HTML (summaries, contents) or as plain text (titles, rights), whatever
// type it claims. Pure; any thread; never fails.
#pragma once

#include <string>

#include <pugixml.hpp>

#include "feeds/feed.h"
#include "feeds/parse/xml/scope.h"

namespace gazette::parse {

enum class TextType { plain, html, xhtml, base64, other };

/// The type an element claims by `type` and `mode`; `usual` where it says nothing.
TextType text_type(pugi::xml_node element, TextType usual);

/// `scope` stands inside the element.
Markup read_markup(pugi::xml_node element, Scope& scope, TextType usual);

/// One line.
std::string read_plain(pugi::xml_node element, Scope& scope, TextType usual);

/// Plain text as HTML that shows it.
std::string html_of_plain(std::string_view text);
/// One line of plain text from what should be plain text but may be HTML, even escaped twice.
std::string plain_of_html(std::string_view html);

}  // namespace gazette::parse

// The children of an XML element written as HTML: what an xhtml construct or an unescaped description holds.
// Walks without recursion; linear. Pure; any thread; never fails.
#pragma once

#include <string>
#include <string_view>

#include <pugixml.hpp>

#include "feeds/parse/xml/scope.h"

namespace gazette::parse {

/// What stands between the elements: text, or HTML whose author escaped only some of it.
enum class TextNodes { plain, html };

/// `scope` stands inside `element`. URLs below an inner xml:base are resolved against it.
std::string inner_markup(pugi::xml_node element, const Scope& scope, TextNodes text_nodes);

/// All text below, concatenated.
std::string inner_text(pugi::xml_node element);

/// The same to look at: a view into the document where the text is in one piece, as it nearly always is.
class ElementText {
 public:
  explicit ElementText(pugi::xml_node element);
  ElementText(const ElementText&) = delete;
  ElementText& operator=(const ElementText&) = delete;
  std::string_view view() const { return view_; }

 private:
  std::string joined_;
  std::string_view view_;
};

bool has_child_elements(pugi::xml_node element);

}  // namespace gazette::parse

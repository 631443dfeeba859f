#include "feeds/parse/text/construct.h"

#include "feeds/html/sanitize.h"
#include "feeds/parse/text/inner_markup.h"
#include "feeds/text/entities.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

bool is_xml_type(std::string_view type) {
  return type == "xhtml" || type == "application/xhtml+xml" || type == "application/xml" ||
         type == "text/xml" || type.ends_with("+xml") || type.ends_with("/xml");
}

/// A whole <div> around everything is the construct's own (RFC 4287 3.1.1.3), not content.
pugi::xml_node without_wrapper(pugi::xml_node element) {
  pugi::xml_node only;
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_comment || child.type() == pugi::node_pi) continue;
    if (child.type() != pugi::node_element && trim(child.value()).empty()) continue;
    if (only || child.type() != pugi::node_element) return element;
    only = child;
  }
  return only && equals_ignore_case(split_name(only.name()).local, "div") ? only : element;
}

}  // namespace

TextType text_type(pugi::xml_node element, TextType usual) {
  const std::string_view mode = trim(attribute(element, "mode"));
  const std::string type = to_lower(trim(attribute(element, "type")));
  if (mode == "base64") return TextType::base64;
  if (type.empty()) return mode == "escaped" ? TextType::html : mode == "xml" ? TextType::xhtml : usual;
  if (is_xml_type(type)) return mode == "escaped" ? TextType::html : TextType::xhtml;
  if (type == "html" || type == "text/html") return mode == "xml" ? TextType::xhtml : TextType::html;
  if (type == "text" || type == "text/plain" || type == "plain") return TextType::plain;
  return type.starts_with("text/") ? TextType::plain : usual == TextType::plain ? TextType::html : usual;
}

std::string html_of_plain(std::string_view text) {
  return escape_markup(text);
}

std::string plain_of_html(std::string_view html) {
  if (html.find_first_of("<&") == std::string_view::npos) return collapse_whitespace(html);
  return html::plain_text(html);
}

Markup read_markup(pugi::xml_node element, Scope& scope, TextType usual) {
  const TextType type = text_type(element, usual);
  Markup markup;
  markup.base = scope.base();
  if (has_child_elements(element)) {
    const pugi::xml_node top = type == TextType::xhtml ? without_wrapper(element) : element;
    const Scope::Inside inside(scope, top);
    markup.base = scope.base();
    markup.html = inner_markup(top, scope);
  } else {
    markup.html = inner_text(element);
    if (type == TextType::plain || type == TextType::xhtml) markup.html = html_of_plain(markup.html);
  }
  if (trim(markup.html).empty()) markup.html.clear();
  return markup;
}

std::string read_plain(pugi::xml_node element, Scope& scope, TextType usual) {
  const TextType type = text_type(element, usual);
  if (has_child_elements(element)) return plain_of_html(inner_markup(element, scope));
  const std::string text = inner_text(element);
  return type == TextType::html ? plain_of_html(text) : collapse_whitespace(text);
}

}  // namespace gazette::parse

#include "feeds/parse/text/construct.h"

#include "feeds/parse/repair/mend_html.h"
#include "feeds/parse/text/base64.h"
#include "feeds/parse/text/inner_markup.h"
#include "feeds/parse/text/plain.h"
#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

struct Claim {
  TextType type;
  bool base64 = false;
};

bool is_xml_type(std::string_view type) {
  return type == "xhtml" || type == "application/xhtml+xml" || type.ends_with("+xml") ||
         type.ends_with("/xml");
}

/// A media type that is neither text nor markup (RFC 4287 4.1.3.3: base64 in Atom 1.0).
bool is_binary_type(std::string_view type) {
  return type.find('/') != std::string_view::npos && !type.starts_with("text/") && !is_xml_type(type);
}

TextType named_type(std::string_view type, TextType usual) {
  if (is_xml_type(type)) return TextType::xhtml;
  if (type == "html" || type == "text/html") return TextType::html;
  if (type == "text" || type == "plain" || type == "text/plain") return TextType::plain;
  return type.starts_with("text/") ? TextType::plain : usual;
}

/// Of what Atom 0.3 encodes so ("Content Constructs"): without a type it is text/plain.
TextType type_of_base64(std::string_view type) {
  if (type == "application/octet-stream") return TextType::unsure;
  if (is_binary_type(type)) return TextType::binary;
  return is_xml_type(type) ? TextType::html : named_type(type, TextType::plain);
}

/// What the attributes `type` and (Atom 0.3) `mode` say.
Claim claim_of(pugi::xml_node element, TextType usual) {
  if (!element.first_attribute()) return {usual};
  const std::string_view mode = trim(attribute(element, "mode"));
  std::string type = to_lower(trim(attribute(element, "type")));
  type = trim(std::string_view(type).substr(0, type.find(';')));
  if (equals_ignore_case(mode, "base64")) return {type_of_base64(type), true};
  if (is_binary_type(type))
    return type == "application/octet-stream" ? Claim{TextType::unsure, true} : Claim{TextType::binary};
  const TextType named = named_type(type, usual);
  if (equals_ignore_case(mode, "escaped") && (named == TextType::xhtml || type.empty()))
    return {TextType::html};
  if (equals_ignore_case(mode, "xml") && type.empty()) return {TextType::xhtml};
  return {named};
}

/// Of a multipart/alternative (Atom 0.3, "atom:content") the richest part, HTML; else the element itself.
pugi::xml_node chosen_part(pugi::xml_node element) {
  if (!element.first_attribute() ||
      !equals_ignore_case(trim(attribute(element, "type")), "multipart/alternative"))
    return element;
  pugi::xml_node chosen;
  for (const pugi::xml_node& part : element.children()) {
    if (part.type() != pugi::node_element) continue;
    const bool markup = to_lower(attribute(part, "type")).find("html") != std::string::npos;
    if (!chosen || markup) chosen = part;
    if (markup) break;
  }
  return chosen ? chosen : element;
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

std::string binary_text(pugi::xml_node element) {
  const std::optional<std::string> bytes = decode_base64(inner_text(element));
  if (!bytes || bytes->find('\0') != std::string::npos) return {};
  return make_valid_utf8(*bytes);
}

constexpr std::size_t kMaxMarkup = 16 << 20;

/// At most n bytes, never cutting a character.
std::string_view first_bytes(std::string_view utf8, std::size_t n) {
  while (n > 0 && (static_cast<unsigned char>(utf8[n]) & 0xC0) == 0x80) --n;
  return utf8.substr(0, n);
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

std::string html_of_plain(std::string_view text) {
  return escape_markup(text);
}

std::string_view unwrap_cdata(std::string_view text) {
  text = trim(text);
  if (!text.starts_with("<![CDATA[") || !text.ends_with("]]>")) return text;
  const std::string_view inside = text.substr(9, text.size() - 12);
  return inside.find("]]>") == std::string_view::npos ? inside : text;
}

Markup read_markup(pugi::xml_node whole, Scope& scope, TextType usual) {
  const pugi::xml_node element = chosen_part(whole);
  const Claim claim = claim_of(element, usual);
  Markup markup;
  if (claim.type == TextType::binary) {
    scope.problems().add("<" + std::string(element.name()) + "> of the type " +
                         std::string(trim(attribute(element, "type"))) + " is no text: it is left out");
    return markup;
  }
  if (!claim.base64 && has_child_elements(element)) {
    const bool escaped = claim.type == TextType::html || claim.type == TextType::unsure;
    const pugi::xml_node top = without_wrapper(element);
    const Scope::Inside inside(scope, top);
    markup.base = scope.base();
    markup.html = inner_markup(top, scope, escaped ? TextNodes::html : TextNodes::plain);
  } else {
    markup.base = scope.base();
    markup.html = claim.base64 ? binary_text(element) : inner_text(element);
    if (claim.type == TextType::plain || claim.type == TextType::xhtml)
      markup.html = html_of_plain(markup.html);
    if (const std::string_view inner = unwrap_cdata(markup.html); inner.size() + 12 <= markup.html.size())
      markup.html = std::string(inner);
  }
  if (is_blank(markup.html)) markup.html.clear();
  if (markup.html.size() > kMaxMarkup) {
    scope.problems().add("a text is longer than 16 MB: the rest of it is left out");
    markup.html.resize(first_bytes(markup.html, kMaxMarkup).size());
  }
  mend_html(markup.html);
  return markup;
}

std::string read_plain(pugi::xml_node whole, Scope& scope, TextType usual) {
  const pugi::xml_node element = chosen_part(whole);
  const Claim claim = claim_of(element, usual);
  if (!claim.base64 && has_child_elements(element)) {
    const bool escaped = claim.type == TextType::html;
    return plain_of_html(inner_markup(element, scope, escaped ? TextNodes::html : TextNodes::plain));
  }
  const std::string decoded = claim.base64 ? binary_text(element) : std::string();
  const ElementText written(element);
  const std::string_view text = claim.base64 ? decoded : written.view();
  if (claim.type == TextType::html) return plain_of_html(text);
  if (claim.type == TextType::unsure || claim.type == TextType::binary)
    return plain_of_unsure(unwrap_cdata(text));
  return collapse_whitespace(text);
}

}  // namespace gazette::parse

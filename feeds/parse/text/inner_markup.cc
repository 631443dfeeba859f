#include "feeds/parse/text/inner_markup.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

constexpr std::array<std::string_view, 14> kVoid = {"area",  "base",   "br",    "col",  "embed",
                                                    "hr",    "img",    "input", "link", "meta",
                                                    "param", "source", "track", "wbr"};
constexpr std::array<std::string_view, 9> kAddresses = {"href", "src",        "cite",   "action",  "poster",
                                                        "data", "background", "usemap", "longdesc"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// Writes nodes as HTML while it goes down and up the tree.
class Writer {
 public:
  explicit Writer(const std::string& base) : outer_base_(base) {}

  void open(pugi::xml_node element) {
    const std::string name = local(element);
    out_ += '<';
    out_ += name;
    for (const pugi::xml_attribute& a : element.attributes()) write_attribute(element, a);
    out_ += '>';
  }

  void close(pugi::xml_node element) {
    const std::string name = local(element);
    if (is_one_of(kVoid, name)) return;
    out_ += "</";
    out_ += name;
    out_ += '>';
  }

  void text(std::string_view value) { out_ += escape_markup(value); }
  std::string take() { return std::move(out_); }

 private:
  static std::string local(pugi::xml_node element) { return to_lower(split_name(element.name()).local); }

  void write_attribute(pugi::xml_node element, const pugi::xml_attribute& a) {
    const QName name = split_name(a.name());
    if (name.prefix == "xmlns" || name.local == "xmlns") return;
    const bool language = name.prefix == "xml" && name.local == "lang";
    if (!name.prefix.empty() && name.prefix != "xhtml" && !language) return;
    const std::string lower = to_lower(name.local);
    out_ += ' ';
    out_ += lower;
    out_ += "=\"";
    out_ +=
        escape_markup(is_one_of(kAddresses, lower) ? address(element, a.value()) : std::string(a.value()));
    out_ += '"';
  }

  /// Only an inner xml:base needs to be applied here: the rest is left to who knows the outer one.
  std::string address(pugi::xml_node element, std::string_view reference) const {
    std::vector<std::string_view> inner;
    for (pugi::xml_node at = element; at && at != top_; at = at.parent())
      if (const pugi::xml_attribute base = at.attribute("xml:base")) inner.push_back(base.value());
    if (inner.empty()) return std::string(reference);
    std::string base = outer_base_;
    for (std::size_t i = inner.size(); i-- > 0;)
      if (std::string next = resolve_url(base, inner[i]); !next.empty()) base = std::move(next);
    std::string url = resolve_url(base, reference);
    return url.empty() ? std::string(reference) : url;
  }

 public:
  void set_top(pugi::xml_node top) { top_ = top; }

 private:
  const std::string& outer_base_;
  pugi::xml_node top_;
  std::string out_;
};

/// The node after `node` in document order, told to the writer; empty past the end of `top`.
pugi::xml_node advance(pugi::xml_node node, pugi::xml_node top, Writer& writer) {
  if (node.first_child()) return node.first_child();
  while (node != top) {
    if (node.type() == pugi::node_element) writer.close(node);
    if (node.next_sibling()) return node.next_sibling();
    node = node.parent();
  }
  return {};
}

}  // namespace

std::string inner_markup(pugi::xml_node element, Scope& scope) {
  Writer writer(scope.base());
  writer.set_top(element);
  for (pugi::xml_node node = element.first_child(); node; node = advance(node, element, writer)) {
    if (node.type() == pugi::node_element) writer.open(node);
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) writer.text(node.value());
  }
  return writer.take();
}

std::string inner_text(pugi::xml_node element) {
  const pugi::xml_node first = element.first_child();
  if (first && !first.next_sibling() && first.type() != pugi::node_element) return first.value();
  std::string text;
  pugi::xml_node node = first;
  while (node && node != element) {
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) text += node.value();
    if (node.first_child()) {
      node = node.first_child();
      continue;
    }
    while (node != element && !node.next_sibling()) node = node.parent();
    if (node != element) node = node.next_sibling();
  }
  return text;
}

bool has_child_elements(pugi::xml_node element) {
  for (const pugi::xml_node& child : element.children())
    if (child.type() == pugi::node_element) return true;
  return false;
}

}  // namespace gazette::parse

#include "feeds/parse/text/inner_markup.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

constexpr std::array<std::string_view, 14> kVoid = {"area",  "base",   "br",    "col",  "embed",
                                                    "hr",    "img",    "input", "link", "meta",
                                                    "param", "source", "track", "wbr"};
constexpr std::array<std::string_view, 9> kAddresses = {"href", "src",        "cite",   "action",  "poster",
                                                        "data", "background", "usemap", "longdesc"};

constexpr std::size_t kMaxDepth = 200;
constexpr std::size_t kMaxBases = 32;  // xml:base within xml:base

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::string local_name(const char* name) {
  return to_lower(split_name(name).local);
}

/// Writes the nodes below `top` in document order.
class MarkupWriter {
 public:
  MarkupWriter(pugi::xml_node top, const Scope& scope, TextNodes text_nodes)
      : top_(top), problems_(scope.problems()), outer_base_(scope.base()), text_nodes_(text_nodes) {}

  std::string write() {
    for (pugi::xml_node node = top_.first_child(); node; node = advance(node)) {
      if (node.type() == pugi::node_element) open(node);
      if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) text(node.value());
    }
    return std::move(out_);
  }

 private:
  pugi::xml_node advance(pugi::xml_node node) {
    if (node.first_child()) return node.first_child();
    while (node != top_) {
      if (node.type() == pugi::node_element) close(node);
      if (node.next_sibling()) return node.next_sibling();
      node = node.parent();
    }
    return {};
  }

  void open(pugi::xml_node element) {
    if (++depth_ > kMaxDepth) {
      if (depth_ == kMaxDepth + 1)
        problems_.add("elements are nested deeper than " + std::to_string(kMaxDepth) +
                      " levels: only their text is kept");
      return;
    }
    if (const pugi::xml_attribute base = element.attribute("xml:base"); base && bases_.size() < kMaxBases)
      bases_.push_back({element, next_base(inner_base(), base.value())});
    out_ += '<';
    out_ += local_name(element.name());
    for (const pugi::xml_attribute& attribute : element.attributes()) write_attribute(attribute);
    out_ += '>';
  }

  void close(pugi::xml_node element) {
    if (depth_-- > kMaxDepth) return;
    if (!bases_.empty() && bases_.back().element == element) bases_.pop_back();
    const std::string name = local_name(element.name());
    if (is_one_of(kVoid, name)) return;
    out_ += "</";
    out_ += name;
    out_ += '>';
  }

  void text(std::string_view value) {
    if (text_nodes_ == TextNodes::html) {
      out_ += value;
    } else {
      out_ += escape_markup(value);
    }
  }

  void write_attribute(const pugi::xml_attribute& attribute) {
    const QName name = split_name(attribute.name());
    if (name.prefix == "xmlns" || name.local == "xmlns") return;
    const bool language = name.prefix == "xml" && name.local == "lang";
    if (!name.prefix.empty() && name.prefix != "xhtml" && !language) return;
    const std::string lower = to_lower(name.local);
    std::string value = attribute.value();
    if (!bases_.empty() && is_one_of(kAddresses, lower))
      if (std::string url = resolve_url(inner_base(), value); !url.empty()) value = std::move(url);
    out_ += ' ';
    out_ += lower;
    out_ += "=\"";
    out_ += escape_markup(value);
    out_ += '"';
  }

  const std::string& inner_base() const { return bases_.empty() ? outer_base_ : bases_.back().base; }

  struct Base {
    pugi::xml_node element;
    std::string base;
  };
  pugi::xml_node top_;
  Problems& problems_;
  std::size_t depth_ = 0;
  const std::string& outer_base_;
  TextNodes text_nodes_;
  std::vector<Base> bases_;
  std::string out_;
};

/// The node after `node` in document order below `top`; empty past its end.
pugi::xml_node next_below(pugi::xml_node node, pugi::xml_node top) {
  if (node.first_child()) return node.first_child();
  while (node != top && !node.next_sibling()) node = node.parent();
  return node == top ? pugi::xml_node() : node.next_sibling();
}

}  // namespace

std::string inner_markup(pugi::xml_node element, const Scope& scope, TextNodes text_nodes) {
  return MarkupWriter(element, scope, text_nodes).write();
}

std::string inner_text(pugi::xml_node element) {
  return std::string(ElementText(element).view());
}

ElementText::ElementText(pugi::xml_node element) {
  const pugi::xml_node first = element.first_child();
  if (!first) return;
  if (!first.next_sibling() && first.type() != pugi::node_element) {
    view_ = first.value();
    return;
  }
  for (pugi::xml_node node = first; node; node = next_below(node, element))
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) joined_ += node.value();
  view_ = joined_;
}

bool has_child_elements(pugi::xml_node element) {
  for (pugi::xml_node child = element.first_child(); child; child = child.next_sibling())
    if (child.type() == pugi::node_element) return true;
  return false;
}

}  // namespace gazette::parse

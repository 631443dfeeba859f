#include "feeds/html/sanitize.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "feeds/html/policy/elements.h"
#include "feeds/html/policy/formulas.h"
#include "feeds/html/policy/images.h"
#include "feeds/html/policy/nesting.h"
#include "feeds/html/policy/urls.h"
#include "feeds/html/simple/sanitize_simple.h"
#include "feeds/text/buffer/json_text.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

bool is_address(std::string_view name) {
  return name == "href" || name == "src" || name == "cite" || name == "poster";
}

class Sanitizer {
 public:
  Sanitizer(Tree& tree, const SanitizeOptions& options) : tree_(tree), options_(options) {}

  // 1. what dropped attributes say: real sources of lazy images, formulas, languages of code, 2. the allow
  // list, 3. nesting that survives being written and parsed.
  void run(NodeId top) {
    rescue_lazy_images(tree_, top, options_.base_url);
    rescue_formulas(tree_, top);
    inherit_code_language(tree_, top);
    for (NodeId id = tree_[top].first_child; id != kNone;) id = clean_node(id, top);
    stabilize_nesting(tree_, top);
  }

 private:
  NodeId clean_node(NodeId id, NodeId top) {
    switch (tree_[id].type) {
      case NodeType::text:
        tree_[id].text = remove_control_characters(tree_[id].text);
        return tree_.next_in_order(id, top);
      case NodeType::element: return clean_element(id, top);
      default: return drop(id, top);
    }
  }

  NodeId clean_element(NodeId id, NodeId top) {
    const ElementRule rule = element_rule(tree_[id]);
    if (rule.fate == Fate::drop) return drop(id, top);
    if (rule.fate == Fate::unwrap) return unwrap(id, top);
    if (!rule.rename.empty()) tree_[id].name = rule.rename;
    const bool words_only = tree_[id].name == "img" && !tree_.has_attribute(id, "src");
    clean_attributes(id, rule);
    if (tree_[id].name == "a" && !tree_.has_attribute(id, "href")) return unwrap(id, top);
    if (tree_[id].name == "iframe" && !is_good_embed(id)) return drop(id, top);
    if (!has_its_source(id) && !(words_only && !tree_.attribute(id, "alt").empty())) return drop(id, top);
    return tree_.next_in_order(id, top);
  }

  void clean_attributes(NodeId id, const ElementRule& rule) {
    const std::string align =
        rule.attributes.find(" align ") != std::string_view::npos ? cell_alignment(tree_, id) : std::string();
    const bool pixel = tree_[id].name == "img" && is_tracking_pixel(tree_, id, tree_.attribute(id, "src"));
    std::vector<Attribute> kept;
    for (const Attribute& attribute : tree_[id].attributes) {
      if (!is_allowed(attribute.name, rule)) continue;
      std::string value = is_address(attribute.name) ? clean_address(id, attribute)
                                                     : clean_attribute(tree_[id].name, attribute);
      const bool may_be_empty = attribute.name == "alt";
      if (!value.empty() || may_be_empty) kept.push_back({attribute.name, std::move(value)});
    }
    tree_[id].attributes = std::move(kept);
    if (!align.empty()) tree_.set_attribute(id, "align", align);
    if (tree_[id].name == "video" || tree_[id].name == "audio")
      tree_.set_attribute(id, "controls", "controls");
    if (pixel || (tree_[id].name == "img" && is_tracker(tree_.attribute(id, "src"))))
      tree_.remove_attribute(id, "src");
  }

  static bool is_allowed(const std::string& name, const ElementRule& rule) {
    return name == "lang" || name == "dir" ||
           rule.attributes.find(" " + name + " ") != std::string_view::npos;
  }

  std::string clean_address(NodeId id, const Attribute& attribute) const {
    const bool link = attribute.name == "href";
    if (!link && tree_[id].name == "iframe") return clean_embed(options_.base_url, attribute.value);
    std::string url = link ? clean_link(options_.base_url, attribute.value) : source(attribute.value);
    return url.empty() && link && keeps_relative() ? clean_relative(attribute.value) : url;
  }

  bool keeps_relative() const { return options_.keep_relative && options_.base_url.empty(); }

  std::string source(std::string_view value) const {
    std::string url = clean_source(options_.base_url, value);
    return url.empty() && keeps_relative() ? clean_relative(value) : url;
  }

  bool is_good_embed(NodeId id) {
    if (!options_.keep_embeds || !tree_.has_attribute(id, "src")) return false;
    while (tree_[id].first_child != kNone)
      tree_.detach(tree_[id].first_child);  // what old browsers would have shown
    return true;
  }

  bool is_player(NodeId id) const { return tree_.is_element(id, "video") || tree_.is_element(id, "audio"); }

  // An image, player or source without one says nothing (but for an image that never had one, by its alt
  // text).
  bool has_its_source(NodeId id) const {
    const std::string& name = tree_[id].name;
    if (name == "source") return is_player(tree_[id].parent) && tree_.has_attribute(id, "src");
    if (name == "img") return tree_.has_attribute(id, "src");
    if (!is_player(id) || tree_.has_attribute(id, "src")) return true;
    for (NodeId child = tree_[id].first_child; child != kNone; child = tree_[child].next) {
      if (tree_.is_element(child, "source") && !source(tree_.attribute(child, "src")).empty()) return true;
    }
    return false;
  }

  NodeId drop(NodeId id, NodeId top) {
    const NodeId next = tree_.next_skipping_children(id, top);
    tree_.detach(id);
    return next;
  }

  NodeId unwrap(NodeId id, NodeId top) {
    const NodeId first = tree_[id].first_child;
    const NodeId next = first != kNone ? first : tree_.next_skipping_children(id, top);
    tree_.unwrap(id);
    return next;
  }

  Tree& tree_;
  const SanitizeOptions& options_;
};

}  // namespace

void sanitize_tree(Tree& tree, NodeId top, const SanitizeOptions& options) {
  Sanitizer(tree, options).run(top);
}

namespace {

// The simple way needs a base, or none of what it would be asked for without one.
bool simple_may_do(const SanitizeOptions& options) {
  return !options.keep_relative || !options.base_url.empty();
}

}  // namespace

std::string sanitize_html(std::string_view html, const SanitizeOptions& options) {
  std::optional<std::string> simple = simple_may_do(options) ? sanitize_simple(html, options) : std::nullopt;
  return simple ? *std::move(simple) : sanitize_by_tree(html, options);
}

void sanitize_html_as_json(TextBuffer& out, std::string_view html, const SanitizeOptions& options) {
  if (!simple_may_do(options) || !sanitize_simple_as_json(out, html, options))
    add_json(out, sanitize_by_tree(html, options));
}

std::string sanitize_by_tree(std::string_view html, const SanitizeOptions& options) {
  Tree tree = Tree::parse_fragment(html);
  sanitize_tree(tree, tree.root(), options);
  return tree.inner_html(tree.root());
}

}  // namespace gazette::html

#include "feeds/html/markdown.h"

#include "feeds/html/markdown/prepare.h"
#include "feeds/html/markdown/walk.h"
#include "feeds/html/sanitize.h"

namespace gazette::html {

std::string to_markdown(const Tree& tree, NodeId top) {
  return walk_to_markdown(tree, top, {});
}

std::string html_to_markdown(std::string_view html, std::string_view base_url) {
  const bool has_base = !base_url.empty();
  Tree tree = Tree::parse_fragment(html);
  const Prepared prepared = prepare_tree(tree, tree.root(), !has_base);
  SanitizeOptions options;
  options.base_url = has_base ? base_url : stand_in_base();
  sanitize_tree(tree, tree.root(), options);
  restore_attributes(tree, tree.root(), prepared);
  return walk_to_markdown(tree, tree.root(), prepared.verbatim);
}

}  // namespace gazette::html

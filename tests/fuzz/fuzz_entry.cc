// Any bytes as an entry's text, its title in the first line: what publishing systems put around it goes, the
// tree stays a tree, and what is left is safe Markdown; its first picture is found in it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "feeds/extract/cleanup/entry.h"
#include "feeds/html/markdown.h"
#include "feeds/html/sanitize.h"
#include "feeds/html/tree.h"
#include "feeds/parse/read/first_image.h"
#include "feeds/text/encoding.h"

namespace {

using namespace gazette;
using html::kNone;
using html::NodeId;
using html::Tree;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

/// Parents, neighbours and ends agree for all that hangs on the root.
void check_links(const Tree& tree) {
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
    NodeId before = kNone;
    for (NodeId child = tree[id].first_child; child != kNone; child = tree[child].next) {
      require(tree[child].parent == id && tree[child].previous == before, "a child knows its place");
      before = child;
    }
    require(tree[id].last_child == before, "the last child is known");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input = make_valid_utf8({reinterpret_cast<const char*>(data), size});
  const std::size_t line_end = std::min(input.find('\n'), input.size());
  const std::string_view title = std::string_view(input).substr(0, line_end);
  const std::string_view html = std::string_view(input).substr(line_end);
  const std::string_view image = parse::first_image(html);
  require(image.empty() || html.find(image) != html.npos, "the picture stands in the text");
  const std::optional<std::string> lines = extract::html_of_lines(html);
  Tree tree = Tree::parse_fragment(lines ? *lines : html);
  extract::clean_entry(tree, tree.root(), {title, "https://example.org/a/b#c"});
  check_links(tree);
  html::sanitize_tree(tree, tree.root(), {.base_url = "https://example.org/a/b", .keep_embeds = true});
  check_links(tree);
  require(is_valid_utf8(html::to_markdown(tree, tree.root())), "valid UTF-8");
  return 0;
}

// Any bytes: the Markdown is valid UTF-8, renders, holds no raw HTML or control character, opens no Hugo
// shortcode and begins no front matter.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "feeds/html/markdown.h"
#include "feeds/html/sanitize.h"
#include "feeds/html/tree.h"
#include "feeds/text/encoding.h"
#include "tests/feeds/html/rendered.h"

namespace {

using namespace gazette;

void require(bool holds, const char* what, const std::string& markdown) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n%s\n", what, markdown.c_str());
  std::abort();
}

/// "{{<" and "{{%" only as Hugo's comments.
bool opens_shortcode(const std::string& markdown) {
  for (std::size_t pos = markdown.find("{{"); pos != std::string::npos; pos = markdown.find("{{", pos + 1)) {
    const std::string_view rest = std::string_view(markdown).substr(pos + 2, 3);
    if ((rest.starts_with('<') || rest.starts_with('%')) && !rest.substr(1).starts_with("/*")) return true;
  }
  return false;
}

void check(const std::string& markdown) {
  require(is_valid_utf8(markdown), "valid UTF-8", markdown);
  require(!opens_shortcode(markdown), "no shortcode", markdown);
  require(!markdown.starts_with("---") && !markdown.starts_with("+++") && !markdown.starts_with('{'),
          "no front matter", markdown);
  require(!markdown.starts_with('\n') && !markdown.ends_with('\n'), "stripped", markdown);
  for (const char c : markdown)
    require(c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20, "no control", markdown);
  const std::string html = html::testing::rendered(markdown);
  require(html.find("<!-- raw HTML omitted -->") == std::string::npos, "no raw HTML", markdown);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input = make_valid_utf8({reinterpret_cast<const char*>(data), size});
  check(html::html_to_markdown(input, {}));
  html::Tree tree = html::Tree::parse_fragment(input);
  html::sanitize_tree(tree, tree.root(), {.base_url = "https://example.org/a/b", .keep_embeds = true});
  check(html::to_markdown(tree, tree.root()));
  return 0;
}

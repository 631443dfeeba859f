// Any bytes: the sanitizer ends, what comes out is safe when parsed again, and sanitizing it again changes
// nothing; the parser for simple fragments gives the HTML5 parser's tree.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "feeds/html/sanitize.h"
#include "feeds/html/simple/parse_simple.h"
#include "feeds/html/tree.h"
#include "feeds/text/encoding.h"
#include "feeds/text/url.h"

namespace {

using namespace gazette;

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what.c_str());
  std::abort();
}

bool is_forbidden(std::string_view name) {
  for (std::string_view bad :
       {"script", "style", "object", "embed", "applet", "base", "link", "meta", "form", "input", "button",
        "svg", "math", "template", "noscript", "frame", "frameset", "textarea", "select"})
    if (name == bad) return true;
  return false;
}

void check_safe(const html::Tree& tree) {
  for (html::NodeId id = 0; id != html::kNone; id = tree.next_in_order(id, 0)) {
    require(tree[id].type != html::NodeType::comment, "no comment");
    require(!tree[id].foreign && !is_forbidden(tree[id].name), "element " + tree[id].name);
    for (const html::Attribute& attribute : tree[id].attributes) {
      require(!attribute.name.starts_with("on") && attribute.name != "style" && attribute.name != "srcdoc",
              attribute.name);
      if (attribute.name == "href") require(is_safe_link(attribute.value), attribute.value);
      if (attribute.name == "src" || attribute.name == "poster")
        require(is_http_url(attribute.value), attribute.value);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input = make_valid_utf8({reinterpret_cast<const char*>(data), size});
  const html::SanitizeOptions options{.base_url = "https://example.org/a/b", .keep_embeds = true};
  const std::string once = html::sanitize_html(input, options);
  check_safe(html::Tree::parse_fragment(once));
  require(html::sanitize_html(once, options) == once,
          "idempotent:\n" + once + "\n" + html::sanitize_html(once, options));
  html::Tree simple;
  if (html::parse_simple_into(simple, input))
    require(simple.inner_html(0) == html::Tree::parse_fragment_by_html5(input).inner_html(0),
            "the same tree");
  const std::string line = html::plain_text(input);
  require(line.find('\n') == std::string::npos && is_valid_utf8(line), "one line");
  return 0;
}

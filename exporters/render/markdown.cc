// render_markdown(): cmark-gfm in safe mode, then the tree is mended: no raw HTML, no link that leads nowhere
// from elsewhere.
#include <array>
#include <cstdlib>
#include <memory>
#include <vector>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include "exporters/feed_writer.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

struct FreeParser {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
using Parser = std::unique_ptr<cmark_parser, FreeParser>;
using Nodes = std::unique_ptr<cmark_node, FreeNode>;

Parser make_parser() {
  static const bool registered = (cmark_gfm_core_extensions_ensure_registered(), true);
  (void)registered;
  Parser parser(cmark_parser_new(CMARK_OPT_VALIDATE_UTF8));
  for (const char* name : {"table", "strikethrough", "autolink"})
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name))
      cmark_parser_attach_syntax_extension(parser.get(), extension);
  return parser;
}

bool leads_somewhere(cmark_node* node) {
  const char* url = cmark_node_get_url(node);
  return url && (cmark_node_get_type(node) == CMARK_NODE_IMAGE ? is_http_url(url) : is_safe_link(url));
}

/// A link or image whose URL is relative or unsafe: its text stays.
void unwrap(cmark_node* node) {
  while (cmark_node* child = cmark_node_first_child(node)) {
    cmark_node_unlink(child);
    cmark_node_insert_before(node, child);
  }
  cmark_node_unlink(node);
  cmark_node_free(node);
}

/// What looked like HTML is shown as the text that it was.
void show_as_text(cmark_node* node) {
  cmark_node* text = cmark_node_new(CMARK_NODE_TEXT);
  cmark_node_set_literal(text, cmark_node_get_literal(node));
  cmark_node* put = text;
  if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK) {
    put = cmark_node_new(CMARK_NODE_PARAGRAPH);
    cmark_node_append_child(put, text);
  }
  cmark_node_replace(node, put);
  cmark_node_free(node);
}

void mend(cmark_node* document) {
  std::vector<cmark_node*> links, raw;
  const std::unique_ptr<cmark_iter, FreeIterator> at(cmark_iter_new(document));
  for (cmark_event_type event; (event = cmark_iter_next(at.get())) != CMARK_EVENT_DONE;) {
    cmark_node* node = cmark_iter_get_node(at.get());
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) raw.push_back(node);
    const bool link = type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE;
    if (link && event == CMARK_EVENT_EXIT && !leads_somewhere(node)) links.push_back(node);
  }
  for (cmark_node* node : raw) show_as_text(node);
  for (cmark_node* node : links) unwrap(node);
}

}  // namespace

std::string render_markdown(std::string_view markdown) {
  const Parser parser = make_parser();
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const Nodes document(cmark_parser_finish(parser.get()));
  mend(document.get());
  const std::unique_ptr<char, decltype(&std::free)> html(
      cmark_render_html(document.get(), CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser.get())),
      &std::free);
  return html.get();
}

}  // namespace gazette

// Markdown as a reader sees it: rendered by cmark-gfm, then read again as a tree. For tests of what the
// Markdown means.
#pragma once

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include "feeds/html/tree.h"

namespace gazette::html::testing {

/// With tables, strikethrough and task lists; raw HTML becomes "<!-- raw HTML omitted -->".
inline std::string rendered(std::string_view markdown, int options = CMARK_OPT_DEFAULT) {
  static const bool registered = (cmark_gfm_core_extensions_ensure_registered(), true);
  static_cast<void>(registered);
  const std::unique_ptr<cmark_parser, void (*)(cmark_parser*)> parser(cmark_parser_new(options),
                                                                      &cmark_parser_free);
  for (const char* name : {"table", "strikethrough", "tasklist"})
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const std::unique_ptr<cmark_node, void (*)(cmark_node*)> document(cmark_parser_finish(parser.get()),
                                                                    &cmark_node_free);
  cmark_llist* extensions = cmark_parser_get_syntax_extensions(parser.get());
  const std::unique_ptr<char, void (*)(void*)> html(cmark_render_html(document.get(), options, extensions),
                                                    &std::free);
  return html.get();
}

}  // namespace gazette::html::testing

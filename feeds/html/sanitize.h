// Foreign HTML to safe HTML by an allow list over the tree. What comes out holds no script, handler, style,
// form, unsafe URL, nor (but for keep_relative) relative one. Idempotent. Pure; any thread; never fails.
#pragma once

#include <string>
#include <string_view>

#include "feeds/html/tree.h"
#include "feeds/text/buffer/text_buffer.h"

namespace gazette::html {

struct SanitizeOptions {
  std::string base_url;        ///< relative URLs are resolved against it; empty: they are dropped
  bool keep_embeds = true;     ///< iframes of known video hosts
  bool keep_relative = false;  ///< without a base_url, relative URLs stay: who reads it may know the base
};

/// In place, below `top`; also un-lazies images (data-src, data-original, srcset, noscript fallback) and
/// drops tracking pixels and tracking parameters.
void sanitize_tree(Tree& tree, NodeId top, const SanitizeOptions& options);

std::string sanitize_html(std::string_view html, const SanitizeOptions& options);
/// The same as the inside of a JSON string, behind what `out` holds.
void sanitize_html_as_json(TextBuffer& out, std::string_view html, const SanitizeOptions& options);
/// The same, always by way of a tree; sanitize_html() takes a short way for simple fragments.
std::string sanitize_by_tree(std::string_view html, const SanitizeOptions& options);

/// Plain text of HTML, one line: entities resolved, blocks separated by a space (nothing between Han
/// characters).
std::string plain_text(std::string_view html);
std::string plain_text(const Tree& tree, NodeId top);

}  // namespace gazette::html

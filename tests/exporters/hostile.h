// Text of anything, most of it what YAML, TOML, Markdown or a site generator give a meaning to. The same for
// the same seed.
#pragma once

#include <iterator>
#include <random>
#include <string>

#include "feeds/text/strings.h"

namespace gazette::testing {

// clang-format off
inline constexpr const char* kHostilePieces[] = {
    "\"", "'", "\\", ": ", "#", "- ", "---", "+++", "\n---\n", "\n+++\n", "\r\n", "\n", "\n\n", "\t", "{", "}", "[", "]", ",", "&", "*",
    "**", "!", "|", ">", "%", "@", "`", "```", "~~~", "~", "null", "true", "yes", "0x1f", "1e3", "2025-02-08", "{{<", "{{%", ">}}", "%}}",
    "{{ x }}", "{% x %}", "{% raw %}", "{% endraw %}", "{{", "}}", "{%", "%}", "{#", "#}", "{{< figure >}}", "{{</* x */>}}", "{{< /x",
    "{: onclick=\"x\"}", "{:toc}", "{::options x=\"y\" /}", "{::nomarkdown}", "<!--", "-->", "<!--more-->", "<script>", "</", "<a href=\"",
    "..", ".", "/", "../..", "\x01", "\x7f", "\xc2\x85", "\xc2\x9f", "\xc2\xa0", "\xe2\x80\xa8", "\xe2\x80\xae", "\xef\xbb\xbf",
    "\xef\xbf\xbe", "\xff", "\xed\xa0\x80", "软", "银", "软银要取代微软成最大投资方", "😀", "é", "\\q", "\\u0000", "$", "$$", "=", "?", " ", "    ", "a", "B", "7",
    "[x](y \"z\")", "![x](y)", "[^1]", "[^1]: x", "| a | b |\n| --- | --- |", "# ", "1. ", "* ", "> ", "&amp;", "&#0;", "&nbsp;", "https://e.org/",
    "www.e.org", "x@y.org", ":smile:", "@@", "layout: none", "title: x", "draft: true", "url: /../x"};
// clang-format on

inline std::string hostile(std::mt19937& random, std::size_t pieces = 12) {
  std::string text;
  for (std::size_t i = random() % pieces; i > 0; --i)
    text += kHostilePieces[random() % std::size(kHostilePieces)];
  return text;
}

/// Valid UTF-8, as every record is.
inline std::string hostile_text(std::mt19937& random, std::size_t pieces) {
  return remove_control_characters(hostile(random, pieces));
}

}  // namespace gazette::testing

#include "exporters/dialects/guards.h"

#include <cstddef>

namespace gazette {
namespace {

/// "{{</* ... */>}}" at `at`: Hugo's own way to show a shortcode. `no_end`: from where on no "*/" follows.
std::size_t comment_end(std::string_view text, std::size_t at, std::size_t& no_end) {
  if (text.substr(at + 3, 2) != "/*" || at >= no_end) return text.npos;
  const std::size_t end = text.find("*/", at + 5);
  if (end == text.npos) no_end = at;
  if (end == text.npos || text.substr(end + 2, 3) != (text[at + 2] == '<' ? ">}}" : "%}}")) return text.npos;
  return end + 5;
}

/// Puts what `replace` gives for "{x" in its place; empty: it stays.
template <class Replace>
std::string replace_braces(std::string_view text, Replace replace) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = 0; (at = text.find('{', at)) != text.npos && at + 1 < text.size();) {
    const std::string_view with = replace(text[at + 1]);
    if (with.empty()) {
      ++at;
      continue;
    }
    out.append(text, done, at - done).append(with);
    done = at += 2;
  }
  return out.append(text, done);
}

std::string_view as_liquid_string(char second) {
  switch (second) {
    case '{': return "{{ \"{{\" }}";
    case '%': return "{{ \"{%\" }}";
    case '#': return "{{ \"{#\" }}";
    default: return {};
  }
}

}  // namespace

std::string without_shortcodes(std::string_view text) {
  std::string out;
  std::size_t done = 0, no_end = text.npos;
  for (std::size_t at = 0; (at = text.find("{{", at)) != text.npos;) {
    const char next = at + 2 < text.size() ? text[at + 2] : ' ';
    if (next != '<' && next != '%') {
      ++at;
      continue;
    }
    if (const std::size_t end = comment_end(text, at, no_end); end != text.npos) {
      at = end;
      continue;
    }
    out.append(text, done, at + 2 - done) += '\\';
    done = at += 2;
  }
  return out.append(text, done);
}

std::string without_tera(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (out.ends_with('{') && (c == '{' || c == '%')) out += '\\';
    out += c;
  }
  return out;
}

std::string without_liquid(std::string_view text) {
  return replace_braces(text, as_liquid_string);
}

std::string without_jekyll(std::string_view text) {
  return replace_braces(text, [](char second) -> std::string_view {
    return second == ':' ? "\\{:" : second == '#' ? "" : as_liquid_string(second);
  });
}

std::string unguarded(std::string_view text) {
  return std::string(text);
}

}  // namespace gazette

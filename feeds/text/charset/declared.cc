// The prescan of the HTML Standard, on a window of 8 kB: the standard's 1024 bytes are too few for pages that
// put scripts first. All scanners only ever step forward, so that each is linear.
#include "feeds/text/charset/declared.h"

#include <algorithm>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kXmlWindow = 1024;
constexpr std::size_t kHtmlWindow = 8192;
constexpr std::string_view kSpace = " \t\r\n\f";

bool is_space(char c) {
  return kSpace.find(c) != std::string_view::npos;
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void skip_spaces(std::string_view& s) {
  s.remove_prefix(std::min(s.find_first_not_of(kSpace), s.size()));
}

/// The value at the beginning of s: quoted by ' or ", else up to white space, ';' or `stops`.
std::string_view value_at(std::string_view s, std::string_view stops) {
  skip_spaces(s);
  if (!s.empty() && (s[0] == '"' || s[0] == '\'')) {
    const std::size_t close = s.find(s[0], 1);
    return trim(s.substr(1, close == std::string_view::npos ? close : close - 1));
  }
  return s.substr(0, std::min(s.find_first_of(" \t\r\n\f;"), s.find_first_of(stops)));
}

/// After `name`, white space and '=' in s: the value; empty if there is none.
std::string_view parameter(std::string_view s, std::string_view name, std::string_view stops) {
  for (std::size_t i = 0; i + name.size() < s.size(); ++i) {
    if ((s[i] | 32) != name[0] || !starts_with_ignore_case(s.substr(i), name)) continue;
    std::string_view rest = s.substr(i + name.size());
    skip_spaces(rest);
    if (rest.empty() || rest[0] != '=') continue;
    return value_at(rest.substr(1), stops);
  }
  return {};
}

struct Attribute {
  std::string_view name, value;
};

/// The next attribute of a tag (13.2.3.2 "get an attribute"); false at the tag's end.
bool next_attribute(std::string_view& s, Attribute& attribute) {
  s.remove_prefix(std::min(s.find_first_not_of(" \t\r\n\f/"), s.size()));
  if (s.empty() || s[0] == '>') return false;
  const std::size_t end = std::min(s.find_first_of(" \t\r\n\f/>=", 1), s.size());
  attribute = {s.substr(0, end), {}};
  s.remove_prefix(end);
  skip_spaces(s);
  if (s.empty() || s[0] != '=') return true;
  s.remove_prefix(1);
  skip_spaces(s);
  const bool quoted = !s.empty() && (s[0] == '"' || s[0] == '\'');
  const std::size_t close = quoted ? s.find(s[0], 1) : s.find_first_of(" \t\r\n\f>");
  const std::size_t stop = std::min(close, s.size());
  attribute.value = trim(s.substr(quoted ? 1 : 0, stop - (quoted ? 1 : 0)));
  s.remove_prefix(std::min(stop + (quoted ? 1 : 0), s.size()));
  return true;
}

/// The charset that a <meta> with these attributes declares; s stands behind "<meta" and is moved to the
/// tag's end.
std::string_view charset_of_meta(std::string_view& s) {
  std::string_view charset, content;
  bool is_content_type = false;
  for (Attribute attribute; next_attribute(s, attribute);) {
    if (charset.empty() && equals_ignore_case(attribute.name, "charset")) charset = attribute.value;
    if (content.empty() && equals_ignore_case(attribute.name, "content")) content = attribute.value;
    if (equals_ignore_case(attribute.name, "http-equiv"))
      is_content_type = equals_ignore_case(attribute.value, "content-type");
  }
  if (!charset.empty()) return charset;
  return is_content_type ? parameter(content, "charset", "") : std::string_view{};
}

/// Moves s, which begins with '<', behind this construct; its charset if it is a <meta> with one.
std::string_view step(std::string_view& s) {
  if (s.starts_with("<!--")) {
    const std::size_t close = s.find("-->", 2);
    s.remove_prefix(close == std::string_view::npos ? s.size() : close + 3);
    return {};
  }
  const bool is_meta = starts_with_ignore_case(s, "<meta") && s.size() > 5 && (is_space(s[5]) || s[5] == '/');
  if (is_meta) {
    s.remove_prefix(5);
    return charset_of_meta(s);
  }
  const std::size_t name = s.starts_with("</") ? 2 : 1;
  if (name < s.size() && is_letter(s[name])) {
    s.remove_prefix(std::min(s.find_first_of(" \t\r\n\f>"), s.size()));
    for (Attribute ignored; next_attribute(s, ignored);) {}
  } else {
    s.remove_prefix(1);
  }
  return {};
}

}  // namespace

std::string_view media_type(std::string_view content_type) {
  return trim(content_type.substr(0, content_type.find(';')));
}

std::string_view http_charset(std::string_view content_type) {
  const std::size_t parameters = content_type.find(';');
  if (parameters == std::string_view::npos || content_type.size() > kXmlWindow) return {};
  return parameter(content_type.substr(parameters), "charset", ",");
}

std::string_view xml_charset(std::string_view bytes) {
  const std::string_view window = bytes.substr(0, kXmlWindow);
  const std::size_t begin = window.find("<?xml");
  if (begin == std::string_view::npos) return {};
  const std::string_view declaration = window.substr(begin + 5, window.find('>', begin) - begin - 5);
  return parameter(declaration, "encoding", "?>");
}

std::string_view meta_charset(std::string_view bytes) {
  std::string_view s = bytes.substr(0, kHtmlWindow);
  while (true) {
    s.remove_prefix(std::min(s.find('<'), s.size()));
    if (s.empty()) return {};
    if (const std::string_view charset = step(s); !charset.empty()) return charset;
  }
}

}  // namespace gazette

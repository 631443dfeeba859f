#include "feeds/html/simple/references.h"

#include <algorithm>
#include <cstdint>

#include "feeds/text/entities.h"
#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette::html::simple {
namespace {

constexpr std::size_t kLongest = 32;

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A scalar value that stands for itself: no control, no noncharacter, nothing of windows-1252.
bool is_plain(char32_t c) {
  if (c == '\t' || c == '\n') return true;
  return c >= 0x20 && c != 0x7f && (c < 0x80 || c > 0x9f) && (c < 0xd800 || c > 0xdfff) &&
         (c < 0xfdd0 || c > 0xfdef) && (c & 0xfffe) != 0xfffe && c <= 0x10ffff;
}

struct Known {
  std::size_t length = 0;  ///< "&", name or number and ";"; 0: none that ends with a semicolon
  std::string text;
};

Known read_number(std::string_view html, std::size_t at) {
  std::size_t pos = at + 2;
  const bool hex = pos < html.size() && (html[pos] == 'x' || html[pos] == 'X');
  if (hex) ++pos;
  std::uint32_t value = 0;
  const std::size_t begin = pos;
  for (; pos < html.size() && pos - begin < 7 && is_alnum(html[pos]); ++pos) {
    const char c = html[pos];
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (!hex || (c | 32) > 'f')) return {};
    value = value * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit ? c - '0' : (c | 32) - 'a' + 10);
  }
  if (pos == begin || pos >= html.size() || html[pos] != ';' || !is_plain(value)) return {};
  Known known{pos + 1 - at, {}};
  append_utf8(known.text, value);
  return known;
}

Known read_known(std::string_view html, std::size_t at) {
  if (at + 1 < html.size() && html[at + 1] == '#') return read_number(html, at);
  std::size_t end = at + 1;
  while (end < html.size() && end - at <= kLongest && is_alnum(html[end])) ++end;
  if (end == at + 1 || end >= html.size() || html[end] != ';') return {};
  return {end + 1 - at, std::string(named_entity(html.substr(at + 1, end - at - 1)))};
}

/// An ampersand that means itself in text and in attributes: nothing that could be a name follows.
bool stands_alone(std::string_view html, std::size_t at) {
  return at + 1 < html.size() && (html[at + 1] == ' ' || html[at + 1] == '\n' || html[at + 1] == '&');
}

/// "&b=" in an attribute (HTML section 13.2.5.73: no reference, whatever b is).
bool is_parameter(std::string_view raw, std::size_t at) {
  std::size_t end = at + 1;
  while (end < raw.size() && is_alnum(raw[end])) ++end;
  return end > at + 1 && end < raw.size() && raw[end] == '=';
}

}  // namespace

std::size_t read_reference(std::string_view html, std::size_t at, std::string& out) {
  const char next = at + 1 < html.size() ? html[at + 1] : ' ';
  if (next == 'a' || next == 'l' || next == 'g') {
    for (const std::string_view usual : {"&amp;", "&lt;", "&gt;"}) {
      if (usual[1] != next || html.compare(at, usual.size(), usual) != 0) continue;
      out += usual;
      return usual.size();
    }
  }
  if (stands_alone(html, at)) {
    out += "&amp;";
    return 1;
  }
  const Known known = read_known(html, at);
  if (known.length == 0 || known.text.empty()) return 0;
  if (known.text == "&") {
    out += "&amp;";
  } else if (known.text == "<") {
    out += "&lt;";
  } else if (known.text == ">") {
    out += "&gt;";
  } else if (known.text[0] == '&' || known.text[0] == '<' || known.text[0] == '>') {
    return 0;
  } else {
    out += known.text;
  }
  return known.length;
}

std::size_t resolve_reference(std::string_view html, std::size_t at, std::string& out) {
  const Known known = stands_alone(html, at) ? Known{1, "&"} : read_known(html, at);
  if (known.length == 0 || known.text.empty()) return 0;
  out += known.text;
  return known.length;
}

bool read_value(std::string_view raw, std::string& out) {
  out.clear();
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t ampersand = find_any<0, '&'>(raw, at);
    out.append(raw, at, ampersand - at);
    at = ampersand;
    if (at == raw.size()) break;
    const bool literal = stands_alone(raw, at) || is_parameter(raw, at);
    const Known known = literal ? Known{1, "&"} : read_known(raw, at);
    if (known.length == 0 || known.text.empty()) return false;
    out += known.text;
    at += known.length;
  }
  return true;
}

}  // namespace gazette::html::simple

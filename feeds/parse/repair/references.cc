#include "feeds/parse/repair/references.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "feeds/text/encoding.h"
#include "feeds/text/entities.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxEntity = 16 * 1024;  // bytes that one entity may stand for
constexpr std::size_t kMaxEntities =
    64 * 1024;  // bytes that all of a document's may stand for, each taken once

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_predefined(std::string_view name) {
  return name == "lt" || name == "gt" || name == "amp" || name == "quot" || name == "apos";
}

struct Number {
  std::size_t length = 0;
  char32_t value = 0;
  bool ended = false;  ///< with a semicolon
};

/// "&#...;" at `at`.
Number read_number(std::string_view text, std::size_t at) {
  std::size_t pos = at + 2;
  const bool hex = pos < text.size() && (text[pos] | 32) == 'x';
  if (hex) ++pos;
  const std::size_t first = pos;
  char32_t value = 0;
  for (; pos < text.size(); ++pos) {
    const char c = text[pos];
    const int digit = c >= '0' && c <= '9'                        ? c - '0'
                      : hex && (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                                  : -1;
    if (digit < 0) break;
    value = std::min<char32_t>(value * (hex ? 16 : 10) + static_cast<char32_t>(digit), 0x110000);
  }
  if (pos == first) return {};
  const bool ended = pos < text.size() && text[pos] == ';';
  return {pos + (ended ? 1 : 0) - at, value, ended};
}

bool is_plain_number(char32_t value) {
  if (value < 0x20) return value == '\t' || value == '\n' || value == '\r';
  if (value >= 0x7f && value < 0xa0) return false;
  return value < 0xd800 || (value >= 0xe000 && value < 0xfffe) || (value >= 0x10000 && value <= 0x10ffff);
}

/// A reference to one character of Latin-1, by number or by HTML's name ("&acirc;"); length 0 if it is none.
Number read_latin1(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("&#")) {
    const Number number = read_number(text, at);
    return number.value <= 0xff ? number : Number{};
  }
  const std::size_t end = text.substr(0, at + 10).find(';', at);
  if (at >= text.size() || text[at] != '&' || end == std::string_view::npos) return {};
  const std::string_view known = named_entity(text.substr(at + 1, end - at - 1));
  std::size_t length = 0;
  const char32_t value = known.empty() ? 0 : next_code_point(known, length);
  return length == known.size() && value >= 0x80 && value <= 0xff ? Number{end + 1 - at, value, true}
                                                                  : Number{};
}

/// "&#226;&#128;&#166;" is UTF-8 that was taken for Latin-1: the character, if it is one.
Reference read_utf8_in_references(std::string_view text, std::size_t at) {
  const Number first = read_latin1(text, at);
  if (first.length == 0 || first.value < 0xc2 || first.value > 0xf4) return {};
  const std::size_t more = first.value < 0xe0 ? 1 : first.value < 0xf0 ? 2 : 3;
  std::string bytes(1, static_cast<char>(first.value));
  std::size_t pos = at + first.length;
  for (std::size_t i = 0; i < more; ++i) {
    const Number next = read_latin1(text, pos);
    if (next.length == 0 || next.value < 0x80 || next.value > 0xbf) return {};
    bytes += static_cast<char>(next.value);
    pos += next.length;
  }
  return is_valid_utf8(bytes) ? Reference{pos - at, false, bytes, Flaw::utf8_bytes} : Reference{};
}

std::string escaped_text(std::string_view text) {
  return text == "&"    ? "&amp;"
         : text == "<"  ? "&lt;"
         : text == "\"" ? "&quot;"
         : text == "'"  ? "&apos;"
                        : std::string(text);
}

/// "&#55357;&#56832;" is a character of UTF-16 written half by half.
Reference read_surrogates(std::string_view text, std::size_t at, const Number& high) {
  const std::size_t next = at + high.length;
  if (high.value > 0xdbff || !text.substr(next).starts_with("&#")) return {};
  const Number low = read_number(text, next);
  if (low.value < 0xdc00 || low.value > 0xdfff) return {};
  std::string character;
  append_utf8(character, 0x10000 + ((high.value - 0xd800) << 10) + (low.value - 0xdc00));
  return {high.length + low.length, false, character, Flaw::surrogates};
}

Reference read_numeric(std::string_view text, std::size_t at) {
  const Number number = read_number(text, at);
  if (number.length == 0) return {};
  if (number.value >= 0xd800 && number.value < 0xe000)
    if (Reference pair = read_surrogates(text, at, number); pair.length != 0) return pair;
  if (number.value >= 0xc2 && number.value <= 0xf4)
    if (Reference whole = read_utf8_in_references(text, at); whole.length != 0) return whole;
  if (is_plain_number(number.value)) {
    if (number.ended) return {number.length, true, {}};
    std::string out;
    append_utf8(out, number.value);
    return {number.length, false, escaped_text(out), Flaw::no_semicolon};
  }
  if (number.value >= 0x80 && number.value < 0xa0)
    return {number.length, false,
            decode_entities("&#" + std::to_string(static_cast<unsigned>(number.value)) + ";"),
            Flaw::windows_number};
  const bool no_scalar = number.value > 0x10ffff || (number.value >= 0xd800 && number.value < 0xe000);
  return no_scalar ? Reference{number.length, false, "\xEF\xBF\xBD", Flaw::no_scalar}
                   : Reference{number.length, false, "", Flaw::no_character};
}

/// A quoted literal at the beginning of s, moved past; false if there is none.
bool take_literal(std::string_view& s, std::string_view& value) {
  s.remove_prefix(std::min(s.find_first_not_of(" \t\r\n"), s.size()));
  if (s.empty() || (s[0] != '"' && s[0] != '\'')) return false;
  const std::size_t close = s.find(s[0], 1);
  if (close == std::string_view::npos) return false;
  value = s.substr(1, close - 1);
  s.remove_prefix(close + 1);
  return true;
}

std::string_view take_word(std::string_view& s) {
  s.remove_prefix(std::min(s.find_first_not_of(" \t\r\n"), s.size()));
  std::size_t end = 0;
  while (end < s.size() && is_name_character(s[end])) ++end;
  const std::string_view word = s.substr(0, end);
  s.remove_prefix(end);
  return word;
}

}  // namespace

const std::string* Entities::find(std::string_view name) const {
  const auto found = texts_.find(std::string(name));
  return found == texts_.end() ? nullptr : &found->second;
}

std::string Entities::expand(std::string_view value, Problems& problems) {
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t ampersand = std::min(value.find('&', at), value.size());
    out.append(value, at, ampersand - at);
    at = ampersand;
    if (at == value.size()) break;
    const Reference reference = read_reference(value, at, *this);
    const std::size_t length = std::max<std::size_t>(reference.length, 1);
    out += reference.keep || reference.length == 0 ? std::string(value.substr(at, length)) : reference.text;
    at += length;
    if (out.size() > kMaxEntity) break;
  }
  if (out.size() > kMaxEntity || total_ + out.size() > kMaxEntities) {
    problems.add("the DOCTYPE declares entities that stand for more text than is read; they are left out");
    return {};
  }
  total_ += out.size();
  replace_all(out, "\"", "&quot;");  // it may come to stand in an attribute
  return out;
}

void Entities::declare(std::string_view doctype, Problems& problems) {
  constexpr std::string_view kDeclaration = "<!ENTITY";
  constexpr std::size_t kMost = 1000;
  for (std::size_t at = doctype.find(kDeclaration); at != std::string_view::npos && texts_.size() < kMost;
       at = doctype.find(kDeclaration, at + 1)) {
    std::string_view rest = doctype.substr(at + kDeclaration.size());
    if (rest.empty() || !is_space(rest[0])) continue;
    const std::string name(take_word(rest));  // empty for a parameter entity
    if (name.empty() || name.size() > kMaxName || texts_.contains(name)) continue;
    std::string_view value;
    if (take_literal(rest, value)) {
      texts_[name] = expand(value, problems);
    } else {
      problems.add("the entity &" + name + "; is external: nothing external is read");
      texts_[name] = {};
    }
  }
}

Reference read_reference(std::string_view text, std::size_t at, const Entities& entities) {
  if (at + 1 < text.size() && text[at + 1] == '#') return read_numeric(text, at);
  std::size_t end = at + 1;
  while (end < text.size() && end - at <= kMaxName && is_name_character(text[end])) ++end;
  if (end == at + 1 || end >= text.size() || text[end] != ';') return {};
  const std::string_view name = text.substr(at + 1, end - at - 1);
  const std::size_t length = end + 1 - at;
  if (is_predefined(name)) return {length, true, {}};
  if (const std::string* own = entities.find(name)) return {length, false, *own};
  const std::string_view known = named_entity(name);
  if (known.empty()) return {};
  if (Reference whole = read_utf8_in_references(text, at); whole.length != 0) return whole;
  return {length, false, escaped_text(known), Flaw::html_name};
}

}  // namespace gazette::parse

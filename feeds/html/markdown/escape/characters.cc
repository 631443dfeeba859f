#include "feeds/html/markdown/escape/characters.h"

#include <unicode/uchar.h>

#include "feeds/text/strings.h"

namespace gazette::html {

bool is_ascii_punctuation(char c) {
  return (c >= 0x21 && c <= 0x2f) || (c >= 0x3a && c <= 0x40) || (c >= 0x5b && c <= 0x60) ||
         (c >= 0x7b && c <= 0x7e);
}

bool is_ascii_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_ascii_digit(char c) {
  return c >= '0' && c <= '9';
}

CharKind char_kind(char32_t c) {
  if (c < 0x80) {
    const char ascii = static_cast<char>(c);
    if (is_ascii_space(ascii) || ascii == '\v') return CharKind::space;
    return is_ascii_punctuation(ascii) ? CharKind::punctuation : CharKind::letter;
  }
  const std::uint32_t mask = U_GET_GC_MASK(static_cast<UChar32>(c));
  if (mask & U_GC_Z_MASK) return CharKind::space;
  if (mask & U_GC_P_MASK) return CharKind::punctuation;
  return mask & U_GC_S_MASK ? CharKind::symbol : CharKind::letter;
}

std::size_t last_code_point_at(std::string_view text) {
  std::size_t pos = text.size() - 1;
  while (pos > 0 && (static_cast<unsigned char>(text[pos]) & 0xC0) == 0x80) --pos;
  return pos;
}

std::size_t unicode_space_at(std::string_view text, std::size_t pos) {
  const auto lead = static_cast<unsigned char>(text[pos]);
  if (lead != 0xC2 && lead != 0xE1 && lead != 0xE2 && lead != 0xE3) return 0;
  std::size_t end = pos;
  const char32_t c = next_code_point(text, end);
  return c != 0xFFFD && char_kind(c) == CharKind::space ? end - pos : 0;
}

}  // namespace gazette::html

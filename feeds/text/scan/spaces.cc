#include "feeds/text/scan/spaces.h"

#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace {

/// How many bytes are certainly in order, a block at a time: no control character, no two spaces together.
std::size_t orderly_beginning(std::string_view s) {
  std::size_t at = 0;
#ifdef __SSE2__
  unsigned before = 0;  // 1 if a space precedes
  for (; at + 16 <= s.size(); at += 16) {
    const __m128i block = load_block(s.data() + at);
    const unsigned spaces = hits_in<0, ' '>(block);
    if ((spaces & (spaces << 1 | before)) != 0 || hits_in<0x20>(block) != 0) break;
    before = spaces >> 15;
  }
#endif
  return at;
}

/// How far the text stands already as it will; it begins with no space.
std::size_t end_of_order(std::string_view s) {
  std::size_t end = orderly_beginning(s);
  while (end < s.size() && (!is_space(s[end]) || (s[end] == ' ' && s[end - 1] != ' '))) ++end;
  return end;
}

}  // namespace

void append_collapsed(std::string& out, std::string_view s) {
  s = trim(s);
  const std::size_t first = end_of_order(s);
  if (first < s.size()) out.reserve(out.size() + s.size());
  out.append(s, 0, first);
  for (std::size_t at = first; at < s.size();) {
    if (out.back() != ' ') out += ' ';
    while (at < s.size() && is_space(s[at])) ++at;
    const std::size_t length = end_of_order(s.substr(at));
    out.append(s, at, length);
    at += length;
  }
}

}  // namespace gazette

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

}  // namespace

void append_collapsed(std::string& out, std::string_view s) {
  s = trim(s);
  // Most texts are in order: only what follows the first other space or the first two together is rewritten.
  std::size_t good = orderly_beginning(s);
  while (good < s.size() && (!is_space(s[good]) || (s[good] == ' ' && s[good - 1] != ' '))) ++good;
  if (good < s.size()) out.reserve(out.size() + s.size());
  out.append(s, 0, good);
  for (std::size_t at = good; at < s.size();) {
    const std::size_t begin = at;
    while (at < s.size() && !is_space(s[at])) ++at;
    out.append(s, begin, at - begin);
    if (at < s.size() && out.back() != ' ') out += ' ';
    while (at < s.size() && is_space(s[at])) ++at;
  }
}

}  // namespace gazette

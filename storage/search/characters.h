// What characters are to the search: letters of words, characters of scripts without spaces, borders; and how
// they are folded. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "feeds/text/strings.h"

namespace gazette {

/// Han, kana, Hangul, Thai, ...: scripts that are written without spaces between words.
bool is_unspaced(char32_t c);
/// The common part of these, in which nothing is folded.
inline bool is_plain_unspaced(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) ||
         c == 0x30FC || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0xAC00 && c <= 0xD7A3);
}
/// Letters, digits, and marks that are part of a word (vowel signs of Indic scripts).
bool is_word_character(char32_t c);
/// Invisible (soft hyphen, joiners, variation selectors) or an accent on its own: as if it were not there.
bool is_ignorable(char32_t c);

/// Case, width and ligatures folded away, accents taken apart. Cyrillic letters keep theirs, they are letters
/// of their own; but for the io, which most people write without.
struct Folded {
  std::array<char32_t, 18> points;  ///< the longest that Unicode has
  std::uint8_t count = 0;
};
const Folded& folded(char32_t c);

/// The end of "](target)" if `pos` is at its start, else `pos`.
std::size_t after_link_target(std::string_view text, std::size_t pos);

/// Reads Markdown or a query and tells `sink`, which has word(c), unspaced(c), border() and emphasis(), what
/// follows one another; at(begin, end) says before each where in the text it stands. Targets of links are
/// left out. Linear.
template <class Sink>
void read_text(Sink& sink, std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    const auto byte = static_cast<unsigned char>(text[pos]);
    if (byte < 0x80) {
      const std::size_t after = byte == ']' ? after_link_target(text, pos) : pos;
      pos = after == pos ? pos + 1 : after;
      sink.at(begin, pos);
      const char lower = byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte | 32) : static_cast<char>(byte);
      if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9'))
        sink.word(static_cast<char32_t>(lower));
      else if (lower == '*')
        sink.emphasis();
      else
        sink.border();
      continue;
    }
    const char32_t c = next_code_point(text, pos);
    sink.at(begin, pos);
    if (is_plain_unspaced(c)) {
      sink.unspaced(c);
      continue;
    }
    if (is_ignorable(c)) continue;
    const Folded& fold = folded(c);
    for (std::size_t i = 0; i < fold.count; ++i) {
      const char32_t one = fold.points[i];
      if (is_unspaced(one))
        sink.unspaced(one);
      else if (one == 0x0020 || !is_word_character(one))
        sink.border();
      else if (!is_ignorable(one))
        sink.word(one);
    }
  }
}

}  // namespace gazette

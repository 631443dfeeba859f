// What characters are to the search: letters of words, characters of scripts without spaces, borders; and how
// they are folded. Pure; any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
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
/// Invisible (soft hyphen, joiners, variation selectors), an accent on its own, or a sign that Hebrew and
/// Arabic are mostly written without: as if it were not there.
bool is_ignorable(char32_t c);

/// Case, width, ligatures and strokes ("ø") folded away, accents taken apart. Cyrillic letters keep theirs,
/// they are letters of their own; but for the io, which most people write without.
struct Folded {
  std::array<char32_t, 18> points;  ///< the longest that Unicode has
  std::uint8_t count = 0;
};
const Folded& folded(char32_t c);

/// The end of "](target)" if `pos` is at its start, else `pos`.
std::size_t after_link_target(std::string_view text, std::size_t pos);

/// Letters and digits of ASCII in lower case; 0 for all others.
inline constexpr std::array<char, 256> kAsciiWord = [] {
  std::array<char, 256> lower{};
  for (char c = '0'; c <= '9'; ++c) lower[static_cast<std::size_t>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c)
    lower[static_cast<std::size_t>(c)] = lower[static_cast<std::size_t>(c - 32)] = c;
  return lower;
}();

/// The letters and digits of ASCII that begin at `pos`, which is advanced past them, in lower case: most are
/// already, the others are written to `lower`.
inline std::string_view take_ascii_word(std::string_view text, std::size_t& pos, std::string& lower) {
  const std::size_t begin = pos;
  int differs = 0;
  for (; pos < text.size(); ++pos) {
    const char c = kAsciiWord[static_cast<unsigned char>(text[pos])];
    if (c == 0) break;
    differs |= c ^ text[pos];
  }
  const std::string_view word = text.substr(begin, pos - begin);
  if (differs == 0) return word;
  lower.resize(word.size());
  std::transform(word.begin(), word.end(), lower.begin(),
                 [](char c) { return kAsciiWord[static_cast<unsigned char>(c)]; });
  return lower;
}

/// What most characters are: nothing, a border, a letter (its code point when folded); kSeveral: see
/// folded().
inline constexpr std::uint32_t kNothing = 0x110000, kABorder = 0x110001, kSeveral = 0x110002;
std::uint32_t single_reading(char32_t c);

/// Tells a sink of read_text() what one character that is neither ASCII nor plainly unspaced is.
template <class Sink>
void read_folded(Sink& sink, char32_t c) {
  const std::uint32_t reading = single_reading(c);
  if (reading == kNothing) return;
  if (reading == kABorder) return sink.border();
  if (reading != kSeveral) return sink.word(char32_t{reading});
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

/// Reads Markdown or a query and tells `sink`, which has word(c), word(ascii), unspaced(c), border() and
/// emphasis(), what follows one another; at(begin, end) says before each where in the text it stands. Targets
/// of links are left out. Linear.
template <class Sink>
void read_text(Sink& sink, std::string_view text) {
  std::string lower;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    const char byte = text[pos];
    if (static_cast<unsigned char>(byte) >= 0x80) {
      const char32_t c = next_code_point(text, pos);
      sink.at(begin, pos);
      if (is_plain_unspaced(c))
        sink.unspaced(c);
      else
        read_folded(sink, c);
      continue;
    }
    const std::string_view word = take_ascii_word(text, pos, lower);
    if (word.empty()) {
      pos = std::max(begin + 1, byte == ']' ? after_link_target(text, begin) : 0);
      sink.at(begin, pos);
      byte == '*' ? sink.emphasis() : sink.border();
    } else {
      sink.at(begin, pos);
      sink.word(word);
    }
  }
}

}  // namespace gazette

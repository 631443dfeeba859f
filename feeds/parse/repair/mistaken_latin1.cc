#include "feeds/parse/repair/mistaken_latin1.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include "feeds/text/encoding.h"
#include "feeds/text/entities.h"

namespace gazette::parse {
namespace {

constexpr std::size_t kUnit = 2;  // bytes of UTF-8 that a character from U+0080 to U+00FF has

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

/// The character from U+0080 to U+00FF at `at`; 0 if another one, or none, stands there.
unsigned latin1_at(std::string_view text, std::size_t at) {
  if (at + kUnit > text.size()) return 0;
  const unsigned lead = byte_at(text, at);
  return lead == 0xC2 || lead == 0xC3 ? (lead - 0xC2) * 0x40 + byte_at(text, at + 1) : 0;
}

bool is_control(unsigned character) {
  return character >= 0x80 && character < 0xA0;
}

/// A character whose bytes were each made a character, or one of windows-1252.
struct Mistaken {
  std::size_t begin = 0, end = 0;
  std::string text{};
};

/// The character of UTF-8 whose first byte was made the character at `at`; an empty text if it is none.
Mistaken doubled_at(std::string_view text, std::size_t at) {
  const unsigned lead = latin1_at(text, at);
  if (lead < 0xC2 || lead > 0xF4) return {};
  const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  Mistaken found{at, at + size * kUnit};
  for (std::size_t i = 0; i < size; ++i) found.text += static_cast<char>(latin1_at(text, at + i * kUnit));
  return is_valid_utf8(found.text) ? found : Mistaken{};
}

/// What the control at `at` is part of; nothing before `from` is.
Mistaken around(std::string_view text, std::size_t at, std::size_t from) {
  constexpr std::size_t kLongest = 3;  // characters before the last of four
  for (std::size_t back = 1; back <= kLongest && at >= from + back * kUnit; ++back) {
    const unsigned before = latin1_at(text, at - back * kUnit);
    if (before < 0x80) break;
    Mistaken found = doubled_at(text, at - back * kUnit);
    if (!found.text.empty() && found.end > at) return found;
  }
  std::string windows = decode_entities("&#" + std::to_string(latin1_at(text, at)) + ";");
  if (is_control(latin1_at(windows, 0))) windows.clear();  // windows-1252 has no character there
  return {at, at + kUnit, std::move(windows)};
}

}  // namespace

std::string mend_mistaken_latin1(std::string text, Problems& problems) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find('\xC2'); at != std::string::npos; at = text.find('\xC2', at + 1)) {
    if (at < copied || !is_control(latin1_at(text, at))) continue;
    const Mistaken mistaken = around(text, at, copied);
    out.append(text, copied, mistaken.begin - copied).append(mistaken.text);
    copied = mistaken.end;
  }
  if (copied == 0) return text;
  problems.add(
      "a text was taken for Latin-1 on its way here: what its control characters were meant to be is "
      "restored");
  return out.append(text, copied);
}

}  // namespace gazette::parse

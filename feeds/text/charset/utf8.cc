#include "feeds/text/charset/utf8.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "feeds/text/charset/utf8_blocks.h"

namespace gazette {
namespace {

std::uint64_t load64(const char* p) {
  std::uint64_t word = 0;
  std::memcpy(&word, p, sizeof word);
  return word;
}

std::uint32_t load_big_endian(const char* p) {
  const auto at = [p](int i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(p[i])); };
  return at(0) << 24 | at(1) << 16 | at(2) << 8 | at(3);  // compilers make one load of it
}

constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

/// Index of the first byte of a word that has its high bit set; `bits` is not 0.
std::ptrdiff_t first_high(std::uint64_t bits) {
  return (std::endian::native == std::endian::little ? std::countr_zero(bits) : std::countl_zero(bits)) / 8;
}

/// Steps over ASCII, 8 bytes at a time, or 32 where it goes on.
const char* skip_ascii(const char* p, const char* end) {
  while (end - p >= 8) {
    if (const std::uint64_t high = load64(p) & kHighBits) return p + first_high(high);
    p += 8;
    while (end - p >= 32 && ((load64(p) | load64(p + 8) | load64(p + 16) | load64(p + 24)) & kHighBits) == 0)
      p += 32;
  }
  while (p != end && static_cast<unsigned char>(*p) < 0x80) ++p;
  return p;
}

bool is_continuation(std::uint32_t byte) {
  return (byte & 0xC0) == 0x80;
}

/// Length of the sequence at p, 0 if it is none; the second byte's range depends on the first (table 3-7).
std::size_t sequence_length(const char* p, const char* end) {
  const auto at = [p](int i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(p[i])); };
  const std::ptrdiff_t left = end - p;
  const std::uint32_t lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xE0 && lead < 0xF0) {
    if (left < 3 || !is_continuation(at(1)) || !is_continuation(at(2))) return 0;
    const std::uint32_t top = ((lead & 0x0F) << 1) | ((at(1) >> 5) & 1);
    return top == 0 || top == 0x1B ? 0 : 3;  // overlong, surrogate
  }
  if (lead >= 0xC2 && lead < 0xE0) return left >= 2 && is_continuation(at(1)) ? 2 : 0;
  if (lead < 0xF0 || lead > 0xF4 || left < 4) return 0;
  if (!is_continuation(at(1)) || !is_continuation(at(2)) || !is_continuation(at(3))) return 0;
  const std::uint32_t top = ((lead & 7) << 2) | ((at(1) >> 4) & 3);
  return top == 0 || top > 0x10 ? 0 : 4;  // overlong, beyond U+10FFFF
}

/// Length (1 to 3) of the longest beginning of a sequence at p, which is known to be invalid.
std::size_t invalid_length(const char* p, const char* end) {
  const auto lead = static_cast<unsigned char>(*p);
  if (lead < 0xC2 || lead > 0xF4 || end - p < 2) return 1;
  const auto second = static_cast<unsigned char>(p[1]);
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (lead < 0xE0 || second < low || second > high) return 1;
  const bool third = lead >= 0xF0 && end - p > 2 && is_continuation(static_cast<unsigned char>(p[2]));
  return third ? 3 : 2;
}

/// Steps over sequences of three bytes (Han, kana, Hangul), four bytes looked at in one word.
const char* skip_threes(const char* p, const char* end) {
  while (end - p >= 4) {
    const std::uint32_t word = load_big_endian(p);
    const std::uint32_t top = word & 0x0F200000;
    if ((word & 0xF0C0C000) != 0xE0808000 || top == 0 || top == 0x0D200000) break;
    p += 3;
  }
  return p;
}

/// The same for sequences of two bytes (Latin, Cyrillic, Greek, Arabic, Hebrew).
const char* skip_twos(const char* p, const char* end) {
  while (end - p >= 4) {
    const std::uint32_t word = load_big_endian(p);
    if ((word & 0xE0C00000) != 0xC0800000 || (word & 0x1E000000) == 0) break;
    p += 2;
  }
  return p;
}

/// First byte that is not part of well-formed UTF-8.
const char* first_invalid(const char* p, const char* end) {
  while ((p = skip_ascii(p, end)) != end) {
    p = skip_twos(skip_threes(p, end), end);
    // The last bytes, longer sequences, errors.
    while (p != end && static_cast<unsigned char>(*p) >= 0x80) {
      const std::size_t length = sequence_length(p, end);
      if (length == 0) return p;
      p += length;
    }
  }
  return end;
}

}  // namespace

std::size_t valid_utf8_prefix(std::string_view s) {
  const std::size_t known = valid_utf8_blocks(s);
  return static_cast<std::size_t>(first_invalid(s.data() + known, s.data() + s.size()) - s.data());
}

bool is_ascii(std::string_view s) {
  return skip_ascii(s.data(), s.data() + s.size()) == s.data() + s.size();
}

Utf8Survey survey_utf8(std::string_view s, std::size_t limit) {
  Utf8Survey survey;
  const char* p = s.data();
  const char* const end = p + s.size();
  const char* const stop = p + std::min(limit, s.size());
  while ((p = skip_ascii(p, stop)) < stop) {
    if (const std::size_t length = sequence_length(p, end)) {
      ++survey.sequences;
      p += length;
      continue;
    }
    const std::size_t length = invalid_length(p, end);
    ++(length > 1 || p + 1 == end ? survey.truncated : survey.stray);
    p += length;
    if (p >= stop) break;
  }
  return survey;
}

std::string repaired_utf8(std::string_view s, std::size_t& replaced) {
  std::string out;
  out.reserve(s.size() + 16);
  const char* p = s.data();
  const char* const end = p + s.size();
  while (true) {
    const char* const bad = first_invalid(p, end);
    out.append(p, bad);
    if (bad == end) return out;
    out += "\xEF\xBF\xBD";
    ++replaced;
    p = bad + invalid_length(bad, end);
  }
}

}  // namespace gazette

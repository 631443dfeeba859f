// Finding single bytes in long texts, 16 at a time where the machine can: the inner loop of whatever copies
// text and must stop at a few of its bytes. Pure; any thread.
#pragma once

#include <bit>
#include <cstddef>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace gazette {

#ifdef __SSE2__
/// All bits set in each of 16 bytes that is less than `Below` or one of `Bytes`.
template <unsigned char Below, char... Bytes>
__m128i marks_of(__m128i block) {
  __m128i hit = _mm_setzero_si128();
  ((hit = _mm_or_si128(hit, _mm_cmpeq_epi8(block, _mm_set1_epi8(Bytes)))), ...);
  if constexpr (Below > 0) {
    const __m128i limit = _mm_set1_epi8(static_cast<char>(Below - 1));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(_mm_min_epu8(block, limit), block));
  }
  return hit;
}

/// A bit for each of them.
template <unsigned char Below, char... Bytes>
unsigned hits_in(__m128i block) {
  return static_cast<unsigned>(_mm_movemask_epi8(marks_of<Below, Bytes...>(block)));
}

inline __m128i load_block(const char* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}
#endif

template <unsigned char Below, char... Bytes>
constexpr bool is_any(char c) {
  return static_cast<unsigned char>(c) < Below || ((c == Bytes) || ...);
}

/// The first byte from `from` on that is less than `Below` or one of `Bytes`; the text's size if there is
/// none.
template <unsigned char Below, char... Bytes>
std::size_t find_any(std::string_view text, std::size_t from) {
  const char* const data = text.data();
  std::size_t at = from;
#ifdef __SSE2__
  for (; at + 16 <= text.size(); at += 16)
    if (const unsigned hits = hits_in<Below, Bytes...>(load_block(data + at)); hits != 0)
      return at + static_cast<std::size_t>(std::countr_zero(hits));
#endif
  while (at < text.size() && !is_any<Below, Bytes...>(data[at])) ++at;
  return at;
}

/// The first `First` from `from` on that one of `Next` follows; the text's size if there is none.
template <char First, char... Next>
std::size_t find_pair(std::string_view text, std::size_t from) {
  const char* const data = text.data();
  std::size_t at = from;
#ifdef __SSE2__
  for (; at + 17 <= text.size(); at += 16) {
    const unsigned hits =
        hits_in<0, First>(load_block(data + at)) & hits_in<0, Next...>(load_block(data + at + 1));
    if (hits != 0) return at + static_cast<std::size_t>(std::countr_zero(hits));
  }
#endif
  for (; at + 1 < text.size(); ++at)
    if (data[at] == First && is_any<0, Next...>(data[at + 1])) return at;
  return text.size();
}

/// The same as find_any(), copying to `to` what it steps over; `to` moves on. There is room for all the rest
/// of the text.
template <unsigned char Below, char... Bytes>
std::size_t copy_until(std::string_view text, std::size_t from, char*& to) {
  const char* const data = text.data();
  std::size_t at = from;
#ifdef __SSE2__
  for (; at + 16 <= text.size(); at += 16, to += 16) {
    const __m128i block = load_block(data + at);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), block);
    const unsigned hits = hits_in<Below, Bytes...>(block);
    if (hits == 0) continue;
    const auto clean = static_cast<std::size_t>(std::countr_zero(hits));
    to += clean;
    return at + clean;
  }
#endif
  while (at < text.size() && !is_any<Below, Bytes...>(data[at])) *to++ = data[at++];
  return at;
}

}  // namespace gazette

// Each pair of neighbouring bytes is classified by the first one's two halves and the second one's high half;
// a bit that all three tables agree on is a mistake. Third and fourth bytes are told by the leads before
// them.
#include "feeds/text/charset/utf8_blocks.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <tmmintrin.h>
#endif

namespace gazette {

#if defined(__x86_64__) && defined(__GNUC__)
namespace {

enum Mistake : unsigned char {
  kTooShort = 1 << 0,      // a lead, then no continuation
  kTooLong = 1 << 1,       // ASCII, then a continuation
  kOverlong3 = 1 << 2,     // E0 80..9F
  kTooLarge = 1 << 3,      // F4 90..BF, F5.. and more
  kSurrogate = 1 << 4,     // ED A0..BF
  kOverlong2 = 1 << 5,     // C0, C1
  kTooLarge1000 = 1 << 6,  // F5.. 80..8F, and overlong F0 80..8F
  kTwoConts = 1 << 7       // a continuation after a continuation: right only in longer sequences
};
constexpr unsigned char kCarry = kTooShort | kTooLong | kTwoConts;

alignas(16) constexpr unsigned char kFirstHigh[16] = {kTooLong,
                                                      kTooLong,
                                                      kTooLong,
                                                      kTooLong,
                                                      kTooLong,
                                                      kTooLong,
                                                      kTooLong,
                                                      kTooLong,
                                                      kTwoConts,
                                                      kTwoConts,
                                                      kTwoConts,
                                                      kTwoConts,
                                                      kTooShort | kOverlong2,
                                                      kTooShort,
                                                      kTooShort | kOverlong3 | kSurrogate,
                                                      kTooShort | kTooLarge | kTooLarge1000};
constexpr unsigned char kBeyond = kCarry | kTooLarge | kTooLarge1000;
alignas(16) constexpr unsigned char kFirstLow[16] = {kCarry | kOverlong3 | kOverlong2 | kTooLarge1000,
                                                     kCarry | kOverlong2,
                                                     kCarry,
                                                     kCarry,
                                                     kCarry | kTooLarge,
                                                     kBeyond,
                                                     kBeyond,
                                                     kBeyond,
                                                     kBeyond,
                                                     kBeyond,
                                                     kBeyond,
                                                     kBeyond,
                                                     kBeyond,
                                                     kBeyond | kSurrogate,
                                                     kBeyond,
                                                     kBeyond};
constexpr unsigned char kCont = kTooLong | kOverlong2 | kTwoConts;
alignas(16) constexpr unsigned char kSecondHigh[16] = {kTooShort,
                                                       kTooShort,
                                                       kTooShort,
                                                       kTooShort,
                                                       kTooShort,
                                                       kTooShort,
                                                       kTooShort,
                                                       kTooShort,
                                                       kCont | kOverlong3 | kTooLarge1000,
                                                       kCont | kOverlong3 | kTooLarge,
                                                       kCont | kSurrogate | kTooLarge,
                                                       kCont | kSurrogate | kTooLarge,
                                                       kTooShort,
                                                       kTooShort,
                                                       kTooShort,
                                                       kTooShort};

__attribute__((target("ssse3"))) __m128i look_up(const unsigned char (&table)[16], __m128i index) {
  return _mm_shuffle_epi8(_mm_load_si128(reinterpret_cast<const __m128i*>(table)), index);
}

/// Not zero where `block`, which follows `before`, is not well-formed.
__attribute__((target("ssse3"))) __m128i mistakes(__m128i block, __m128i before) {
  const __m128i nibble = _mm_set1_epi8(0x0F);
  const __m128i first = _mm_alignr_epi8(block, before, 15);
  const __m128i pairs =
      _mm_and_si128(_mm_and_si128(look_up(kFirstHigh, _mm_and_si128(_mm_srli_epi16(first, 4), nibble)),
                                  look_up(kFirstLow, _mm_and_si128(first, nibble))),
                    look_up(kSecondHigh, _mm_and_si128(_mm_srli_epi16(block, 4), nibble)));
  // 0x80 set where a third or fourth byte must stand: E0.. two before, F0.. three before.
  const __m128i third = _mm_subs_epu8(_mm_alignr_epi8(block, before, 14), _mm_set1_epi8(0xE0 - 0x80));
  const __m128i fourth = _mm_subs_epu8(_mm_alignr_epi8(block, before, 13), _mm_set1_epi8(0xF0 - 0x80));
  const __m128i must = _mm_and_si128(_mm_or_si128(third, fourth), _mm_set1_epi8(static_cast<char>(0x80)));
  return _mm_xor_si128(must, pairs);
}

/// Of ASCII nothing is remembered: it ends no character and begins none.
bool is_ascii64(const char* at) {
  const auto load = [at](std::size_t i) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16 * i));
  };
  return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(load(0), load(1)), _mm_or_si128(load(2), load(3)))) == 0;
}

__attribute__((target("ssse3"))) std::size_t valid_blocks(std::string_view s) {
  __m128i before = _mm_setzero_si128();
  bool ascii_before = true;
  std::size_t at = 0;
  for (; at + 16 <= s.size(); at += 16) {
    while (ascii_before && at + 80 <= s.size() && is_ascii64(s.data() + at)) at += 64;
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(s.data() + at));
    const bool ascii = _mm_movemask_epi8(block) == 0;
    if (!ascii || !ascii_before) {
      const __m128i wrong = _mm_cmpeq_epi8(mistakes(block, before), _mm_setzero_si128());
      if (_mm_movemask_epi8(wrong) != 0xFFFF) break;
    }
    ascii_before = ascii;
    before = block;
  }
  // The last character may go on in the next block.
  std::size_t back = 0;
  while (back < 3 && back < at && (static_cast<unsigned char>(s[at - 1 - back]) & 0xC0) == 0x80) ++back;
  if (at == back) return 0;
  const bool lead = static_cast<unsigned char>(s[at - 1 - back]) >= 0xC0;
  return lead ? at - 1 - back : at;
}

}  // namespace

std::size_t valid_utf8_blocks(std::string_view s) {
  static const bool can = __builtin_cpu_supports("ssse3") != 0;
  return can ? valid_blocks(s) : 0;
}

#else
std::size_t valid_utf8_blocks(std::string_view) {
  return 0;
}
#endif

}  // namespace gazette

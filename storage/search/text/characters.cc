#include "storage/search/text/characters.h"

#include <algorithm>
#include <memory>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "feeds/text/scan/character_memo.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxLinkTarget = 4'096;  // bytes after "](" in which the end is looked for
constexpr char32_t kCached = 0x600;            // the alphabets of Europe and the Middle East

struct Range {
  char32_t first, last;
};

constexpr std::array kUnspaced{
    Range{0x0E01, 0x0EFF},                           // Thai, Lao
    Range{0x1000, 0x109F},   Range{0x1100, 0x11FF},  // Myanmar; Hangul letters
    Range{0x1780, 0x17D3},                           // Khmer
    Range{0x2E80, 0x2FDF},   Range{0x3005, 0x3007},  // radicals; iteration mark, zero
    Range{0x3021, 0x3029},   Range{0x3041, 0x3096},  // numerals; hiragana
    Range{0x309D, 0x309F},   Range{0x30A1, 0x30FA},  // katakana
    Range{0x30FC, 0x30FF},   Range{0x3105, 0x312F},  // bopomofo
    Range{0x3131, 0x318E},   Range{0x31A0, 0x31BF}, Range{0x31F0, 0x31FF},
    Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF}, Range{0xA960, 0xA97F},  // Han
    Range{0xAC00, 0xD7FF},   Range{0xF900, 0xFAFF},                         // Hangul; compatibility Han
    Range{0x20000, 0x3FFFF},
};

bool is_mark(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) != 0;
}

/// The mapping of one code point by `normalizer`, itself if it has none.
Folded mapped(const UNormalizer2* normalizer, char32_t c) {
  std::array<UChar, 64> units{};
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t length = unorm2_getDecomposition(normalizer, static_cast<UChar32>(c), units.data(),
                                                      static_cast<std::int32_t>(units.size()), &status);
  Folded out{};
  if (length < 0 || U_FAILURE(status)) return {{c}, 1};
  for (std::int32_t i = 0; i < length && out.count < out.points.size();) {
    UChar32 unit = 0;
    U16_NEXT(units.data(), i, length, unit);
    out.points[out.count++] = static_cast<char32_t>(unit);
  }
  return out;
}

Folded make_folded(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  static const UNormalizer2* const kCaseFold = unorm2_getNFKCCasefoldInstance(&status);
  if (c == 0x0401 || c == 0x0451) return {{0x0435}, 1};
  const bool is_cyrillic = c >= 0x0400 && c <= 0x052F;
  if (is_cyrillic || !kCaseFold)
    return {{static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT))}, 1};
  return mapped(kCaseFold, c);
}

}  // namespace

bool is_unspaced(char32_t c) {
  if (c < kUnspaced.front().first) return false;
  const auto* range =
      std::partition_point(kUnspaced.begin(), kUnspaced.end(), [c](Range r) { return r.last < c; });
  return range != kUnspaced.end() && range->first <= c;
}

bool is_word_character(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  return u_isalnum(static_cast<UChar32>(c)) || is_mark(c);
}

bool is_ignorable(char32_t c) {
  if (c < 0x80) return false;
  return (c >= 0x0300 && c <= 0x036F) || c == 0x3099 || c == 0x309A ||
         u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

const Folded& folded(char32_t c) {
  static const auto kLow = [] {
    auto table = std::make_unique<std::array<Folded, kCached>>();
    for (char32_t low = 0; low < kCached; ++low) (*table)[low] = make_folded(low);
    return table;
  }();
  if (c < kCached) return (*kLow)[c];
  thread_local Folded other;
  return other = make_folded(c);
}

namespace {

std::uint32_t find_reading(char32_t c) {
  if (is_ignorable(c)) return kNothing;
  const Folded fold = folded(c);
  if (fold.count != 1 || is_unspaced(fold.points[0])) return kSeveral;
  const char32_t one = fold.points[0];
  if (!is_word_character(one)) return kABorder;
  return one == 0 || is_ignorable(one) ? kSeveral : one;
}
constinit CharacterMemo readings(find_reading);

}  // namespace

std::uint32_t single_reading(char32_t c) {
  return readings(c);
}

std::size_t after_link_target(std::string_view text, std::size_t pos) {
  if (!text.substr(pos).starts_with("](")) return pos;
  const std::size_t limit = std::min(text.size(), pos + kMaxLinkTarget);
  int depth = 0;
  for (std::size_t i = pos + 1; i < limit && text[i] != '\n'; ++i) {
    if (text.substr(i).starts_with("](")) break;  // the next one begins: so no byte is looked at twice
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i + 1;
  }
  return pos;
}

}  // namespace gazette

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

/// Vowel signs, points and accents that texts in Hebrew and Arabic script mostly go without, and what
/// lengthens a line.
constexpr std::array kPoints{
    Range{0x0591, 0x05BD}, Range{0x05BF, 0x05BF}, Range{0x05C1, 0x05C2}, Range{0x05C4, 0x05C5},
    Range{0x05C7, 0x05C7}, Range{0x0610, 0x061A}, Range{0x0640, 0x0640}, Range{0x064B, 0x065F},
    Range{0x0670, 0x0670}, Range{0x06D6, 0x06DC}, Range{0x06DF, 0x06E4}, Range{0x06E7, 0x06E8},
    Range{0x06EA, 0x06ED},
};

/// Latin letters whose stroke or joining Unicode takes for no accent; people without such a key write these.
struct Plain {
  char32_t letter;
  char32_t first, second;
};
constexpr std::array kPlain{
    Plain{0x00E6, 'a', 'e'}, Plain{0x00F0, 'd', 0},   Plain{0x00F8, 'o', 0}, Plain{0x00FE, 't', 'h'},
    Plain{0x0111, 'd', 0},   Plain{0x0127, 'h', 0},   Plain{0x0131, 'i', 0}, Plain{0x0142, 'l', 0},
    Plain{0x014B, 'n', 0},   Plain{0x0153, 'o', 'e'}, Plain{0x0167, 't', 0},
};

bool is_in(const Range* begin, const Range* end, char32_t c) {
  const Range* range = std::partition_point(begin, end, [c](Range r) { return r.last < c; });
  return range != end && range->first <= c;
}

/// With the plain letters for those of kPlain.
Folded plain(const Folded& folded) {
  Folded out{};
  for (std::size_t i = 0; i < folded.count; ++i) {
    const auto* found = std::find_if(kPlain.begin(), kPlain.end(),
                                     [&](const Plain& one) { return one.letter == folded.points[i]; });
    const bool is_plain = found != kPlain.end();
    if (out.count < out.points.size()) out.points[out.count++] = is_plain ? found->first : folded.points[i];
    if (is_plain && found->second != 0 && out.count < out.points.size())
      out.points[out.count++] = found->second;
  }
  return out;
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
  return plain(mapped(kCaseFold, c));
}

}  // namespace

bool is_unspaced(char32_t c) {
  return c >= kUnspaced.front().first && is_in(kUnspaced.begin(), kUnspaced.end(), c);
}

bool is_word_character(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  return u_isalnum(static_cast<UChar32>(c)) || is_mark(c);
}

bool is_ignorable(char32_t c) {
  if (c < 0x80) return false;
  return (c >= 0x0300 && c <= 0x036F) || is_in(kPoints.begin(), kPoints.end(), c) || c == 0x3099 ||
         c == 0x309A || u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
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

// ICU's detector sees only a sample: text around non-ASCII bytes, without markup, so that neither a long
// script nor a large document hides what is written or costs time. Thai, which ICU does not know, is
// recognized by its spelling; Japanese, of which ICU wants more than a title has, by its hiragana.
#include "feeds/text/charset/detect.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include <unicode/ucsdet.h>

#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kSearched = 4 << 20;  // bytes looked through for a sample
constexpr std::size_t kSample = 16 << 10;
constexpr std::size_t kContext = 48;  // ASCII text kept on both sides: letters tell the language
constexpr int kSure = 25;             // ICU's confidence, of 100

bool is_high(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

/// Non-ASCII text with its neighbours, up to markup on either side.
std::string sample_of(std::string_view bytes) {
  bytes = bytes.substr(0, kSearched);
  std::string sample;
  std::size_t done = 0;
  while (sample.size() < kSample) {
    const auto* const found =
        std::find_if(bytes.begin() + static_cast<std::ptrdiff_t>(done), bytes.end(), is_high);
    if (found == bytes.end()) break;
    const auto hit = static_cast<std::size_t>(found - bytes.begin());
    const std::size_t mark = bytes.substr(done, hit - done).find_last_of("<>");
    std::size_t begin = mark == std::string_view::npos ? done : done + mark + 1;
    begin = std::max(begin, hit > kContext ? hit - kContext : 0);
    // A trail byte of Shift_JIS or GBK may look like ASCII, so a whole pair is taken before markup may end
    // it.
    std::size_t end = hit;
    for (std::size_t quiet = 0;
         end < bytes.size() && quiet < kContext && sample.size() + end - begin < kSample; ++end) {
      quiet = is_high(bytes[end]) ? 0 : quiet + 1;
      if (quiet > 1 && (bytes[end] == '<' || bytes[end] == '>')) break;
    }
    sample.append(bytes, begin, end - begin);
    sample += ' ';
    done = end;
  }
  return sample;
}

/// TIS-620 by its spelling: vowels above and below and tone marks follow a consonant, leading vowels precede
/// one.
bool looks_thai(std::string_view sample) {
  std::size_t letters = 0, marks = 0, wrong = 0;
  unsigned char before = 0;
  const auto is_consonant = [](unsigned char c) { return c >= 0xA1 && c <= 0xCE; };
  const auto is_mark = [](unsigned char c) {
    return c == 0xD1 || (c >= 0xD4 && c <= 0xDA) || (c >= 0xE7 && c <= 0xEE);
  };
  for (char raw : sample) {
    const auto c = static_cast<unsigned char>(raw);
    if (c >= 0x80) ++letters;
    if (is_mark(c)) {
      ++marks;
      wrong += is_consonant(before) || is_mark(before) ? 0 : 1;
    } else if ((c >= 0x80 && c < 0xA0 && c != 0x85 && (c < 0x91 || c > 0x97)) || (c >= 0xDB && c <= 0xDE) ||
               c >= 0xFC) {
      ++wrong;
    }
    if (before >= 0xE0 && before <= 0xE4 && !is_consonant(c)) ++wrong;
    before = c;
  }
  return letters >= 12 && wrong * 50 <= letters && marks * 8 >= letters;
}

/// Two-byte characters of a charset: well-formed ones, hiragana among them, and bytes that fit nowhere.
struct Pairs {
  std::size_t all = 0, hiragana = 0, wrong = 0;
  bool japanese() const { return all >= 4 && hiragana * 4 >= all && wrong * 20 <= all; }
};

Pairs count_shift_jis(std::string_view s) {
  Pairs pairs;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto lead = static_cast<unsigned char>(s[i]);
    if (lead < 0x80 || (lead >= 0xA1 && lead <= 0xDF)) continue;
    const auto trail = static_cast<unsigned char>(i + 1 < s.size() ? s[i + 1] : '\0');
    if (lead == 0x80 || lead == 0xA0 || lead > 0xFC || trail < 0x40 || trail == 0x7F || trail > 0xFC) {
      ++pairs.wrong;
      continue;
    }
    ++pairs.all;
    pairs.hiragana += lead == 0x82 && trail >= 0x9F && trail <= 0xF1 ? 1 : 0;
    ++i;
  }
  return pairs;
}

Pairs count_euc_jp(std::string_view s) {
  Pairs pairs;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto lead = static_cast<unsigned char>(s[i]);
    if (lead < 0x80) continue;
    const auto trail = static_cast<unsigned char>(i + 1 < s.size() ? s[i + 1] : '\0');
    if ((lead < 0xA1 && lead != 0x8E && lead != 0x8F) || lead == 0xFF || trail < 0xA1 || trail == 0xFF) {
      ++pairs.wrong;
      continue;
    }
    ++pairs.all;
    pairs.hiragana += lead == 0xA4 && trail <= 0xF3 ? 1 : 0;
    ++i;
  }
  return pairs;
}

/// ICU's names are those of IANA; those of stateful or Unicode charsets are no guesses for us.
std::string usable_name(const char* icu_name) {
  const std::string_view name = icu_name ? icu_name : "";
  if (name.starts_with("UTF") || name.starts_with("IBM") || name.starts_with("ISO-2022")) return {};
  // Hebrew and its superset differ in points that only the superset has.
  return name.starts_with("ISO-8859-8") ? "windows-1255" : encoding_for_label(name);
}

std::string ask_icu(std::string_view sample) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&error),
                                                                            ucsdet_close);
  if (!detector || U_FAILURE(error)) return {};
  ucsdet_setText(detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &error);
  std::int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector.get(), &count, &error);
  if (U_FAILURE(error) || matches == nullptr) return {};
  for (std::int32_t i = 0; i < count; ++i) {
    if (ucsdet_getConfidence(matches[i], &error) < kSure) break;
    if (std::string name = usable_name(ucsdet_getName(matches[i], &error)); !name.empty()) return name;
  }
  return {};
}

}  // namespace

std::string_view null_pattern(std::string_view bytes) {
  if (bytes.size() < 4) return {};
  const auto zero = [&](std::size_t i) { return bytes[i] == '\0'; };
  const int pattern = (zero(0) << 3) | (zero(1) << 2) | (zero(2) << 1) | static_cast<int>(zero(3));
  switch (pattern) {
    case 0b1110: return "utf-32be";
    case 0b0111: return "utf-32le";
    case 0b1010: return "utf-16be";
    case 0b0101: return "utf-16le";
    default: return {};
  }
}

std::string detect_charset(std::string_view bytes) {
  const std::string sample = sample_of(bytes);
  if (sample.empty()) return {};
  if (looks_thai(sample)) return "windows-874";
  if (count_shift_jis(sample).japanese()) return "shift_jis";
  if (count_euc_jp(sample).japanese()) return "euc-jp";
  return ask_icu(sample);
}

}  // namespace gazette

#include "feeds/identity/fingerprint.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string>
#include <unordered_map>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>

#include "feeds/identity/address.h"
#include "feeds/identity/image_address.h"
#include "feeds/identity/words.h"
#include "feeds/text/entities.h"
#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/scan/character_memo.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxCosmetic = 240;       // bytes of a line: a longer one is never only a widget
constexpr std::size_t kMaxAdvertisement = 120;  // bytes of words beside an advertiser's link
constexpr std::size_t kMaxTarget = 4'096;       // bytes after "](" in which the end is looked for
constexpr std::size_t kBeginning = 8;           // bytes of a line behind which its first words end
constexpr std::size_t kMuch = 200;        // bytes of a text whose words are more than an advertisement's
constexpr std::size_t kLongestWord = 24;  // bytes of the longest word of a script without spaces in the list

/// The list's words; 1 marks a line.
const std::unordered_map<std::string_view, int>& cosmetic_words() {
  static const std::unordered_map<std::string_view, int> kWords = {
#include "feeds/identity/tables/cosmetic_words.inc"
  };
  return kWords;
}

bool is_ad_host(std::string_view host) {
  static constexpr std::string_view kHosts[] = {
#include "feeds/identity/tables/ad_hosts.inc"
  };
  return std::any_of(std::begin(kHosts), std::end(kHosts), [host](std::string_view ad) {
    return host.ends_with(ad) && (host.size() == ad.size() || host[host.size() - ad.size() - 1] == '.');
  });
}

/// "](target "title")" at `pos`: where it ends, and the target; `end` is `pos` if it is none.
struct Target {
  std::size_t end;
  std::string_view url;
};
Target target_at(std::string_view text, std::size_t pos) {
  if (!text.substr(pos).starts_with("](")) return {pos, {}};
  const std::size_t limit = std::min(text.size(), pos + kMaxTarget);
  int depth = 0;
  for (std::size_t i = pos + 1; i < limit && text[i] != '\n'; ++i) {
    if (text.substr(i).starts_with("](")) break;
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) {
      std::string_view url = text.substr(pos + 2, i - pos - 2);
      url = url.substr(0, url.find_first_of(" \t"));
      if (url.starts_with('<')) url.remove_prefix(1);
      if (url.ends_with('>')) url.remove_suffix(1);
      return {i + 1, url};
    }
  }
  return {pos, {}};
}

std::string_view without_scheme(std::string_view url) {
  const std::size_t mark = url.find("://");
  return mark == url.npos ? url : url.substr(mark + 3);
}

/// A link's target: no scheme, no tracking, one spelling; a fragment only where it names a page.
std::string link_words(std::string_view url) {
  std::string words = address_of(url);
  if (words.empty()) return std::string(without_scheme(url.substr(0, url.find('#'))));
  const std::string_view fragment = url.substr(std::min(url.find('#'), url.size()));
  if (fragment.starts_with("#!") || fragment.starts_with("#/")) words += fragment;
  return words;
}

bool is_ascii(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  for (; text.size() >= sizeof kHighBits; text.remove_prefix(sizeof kHighBits)) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof bytes);
    if (bytes & kHighBits) return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// "12", "2k" (of "1.2K"), "99+".
bool is_number(std::string_view word) {
  const std::string_view unit = word.substr(std::min(word.find_first_not_of("0123456789"), word.size()));
  if (unit.size() == word.size()) return false;
  static constexpr std::string_view kUnits[] = {"", "+", "k", "k+", "m", "m+", "b", "w", "w+"};
  return std::find(std::begin(kUnits), std::end(kUnits), unit) != std::end(kUnits);
}

/// Takes words of the list off the front of a run, the longest first; false where none stands. Numbers may
/// stand between.
bool is_made_of_list(std::string_view run, int& marks) {
  const auto& words = cosmetic_words();
  while (!run.empty()) {
    if ((run.front() >= '0' && run.front() <= '9') || run.front() == '+') {
      run.remove_prefix(1);
      continue;
    }
    std::size_t length = std::min(run.size(), kLongestWord);
    auto found = words.end();
    for (; length > 0 && found == words.end(); --length) found = words.find(run.substr(0, length));
    if (found == words.end()) return false;
    marks += found->second;
    run.remove_prefix(found->first.size());
  }
  return true;
}

bool is_cosmetic_word(std::string_view word, int& marks) {
  if (is_number(word)) return true;
  const auto found = cosmetic_words().find(word);
  if (found != cosmetic_words().end()) {
    marks += found->second;
    return true;
  }
  return !is_ascii(word) && is_made_of_list(word, marks);
}

/// Calls `take` with each target of the line and what stands before it; then with the rest and no target.
template <class Take>
void for_each_target(std::string_view line, const Take& take) {
  std::size_t begin = 0;
  for (std::size_t pos = line.find("]("); pos != line.npos; pos = line.find("](", pos)) {
    const Target target = target_at(line, pos);
    if (target.end != pos) take(line.substr(begin, pos - begin), &target.url);
    begin = target.end != pos ? target.end : begin;
    pos = target.end != pos ? target.end : pos + 1;
  }
  take(line.substr(begin), nullptr);
}

std::string without_targets(std::string_view line) {
  std::string text;
  text.reserve(line.size());
  for_each_target(line, [&](std::string_view before, const std::string_view* target) {
    text += before;
    if (target) text += ' ';
  });
  return text;
}

bool leads_to_advertiser(std::string_view line) {
  bool found = false;
  for_each_target(line, [&](std::string_view, const std::string_view* target) {
    found = found || (target && is_ad_host(url_host(*target)));
  });
  return found;
}

/// Writes what a text says: white space only where it parts two words, one form of typographic signs.
class Sayings {
 public:
  explicit Sayings(std::size_t expected) { out_.reserve(expected); }

  void text(std::string_view text) {
    for (std::size_t pos = 0; pos < text.size();) {
      const auto byte = static_cast<unsigned char>(text[pos]);
      if (byte >= 0x80) {
        wide(text, pos);
        continue;
      }
      std::size_t end = pos + 1;
      if (byte <= ' ') {
        gap_ = true;
      } else {
        const bool is_word = is_word_byte(byte);
        while (is_word && end < text.size() && is_word_byte(static_cast<unsigned char>(text[end]))) ++end;
        begin(is_word);
        out_.append(text, pos, end - pos);
      }
      pos = end;
    }
  }
  void gap() { gap_ = true; }
  /// As it is: a target, a line of code.
  void exactly(std::string_view text) {
    out_ += text;
    gap_ = in_word_ = false;
  }
  std::uint64_t hash() const { return stable_hash(out_); }

 private:
  static constexpr std::array<bool, 256> kWordBytes = [] {
    std::array<bool, 256> is_word{};
    for (std::size_t c = 0; c < is_word.size(); ++c)
      is_word[c] = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z' && c < 0x80);
    return is_word;
  }();
  static bool is_word_byte(unsigned char c) { return kWordBytes[c]; }
  void begin(bool is_word) {
    if (gap_ && in_word_ && is_word) out_ += ' ';
    gap_ = false;
    in_word_ = is_word;
  }
  void wide(std::string_view text, std::size_t& pos) {
    const std::size_t at = pos;
    const char32_t c = next_code_point(text, pos);
    const Reading reading = readings(c);
    if (reading == kNothing) return;
    if (reading == kSpace) return gap();
    if (reading >= kFirstSign) {
      begin(false);
      out_ += kSigns[reading - kFirstSign].plain;
      return;
    }
    begin(reading == kLetter);
    out_ += text.substr(at, pos - at);
  }

  using Reading = std::uint32_t;
  static constexpr Reading kNothing = 1, kSpace = 2, kLetter = 3, kOther = 4, kFirstSign = 5;
  /// What programs that set texts write for the signs of a typewriter.
  struct Sign {
    char32_t first, last;
    std::string_view plain;
  };
  static constexpr Sign kSigns[] = {
      {0x2018, 0x201B, "'"}, {0x201C, 0x201F, "\""}, {0x2026, 0x2026, "..."},
      {0x2010, 0x2013, "-"}, {0x2014, 0x2015, "--"}, {0x2212, 0x2212, "-"},
  };
  static Reading find_reading(char32_t c) {
    const auto* sign = std::find_if(std::begin(kSigns), std::end(kSigns),
                                    [c](const Sign& one) { return one.first <= c && c <= one.last; });
    if (sign != std::end(kSigns)) return kFirstSign + static_cast<Reading>(sign - std::begin(kSigns));
    const auto point = static_cast<UChar32>(c);
    if (u_isUWhiteSpace(point)) return kSpace;
    if (u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return kNothing;
    const bool is_spaced = u_hasBinaryProperty(point, UCHAR_IDEOGRAPHIC) == 0 && !is_kana(c);
    return u_isalnum(point) && is_spaced ? kLetter : kOther;
  }
  static bool is_kana(char32_t c) { return (c >= 0x3040 && c <= 0x30FF) || (c >= 0xFF66 && c <= 0xFF9F); }
  static CharacterMemo readings;

  std::string out_;
  bool gap_ = false, in_word_ = false;
};
constinit CharacterMemo Sayings::readings(Sayings::find_reading);

/// One composition of accents (NFC); `storage` holds it where it is another.
std::string_view composed(std::string_view text, std::string& storage) {
  if (is_ascii(text)) return text;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
  if (U_FAILURE(status) || nfc->isNormalizedUTF8(piece, status) || U_FAILURE(status)) return text;
  icu::StringByteSink<std::string> sink(&storage);
  nfc->normalizeUTF8(0, piece, sink, nullptr, status);
  return U_SUCCESS(status) ? std::string_view(storage) : text;
}

/// Adds what a line says: targets in one form.
void add_line(Sayings& out, std::string_view line) {
  bool is_image = false;
  for (std::size_t pos = 0; pos < line.size();) {
    const std::size_t bracket = find_any<0, '[', ']'>(line, pos);
    out.text(line.substr(pos, bracket - pos));
    if (bracket == line.size()) break;
    if (line[bracket] == '[') is_image = bracket > 0 && line[bracket - 1] == '!';
    const Target target = line[bracket] == ']' ? target_at(line, bracket) : Target{bracket, {}};
    pos = target.end;
    if (target.end != bracket)
      out.exactly('(' + (is_image ? image_address_of(target.url) : link_words(target.url)) + ')');
    else
      out.text(line.substr(pos++, 1));
  }
  out.gap();
}

/// The fence that begins or ends code at this line: its run of "`" or "~"; empty if there is none.
std::string_view fence_of(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t>"), line.size()));
  if (!line.starts_with("```") && !line.starts_with("~~~")) return {};
  return line.substr(0, line.find_first_not_of(line[0]));
}

/// "5 min read" is a counter; "read" and "5 min" each alone are none.
bool is_reading_time(std::string_view before, std::string_view word) {
  return word == "read" && (before == "min" || before == "mins" || before == "minute" || before == "minutes");
}

bool are_cosmetic(std::string_view words, int& marks) {
  std::string_view before;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    const std::string_view word = words.substr(0, end);
    if (!is_cosmetic_word(word, marks)) return false;
    marks += is_reading_time(before, word);
    before = word;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return true;
}

/// The words of the text's beginning, up to the first space behind so many bytes.
std::string first_words(std::string_view text, std::size_t bytes) {
  return plain_words(text.substr(0, text.find(' ', bytes)));
}

/// Most lines are of the article, and their first words tell it.
bool begins_cosmetic(std::string_view text) {
  int marks = 0;
  return are_cosmetic(first_words(text, kBeginning), marks);
}

}  // namespace

bool is_cosmetic_line(std::string_view line) {
  const bool has_target = line.find("](") != line.npos;
  const std::string shown = has_target ? without_targets(line) : std::string();
  const std::string_view text = has_target ? std::string_view(shown) : line;
  const bool may_advertise = has_target && first_words(text, kMuch).size() <= kMaxAdvertisement;
  if (!may_advertise && !begins_cosmetic(text)) return false;
  const std::string words = plain_words(text);
  if (may_advertise && words.size() <= kMaxAdvertisement && leads_to_advertiser(line)) return true;
  if (words.empty() || words.size() > kMaxCosmetic) return false;
  int marks = 0;
  return are_cosmetic(words, marks) && marks > 0;
}

std::uint64_t article_fingerprint(std::string_view title, std::string_view markdown) {
  std::string storage;
  markdown = composed(markdown, storage);
  Sayings all(title.size() + markdown.size() + 2);
  std::string composed_title;
  add_line(all, composed(collapse_whitespace(as_meant(title)), composed_title));
  all.exactly("\n");
  std::string_view fence;
  for (const std::string_view line : split(markdown, '\n')) {
    const std::string_view mark = fence_of(line);
    const bool ends = !fence.empty() && mark.starts_with(fence);
    if (!fence.empty() && !ends) {  // white space is part of code
      all.exactly(line.substr(0, line.find_last_not_of(" \t\r") + 1));
      all.exactly("\n");
      continue;
    }
    fence = fence.empty() ? mark : std::string_view();
    const bool may_be_cosmetic = line.size() <= kMaxCosmetic || line.find("](") != line.npos;
    if (may_be_cosmetic && is_cosmetic_line(line)) continue;
    add_line(all, line);
  }
  return all.hash();
}

}  // namespace gazette

#include <algorithm>
#include <iterator>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "feeds/text/dates/cursor.h"
#include "feeds/text/dates/parts.h"
#include "feeds/text/strings.h"

namespace gazette::dates {
namespace {

struct Name {
  std::string_view text;
  int month, weekday;
};
constexpr Name kNames[] = {
#include "feeds/text/tables/date_words.inc"
};

constexpr std::string_view kBeforeNoon[] = {"am", "a",  "πμ", "vorm",  "dop",
                                            "fm", "ap", "de", "matin", "manana"};
constexpr std::string_view kAfterNoon[] = {"pm", "p",  "μμ",    "nachm", "odp",
                                           "em", "du", "tarde", "noche", "soir"};

/// Words between the parts of a date, and endings of ordinal numbers.
constexpr std::string_view kFillers[] = {
    "at",     "of",        "the",     "on",    "o'clock",  "oclock",   "hrs",    "hours",       "h",
    "st",     "nd",        "t",       "rd",    "th",       "de",       "del",    "di",          "du",
    "le",     "la",        "el",      "den",   "der",      "um",       "uhr",    "ob",          "om",
    "a",      "as",        "à",       "os",    "kl",       "klo",      "ore",    "alle",        "dne",
    "v",      "ve",        "i",       "og",    "och",      "er",       "ter",    "e",           "o",
    "в",      "г",         "год",     "года",  "року",     "р",        "τις",    "στις",        "ngay",
    "thang",  "nam",       "luc",     "time",  "standard", "daylight", "summer", "coordinated", "universal",
    "posted", "published", "updated", "feira", "las",      "los",      "kello",  "ora",         "klokken",
    "saat",   "jam",       "godz",    "hodin"};

/// Without case, accents, dots, apostrophes and spaces: as the table has them.
std::string folded(std::string_view word) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString s =
      icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())));
  s.foldCase();
  const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(error);
  if (U_SUCCESS(error)) s = nfkd->normalize(s, error);
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < s.length(); i = s.moveIndex32(i, 1)) {
    const UChar32 c = s.char32At(i);
    const bool accent = c >= 0x300 && c <= 0x36F;
    if (!accent && c != '.' && c != '\'' && c != 0x2019 && c != 0x970) kept.append(c);
  }
  std::string out;
  kept.toUTF8String(out);
  return out;
}

template <std::size_t N>
bool contains(const std::string_view (&list)[N], std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

/// The name itself, or the month on which all names that begin so agree ("Septem", "Janua").
Name find_name(const std::string& key) {
  const auto* const first =
      std::lower_bound(std::begin(kNames), std::end(kNames), std::string_view(key),
                       [](const Name& name, std::string_view k) { return name.text < k; });
  if (first == std::end(kNames)) return {};
  if (first->text == key) return *first;
  if (count_code_points(key) < 4) return {};
  const auto* last = first;
  while (last != std::end(kNames) && last->text.starts_with(key) && last->month == first->month) ++last;
  const bool agree = last != first && (last == std::end(kNames) || !last->text.starts_with(key));
  return agree ? Name{first->text, first->month, 0} : Name{};
}

bool is_ascii_word(std::string_view word) {
  return std::all_of(word.begin(), word.end(), is_letter);
}

}  // namespace

Word find_word(std::string_view text) {
  Word word;
  if (text.find('/') != std::string_view::npos) {
    const std::string_view zone =
        starts_with_ignore_case(text, "etc/") && is_ascii_word(text.substr(4)) && zone_offset(text.substr(4))
            ? std::string_view("UTC")
            : text;
    if (utc_offset(Time{}, zone)) word.zone_name = zone;
    return word;
  }
  std::string key = folded(text);
  if (key.size() > 3 && (text.substr(1, 1) == "'" || text.substr(1, 3) == "\u2019")) {
    const bool elided = key[0] == 'd' || key[0] == 'l';  // "d'abril"
    if (elided && find_name(key).text.empty()) key.erase(0, 1);
  }
  const Name name = find_name(key);
  word.month = name.month;
  word.weekday = name.weekday;
  word.half = contains(kBeforeNoon, key) ? 1 : contains(kAfterNoon, key) ? 2 : 0;
  word.filler = contains(kFillers, key) || contains(kFillers, text);
  if (is_ascii_word(text)) {
    word.offset = zone_offset(text);
    word.zone_name = zone_of_name(text);
  }
  return word;
}

}  // namespace gazette::dates

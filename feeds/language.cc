#include "feeds/language.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kEnough = 4000;  // code points looked at
constexpr std::size_t kMaxTag = 35;    // RFC 5646 section 4.4.1

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_subtag(std::string_view part) {
  return !part.empty() && part.size() <= 8 &&
         std::all_of(part.begin(), part.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

/// RFC 5646 section 2.1.1: regions in capitals, scripts with one, all else small.
std::string in_usual_case(std::string_view part, bool is_first) {
  std::string out = to_lower(part);
  const bool letters = std::all_of(part.begin(), part.end(), is_letter);
  if (is_first || !letters) return out;
  const auto upper = [](char c) { return static_cast<char>(c - 'a' + 'A'); };
  if (out.size() == 2) std::transform(out.begin(), out.end(), out.begin(), upper);
  if (out.size() == 4) out[0] = upper(out[0]);
  return out;
}

enum Script {
  kHan,
  kKana,
  kHangul,
  kCyrillic,
  kGreek,
  kArabic,
  kHebrew,
  kThai,
  kDevanagari,
  kLatin,
  kScripts
};

struct Range {
  char32_t first, last;
  Script script;
};
constexpr std::array<Range, 17> kRanges{{{'A', 'Z', kLatin},
                                         {'a', 'z', kLatin},
                                         {0x00C0, 0x024F, kLatin},
                                         {0x0370, 0x03FF, kGreek},
                                         {0x0400, 0x052F, kCyrillic},
                                         {0x0590, 0x05FF, kHebrew},
                                         {0x0600, 0x06FF, kArabic},
                                         {0x0750, 0x077F, kArabic},
                                         {0x0900, 0x097F, kDevanagari},
                                         {0x0E00, 0x0E7F, kThai},
                                         {0x1100, 0x11FF, kHangul},
                                         {0x1E00, 0x1EFF, kLatin},
                                         {0x3041, 0x30FF, kKana},
                                         {0x3400, 0x4DBF, kHan},
                                         {0x4E00, 0x9FFF, kHan},
                                         {0xAC00, 0xD7A3, kHangul},
                                         {0xF900, 0xFAFF, kHan}}};

/// The commonest characters that are written in only one of the two ways.
constexpr std::u32string_view kTraditional =
    U"們個這來時說國會對發學過為於與後還沒將經開關見從無點實長問進電機東車動門間業";
constexpr std::u32string_view kSimplified =
    U"们个这来时说国会对发学过为于与后还没将经开关见从无点实长问进电机东车动门间业";

struct Counts {
  std::array<std::size_t, kScripts> of{};
  std::size_t traditional = 0, simplified = 0;
};

void count(Counts& counts, char32_t c) {
  const auto range =
      std::find_if(kRanges.begin(), kRanges.end(), [c](const Range& r) { return c <= r.last; });
  if (range == kRanges.end() || c < range->first) return;
  ++counts.of[range->script];
  if (range->script != kHan) return;
  counts.traditional += kTraditional.find(c) != kTraditional.npos;
  counts.simplified += kSimplified.find(c) != kSimplified.npos;
}

Counts count_scripts(std::string_view text) {
  Counts counts;
  std::size_t pos = 0;
  for (std::size_t n = 0; n < kEnough && pos < text.size(); ++n) count(counts, next_code_point(text, pos));
  return counts;
}

struct Words {
  std::string_view language;
  std::string_view words;  ///< each between spaces
};
constexpr std::array<Words, 12> kWords{
    {{"en", " the of and to in is that for it with as was on are this by be from have not you at "},
     {"de", " der die das und ist nicht ein eine zu den mit von auf für im dem auch sich des wird "},
     {"fr", " le la les des et est une un que dans pour pas sur qui du au avec ce par plus "},
     {"es", " el la los las de que y en un una es por con para se del no su al lo como "},
     {"pt", " o a os as de que e em um uma para com não do da se por dos das no na "},
     {"it", " il la di che e un una per con del della non le gli i dei è nel sono si "},
     {"nl", " de het een en van is dat niet op te in voor met zijn die aan er ook als bij "},
     {"sv", " och att det som en är på för av den med ett inte har till om de var jag "},
     {"pl", " i w nie na się z do to jest że o jak za od po przez dla są ale oraz "},
     {"cs", " a se na je že v s z do to pro si jsou by ale jako za od který po "},
     {"tr", " ve bir bu da de için ile olarak çok daha olan gibi ne kadar var sonra en o mi "},
     {"vi", " và của là có được trong cho không với các một những này người khi đã từ về "}}};

std::string guess_latin(std::string_view text) {
  const std::string line = collapse_whitespace(to_lower(first_code_points(text, kEnough)));
  std::array<int, kWords.size()> hits{};
  int words = 0;
  for (const std::string_view word : split(line, ' ')) {
    ++words;
    const std::string between = " " + std::string(word) + " ";
    for (std::size_t i = 0; i < kWords.size(); ++i)
      hits[i] += kWords[i].words.find(between) != std::string::npos;
  }
  const auto best = std::max_element(hits.begin(), hits.end());
  const bool sure = *best >= 2 && *best * 10 >= words;
  return sure ? std::string(kWords[static_cast<std::size_t>(best - hits.begin())].language) : "und";
}

}  // namespace

std::string language_tag(std::string_view said) {
  std::string text(trim(said));
  std::replace(text.begin(), text.end(), '_', '-');
  if (text.size() > kMaxTag) return {};
  std::vector<std::string> parts;
  for (const std::string_view part : split(text, '-')) {
    if (!is_subtag(part)) return {};
    parts.push_back(in_usual_case(part, parts.empty()));
  }
  const bool is_language = !parts.empty() && parts[0].size() >= 2 && parts[0].size() <= 3 &&
                           std::all_of(parts[0].begin(), parts[0].end(), is_letter);
  return is_language ? join(parts, "-") : std::string();
}

std::string guess_language(std::string_view text) {
  const Counts counts = count_scripts(text);
  const auto& of = counts.of;
  const std::size_t han = of[kHan], kana = of[kKana], latin = of[kLatin];
  // A word of Han says about as much as five letters.
  if (kana * 10 > han && kana * 5 > latin) return "ja";
  if (of[kHangul] * 5 > latin && of[kHangul] > han) return "ko";
  if (han * 5 > latin && han > 0) return counts.traditional > counts.simplified ? "zh-TW" : "zh-CN";
  constexpr std::array<std::pair<Script, std::string_view>, 6> kAlphabets{{{kCyrillic, "ru"},
                                                                           {kGreek, "el"},
                                                                           {kArabic, "ar"},
                                                                           {kHebrew, "he"},
                                                                           {kThai, "th"},
                                                                           {kDevanagari, "hi"}}};
  for (const auto& [script, language] : kAlphabets)
    if (of[script] > latin) return std::string(language);
  return latin > 0 ? guess_latin(text) : "und";
}

}  // namespace gazette

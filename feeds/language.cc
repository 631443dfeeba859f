#include "feeds/language.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
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

constexpr std::string_view kSigns = ".,;:!?\"'()[]";

struct Words {
  std::string_view language;
  std::string_view words;  ///< each between spaces
};
constexpr std::array<Words, 18> kWords{{
    {"en",
     " the of and to in is that for it with as was on are this by be from have not you at i a an we they he "
     "she but or what how do has will your can all who there their about when more if so would out up my "},
    {"de",
     " der die das und ist nicht ein eine zu den mit von auf für im dem auch sich des wird in es ich sie wir "
     "er aber oder als wie nach bei noch nur aus über sind hat haben war werden dass wenn man einen "},
    {"fr",
     " le la les des et est une un que dans pour pas sur qui du au avec ce par plus de à il elle nous vous "
     "je mais ou son sa ses sont aux cette comme en être a fait ont "},
    {"es",
     " el la los las de que y en un una es por con para se del no su al lo como más pero sus le ya o este sí "
     "porque esta entre cuando muy sin sobre también me hasta hay "},
    {"pt",
     " o a os as de que e em um uma para com não do da se por dos das no na mais como mas foi ao ele à seu "
     "sua ou ser quando muito há nos já está eu também só pelo pela até "},
    {"it",
     " il la di che e un una per con del della non le gli i dei è nel sono si da lo ma anche più come al "
     "alla ha questo o se nella su dal delle ci suo tra "},
    {"nl",
     " de het een en van is dat niet op te in voor met zijn die aan er ook als bij ik je maar om dan zou of "
     "wat mijn men dit zo door over ze zich hij worden naar heeft "},
    {"sv",
     " och att det som en är på för av den med ett inte har till om de var jag han hon men eller från så kan "
     "vi när nu ska ut också efter vid "},
    {"da",
     " og i at det er en til på som for de med af den der ikke et har var jeg han men om fra blev vi så kan "
     "eller efter ud nu også når skal "},
    {"no",
     " og i det er på en til som for av at med de den har ikke et var jeg han men om fra ble vi så kan eller "
     "etter ut nå også når skal "},
    {"fi",
     " ja on ei se että hän oli ovat mutta kun niin myös tai joka mukaan kuin vain sen ole voi jo nyt sekä "
     "siitä ollut "},
    {"pl",
     " i w nie na się z do to jest że o jak za od po przez dla są ale oraz co tak czy jego jej tym ten który "
     "być może już "},
    {"cs",
     " a se na je že v s z do to pro si jsou by ale jako za od který po o k i jeho tak podle však při ještě "
     "už nebo není "},
    {"hu",
     " a az és hogy nem is egy ez volt de meg csak már mint el van még ki lesz vagy kell aki ezt azt amely "
     "után szerint "},
    {"ro",
     " și de la în cu o pe nu un să din este care mai că pentru a se sunt ca au dar fost sau al această "
     "după "},
    {"tr",
     " ve bir bu da de için ile olarak çok daha olan gibi ne kadar var sonra en o mi ama değil ben her şey "
     "ya "},
    {"id",
     " yang dan di dengan untuk dari ini dalam itu tidak pada akan ke juga adalah ada oleh mereka telah bisa "
     "kita atau karena saya "},
    {"vi",
     " và của là có được trong cho không với các một những này người khi đã từ về ở đến để cũng như ra "},
}};

/// The languages of a word, one bit each.
std::uint32_t languages_of(std::string_view word) {
  static const std::unordered_map<std::string_view, std::uint32_t> kLanguages = [] {
    std::unordered_map<std::string_view, std::uint32_t> all;
    for (std::size_t i = 0; i < kWords.size(); ++i)
      for (const std::string_view one : split(trim(kWords[i].words), ' ')) all[one] |= std::uint32_t{1} << i;
    return all;
  }();
  const auto found = kLanguages.find(word);
  return found == kLanguages.end() ? 0 : found->second;
}

/// The language most of whose small words are met; none where two are as likely.
std::string guess_latin(std::string_view text) {
  const std::string line = collapse_whitespace(to_lower(first_code_points(text, kEnough)));
  std::array<int, kWords.size()> hits{};
  int words = 0;
  for (std::string_view word : split(line, ' ')) {
    ++words;
    while (!word.empty() && kSigns.find(word.back()) != kSigns.npos) word.remove_suffix(1);
    while (!word.empty() && kSigns.find(word.front()) != kSigns.npos) word.remove_prefix(1);
    const std::uint32_t languages = languages_of(word);
    for (std::size_t i = 0; i < kWords.size() && languages != 0; ++i) hits[i] += (languages >> i) & 1;
  }
  const auto best = std::max_element(hits.begin(), hits.end());
  const bool sure = *best >= 2 && *best * 10 >= words && std::count(hits.begin(), hits.end(), *best) == 1;
  return sure ? std::string(kWords[static_cast<std::size_t>(best - hits.begin())].language) : "und";
}

/// Letters that only one of the languages of a script writes all the time.
struct OwnLetters {
  Script script;
  std::u32string_view letters;
  std::string_view language;
};
constexpr std::array<OwnLetters, 5> kOwnLetters{{{kCyrillic, U"ўЎ", "be"},
                                                 {kCyrillic, U"іїєґІЇЄҐ", "uk"},
                                                 {kCyrillic, U"јљњђћџЈЉЊЂЋЏ", "sr"},
                                                 {kArabic, U"ٹڈڑےں", "ur"},
                                                 {kArabic, U"پچژگ", "fa"}}};

std::string guess_by_letters(Script script, std::string_view usual, std::size_t all, std::string_view text) {
  std::array<std::size_t, kOwnLetters.size()> hits{};
  std::size_t pos = 0;
  for (std::size_t n = 0; n < kEnough && pos < text.size(); ++n) {
    const char32_t c = next_code_point(text, pos);
    for (std::size_t i = 0; i < kOwnLetters.size(); ++i)
      hits[i] += kOwnLetters[i].letters.find(c) != std::u32string_view::npos;
  }
  for (std::size_t i = 0; i < kOwnLetters.size(); ++i)
    if (kOwnLetters[i].script == script && hits[i] >= 2 && hits[i] * 100 >= all)
      return std::string(kOwnLetters[i].language);
  return std::string(usual);
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
    if (of[script] > latin) return guess_by_letters(script, language, of[script], text);
  return latin > 0 ? guess_latin(text) : "und";
}

}  // namespace gazette

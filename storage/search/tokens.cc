#include "storage/search/tokens.h"

#include <algorithm>
#include <array>
#include <vector>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxText = 2'000'000;    // bytes of an article that are indexed
constexpr std::size_t kMaxWord = 64;           // code points; the rest of a longer word is dropped
constexpr std::size_t kMaxLinkTarget = 4'096;  // bytes after "](" in which the end is looked for
constexpr std::size_t kMaxQuery = 1'000;       // bytes
constexpr std::size_t kMaxQueryWords = 32;

struct Range {
  char32_t first, last;
};

// Scripts that are written without spaces between words.
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

bool is_unspaced(char32_t c) {
  if (c < kUnspaced.front().first) return false;
  const auto* range =
      std::partition_point(kUnspaced.begin(), kUnspaced.end(), [c](Range r) { return r.last < c; });
  return range != kUnspaced.end() && range->first <= c;
}

/// The common part of kUnspaced, in which nothing is folded.
bool is_plain_unspaced(char32_t c) {
  return is_unspaced(c) &&
         ((c >= 0x3041 && c <= 0x30FE) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3));
}

bool is_mark(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) != 0;
}

/// Letters, digits, and marks that are part of a word (vowel signs of Indic scripts).
bool is_word(char32_t c) {
  return u_isalnum(static_cast<UChar32>(c)) || is_mark(c);
}

/// Invisible (soft hyphen, joiners, variation selectors) or an accent on its own: as if it were not there.
bool is_ignorable(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || c == 0x3099 || c == 0x309A ||
         u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

using CodePoints = std::vector<char32_t>;

/// The mapping of one code point by `normalizer`, itself if it has none.
CodePoints mapped(const UNormalizer2* normalizer, char32_t c) {
  std::array<UChar, 64> units{};
  UErrorCode status = U_ZERO_ERROR;
  const auto code_point = static_cast<UChar32>(c);
  const std::int32_t length =
      unorm2_getDecomposition(normalizer, code_point, units.data(), units.size(), &status);
  if (length < 0 || U_FAILURE(status)) return {c};
  CodePoints out;
  for (std::int32_t i = 0; i < length;) {
    UChar32 unit = 0;
    U16_NEXT(units.data(), i, length, unit);
    out.push_back(static_cast<char32_t>(unit));
  }
  return out;
}

/// Case, width and ligatures folded away, accents taken apart (and dropped as marks). Cyrillic letters keep
/// theirs, they are letters of their own; but for the io, which most people write without.
CodePoints folded(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  static const UNormalizer2* const kCaseFold = unorm2_getNFKCCasefoldInstance(&status);
  if (c == 0x0401 || c == 0x0451) return {0x0435};
  const bool is_cyrillic = c >= 0x0400 && c <= 0x052F;
  if (is_cyrillic || !kCaseFold)
    return {static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT))};
  return mapped(kCaseFold, c);
}

/// The end of "](target)" if `pos` is at its start, else `pos`.
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

/// Takes code points one after the other and writes tokens.
class Splitter {
 public:
  void take_ascii(char c) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      take_word(static_cast<char32_t>(c));
    else if (c != '*' || !word_.empty())  // emphasis inside a Chinese word does not part it
      end_run();
  }
  void take(char32_t c) {
    if (is_plain_unspaced(c)) return take_unspaced(c);
    if (is_ignorable(c)) return;
    for (const char32_t one : folded(c)) take_folded(one);
  }
  void end_run() {
    emit(word_);
    emit(last_);
    word_.clear();
    last_.clear();
    word_length_ = run_length_ = 0;
  }
  /// The end of a query: what follows in the text is not known, so that the last character alone would be
  /// wrong after bigrams; if it is the whole run, it is the beginning of a bigram or a token. True in that
  /// case.
  bool end_query() {
    const bool is_prefix = run_length_ == 1;
    if (run_length_ > 1) last_.clear();
    end_run();
    return is_prefix;
  }
  std::string& tokens() { return out_; }

 private:
  void take_folded(char32_t c) {
    if (is_unspaced(c)) return take_unspaced(c);
    if (c == 0x0020 || !is_word(c)) return end_run();
    if (!is_ignorable(c)) take_word(c);
  }
  void take_word(char32_t c) {
    if (!last_.empty()) end_run();
    if (++word_length_ <= kMaxWord) append_utf8(word_, c);
  }
  void take_unspaced(char32_t c) {
    if (!word_.empty()) end_run();
    const std::size_t before = last_.size();
    append_utf8(last_, c);
    if (++run_length_ == 1) return;
    emit(last_);
    last_.erase(0, before);
  }
  void emit(std::string_view token) {
    if (token.empty()) return;
    if (!out_.empty()) out_ += ' ';
    out_ += token;
  }

  std::string out_;
  std::string word_;  ///< the word that is being read
  std::string last_;  ///< the last character of the run that is being read
  std::size_t word_length_ = 0, run_length_ = 0;
};

void split_into(Splitter& splitter, std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    const char c = text[pos];
    if (static_cast<unsigned char>(c) >= 0x80) {
      splitter.take(next_code_point(text, pos));
      continue;
    }
    const std::size_t after = c == ']' ? after_link_target(text, pos) : pos;
    splitter.take_ascii(c);
    pos = after == pos ? pos + 1 : after;
  }
}

struct QueryWord {
  std::string_view text;
  bool wanted = true;
};

/// Parts at white space and at quotes; a minus before a word or a quote turns it around.
std::vector<QueryWord> query_words(std::string_view words) {
  std::vector<QueryWord> out;
  constexpr std::string_view kSpaces = " \t\r\n";
  for (std::size_t pos = 0; pos < words.size() && out.size() < kMaxQueryWords;) {
    pos = words.find_first_not_of(kSpaces, pos);
    if (pos == std::string_view::npos) break;
    const bool wanted = words[pos] != '-';
    if (!wanted) ++pos;
    const bool quoted = pos < words.size() && words[pos] == '"';
    if (quoted) ++pos;
    const std::size_t end =
        std::min(quoted ? words.find('"', pos) : words.find_first_of(" \t\r\n\"", pos), words.size());
    out.push_back({words.substr(pos, end - pos), wanted});
    pos = quoted ? end + 1 : end;
  }
  return out;
}

/// One word as a phrase of FTS5: its tokens next to each other. Tokens hold no quote.
std::string phrase(std::string_view word) {
  Splitter splitter;
  split_into(splitter, word);
  const bool is_prefix = splitter.end_query();
  if (splitter.tokens().empty()) return {};
  return '"' + splitter.tokens() + (is_prefix ? "\"*" : "\"");
}

void append_phrase(std::string& query, std::string_view joint, const std::string& added) {
  if (added.empty()) return;
  if (!query.empty()) query += joint;
  query += added;
}

}  // namespace

std::string search_tokens(std::string_view text) {
  Splitter splitter;
  split_into(splitter, text.substr(0, kMaxText));
  splitter.end_run();
  return std::move(splitter.tokens());
}

SearchText search_text(const Article& article) {
  std::string names;
  for (const Person& person : article.authors) names += person.name + '\n';
  for (const std::string& category : article.categories) names += category + '\n';
  for (const std::string& tag : article.tags) names += tag + '\n';
  const std::string_view body = article.body().empty() ? std::string_view(article.summary) : article.body();
  return {search_tokens(article.title), search_tokens(body), search_tokens(names)};
}

std::string search_query(std::string_view words) {
  std::string wanted, unwanted;
  for (const QueryWord& word : query_words(words.substr(0, kMaxQuery)))
    append_phrase(word.wanted ? wanted : unwanted, word.wanted ? " AND " : " OR ", phrase(word.text));
  if (wanted.empty() || unwanted.empty()) return wanted;
  return "(" + wanted + ") NOT (" + unwanted + ")";
}

}  // namespace gazette

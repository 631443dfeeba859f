#include "daemon/serve/pages/text/highlight.h"

#include <algorithm>

#include <unicode/uchar.h>

#include "feeds/text/strings.h"
#include "storage/search/text/query.h"
#include "storage/search/text/tokens.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxWords = 32;
constexpr std::size_t kMaxMarks = 200;     // in one text
constexpr std::size_t kLookedAt = 40'000;  // bytes of a body
constexpr std::size_t kBefore = 60;        // code points of an excerpt before the place
constexpr std::size_t kExcerpt = 200;

enum class Kind { other, word, unspaced };

Kind kind_of(char32_t c) {
  const auto code_point = static_cast<UChar32>(c);
  if (!u_isalnum(code_point) && (U_GET_GC_MASK(code_point) & U_GC_M_MASK) == 0) return Kind::other;
  const bool ideographic = u_hasBinaryProperty(code_point, UCHAR_IDEOGRAPHIC);
  const UBlockCode block = ublock_getCode(code_point);
  const bool kana = block == UBLOCK_HIRAGANA || block == UBLOCK_KATAKANA ||
                    block == UBLOCK_HANGUL_SYLLABLES || block == UBLOCK_THAI || block == UBLOCK_LAO ||
                    block == UBLOCK_KHMER || block == UBLOCK_MYANMAR;
  return ideographic || kana ? Kind::unspaced : Kind::word;
}

/// The run of one kind that begins at `begin`.
std::string_view run_at(std::string_view text, std::size_t begin, Kind& kind) {
  std::size_t end = begin;
  kind = kind_of(next_code_point(text, end));
  for (std::size_t pos = end; pos < text.size(); end = pos)
    if (kind_of(next_code_point(text, pos)) != kind) break;
  return text.substr(begin, end - begin);
}

/// Markdown's signs and link targets away, lines joined.
std::string plain(std::string_view markdown) {
  std::string out;
  for (std::size_t i = 0; i < markdown.size(); ++i) {
    const char c = markdown[i];
    if (c == ']' && markdown.substr(i).starts_with("](")) {
      const std::size_t end = markdown.find(')', i);
      if (end == std::string_view::npos) break;
      i = end;
    } else if (c == '\\' && i + 1 < markdown.size()) {
      continue;
    } else if (std::string_view("[]*_`#>|!~").find(c) == std::string_view::npos) {
      out += c;
    }
  }
  for (const std::string_view line : {"---", "==="})  // under a heading
    for (std::size_t at = out.find(line); at != std::string::npos; at = out.find(line, at))
      out.erase(at, out.find_first_not_of(line[0], at) - at);
  return collapse_whitespace(out);
}

/// From `begin` on, about so long; ends where a word ends, if one does nearby.
std::string_view cut_part(std::string_view text, std::size_t begin) {
  constexpr std::size_t kLongestWord = 30;
  const std::size_t space = text.find(' ', begin);
  if (begin > 0 && space < begin + kLongestWord) begin = space + 1;
  std::string_view part = first_code_points(text.substr(begin), kExcerpt);
  const std::size_t last = part.rfind(' ');
  if (begin + part.size() < text.size() && last != std::string_view::npos &&
      last + kLongestWord > part.size())
    part = part.substr(0, last);
  return part;
}

}  // namespace

Highlight::Highlight(std::string_view words, std::string_view language)
    : stemmer_(Stemmer::for_language(language)) {
  const Result<TypedQuery> typed = read_typed_query(words);
  if (!typed) return;
  Kind kind = Kind::other;
  for (const SearchTerm& term : typed->wanted) {
    for (std::size_t at = 0; at < term.text.size() && words_.size() + unspaced_.size() < kMaxWords;) {
      const std::string_view run = run_at(term.text, at, kind);
      at += run.size();
      if (kind == Kind::unspaced) unspaced_.emplace_back(run);
      if (kind != Kind::word) continue;
      words_.push_back(search_tokens(run));
      if (stemmer_ && !term.is_quoted) stems_.push_back(stemmer_->stem(words_.back()));
    }
  }
}

bool Highlight::is_wanted(const std::string& token) const {
  if (std::find(words_.begin(), words_.end(), token) != words_.end()) return true;
  return !stems_.empty() && std::find(stems_.begin(), stems_.end(), stemmer_->stem(token)) != stems_.end();
}

std::vector<Highlight::Span> Highlight::find(std::string_view text, std::size_t most) const {
  std::vector<Span> spans;
  if (words_.empty() && unspaced_.empty()) return spans;
  Kind kind = Kind::other;
  for (std::size_t at = 0; at < text.size() && spans.size() < most;) {
    const std::string_view run = run_at(text, at, kind);
    if (kind == Kind::word && !words_.empty()) {
      if (is_wanted(search_tokens(run))) spans.push_back({at, at + run.size()});
    } else if (kind == Kind::unspaced) {
      for (const std::string& word : unspaced_)
        for (std::size_t found = run.find(word); found != std::string_view::npos && spans.size() < most;
             found = run.find(word, found + word.size()))
          spans.push_back({at + found, at + found + word.size()});
    }
    at += run.size();
  }
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  return spans;
}

Fragment Highlight::mark(std::string_view text) const {
  Fragment out;
  std::size_t done = 0;
  for (const Span& span : find(text, kMaxMarks)) {
    if (span.begin < done) continue;
    out += html("{}<mark>{}</mark>", Text{text.substr(done, span.begin - done)},
                Text{text.substr(span.begin, span.end - span.begin)});
    done = span.end;
  }
  out += html("{}", Text{text.substr(done)});
  return out;
}

std::string Highlight::excerpt(std::string_view markdown) const {
  if (words_.empty() && unspaced_.empty()) return {};
  const std::string text = plain(markdown.substr(0, kLookedAt));
  const std::vector<Span> spans = find(text, 1);
  if (spans.empty()) return {};
  std::size_t begin = spans[0].begin;
  for (std::size_t back = 0; begin > 0 && back < kBefore; --begin)
    if ((static_cast<unsigned char>(text[begin]) & 0xc0) != 0x80) ++back;
  while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xc0) == 0x80) --begin;
  const std::string_view part = cut_part(text, begin);
  const bool is_end = part.data() + part.size() == text.data() + text.size();
  return (begin > 0 ? "…" : "") + std::string(trim(part)) + (is_end ? "" : "…");
}

}  // namespace gazette

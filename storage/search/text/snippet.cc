#include "storage/search/text/snippet.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include "feeds/text/strings.h"
#include "storage/search/text/characters.h"
#include "storage/search/text/query.h"
#include "storage/search/text/stems.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxLine = 60'000;  // bytes of an article in which the snippet is looked for
constexpr std::size_t kMaxHits = 2'000;

/// A word, or one character of a script without spaces.
struct Unit {
  std::string text;
  std::size_t begin = 0, end = 0;
  bool is_word = false;
  bool joined = false;  ///< to the one before, as characters of a run are
};

/// Takes what read_text() tells.
class UnitReader {
 public:
  void at(std::size_t begin, std::size_t end) { begin_ = begin, end_ = end; }
  void word(std::string_view ascii) { word_unit().text += ascii; }
  void word(char32_t c) { append_utf8(word_unit().text, c); }
  void unspaced(char32_t c) {
    const bool joined = inside_ && !units_.empty() && !units_.back().is_word;
    units_.push_back({{}, begin_, end_, false, joined});
    append_utf8(units_.back().text, c);
    inside_ = true;
  }
  void border() { inside_ = false; }
  void emphasis() { inside_ = inside_ && !units_.back().is_word; }
  std::vector<Unit> units() && { return std::move(units_); }

 private:
  Unit& word_unit() {
    if (!inside_ || !units_.back().is_word) units_.push_back({{}, begin_, end_, true, false});
    inside_ = true;
    units_.back().end = end_;
    return units_.back();
  }
  std::vector<Unit> units_;
  std::size_t begin_ = 0, end_ = 0;
  bool inside_ = false;
};

std::vector<Unit> units_of(std::string_view text) {
  UnitReader reader;
  read_text(reader, text);
  return std::move(reader).units();
}

struct Wanted {
  std::vector<Unit> units;
  std::string stem;  ///< of a word alone without quotes, in a language that has stems; else empty
};

/// What is searched for, as the index of articles in one language answers it.
class Finding {
 public:
  Finding(std::string_view typed, std::string_view language) : stemmer_(Stemmer::for_language(language)) {
    const Result<TypedQuery> query = read_typed_query(typed);
    if (!query) return;
    for (const SearchTerm& term : query->wanted) {
      Wanted wanted{units_of(term.text), {}};
      if (wanted.units.empty()) continue;
      const bool has_forms =
          stemmer_ && !term.is_quoted && wanted.units.size() == 1 && wanted.units[0].is_word;
      if (has_forms) wanted.stem = stemmer_->stem(wanted.units[0].text);
      wanted_.push_back(std::move(wanted));
    }
  }

  struct Hit {
    std::size_t begin, end, term;
  };
  std::vector<Hit> hits_in(std::string_view line) {
    std::vector<Hit> hits;
    if (wanted_.empty()) return hits;
    const std::vector<Unit> units = units_of(line);
    for (std::size_t i = 0; i < units.size() && hits.size() < kMaxHits; ++i)
      for (std::size_t term = 0; term < wanted_.size(); ++term)
        if (matches_at(units, i, wanted_[term]))
          hits.push_back({units[i].begin, units[i + wanted_[term].units.size() - 1].end, term});
    return hits;
  }

 private:
  bool matches_at(const std::vector<Unit>& units, std::size_t at, const Wanted& wanted) {
    if (at + wanted.units.size() > units.size()) return false;
    for (std::size_t i = 0; i < wanted.units.size(); ++i) {
      const Unit &have = units[at + i], &want = wanted.units[i];
      if (have.text != want.text && !is_form(have, wanted)) return false;
      if (want.joined && !have.joined) return false;
    }
    return true;
  }
  /// "election" and "elections"; forms that begin otherwise are not stemmed: most words of a text are not
  /// meant.
  bool is_form(const Unit& have, const Wanted& wanted) {
    return !wanted.stem.empty() && have.is_word && have.text[0] == wanted.units[0].text[0] &&
           stemmer_->stem(have.text) == wanted.stem;
  }

  std::optional<Stemmer> stemmer_;
  std::vector<Wanted> wanted_;
};
using Hit = Finding::Hit;

/// Where characters, as readers see them (with accents, joined emoji), begin.
class Characters {
 public:
  explicit Characters(std::string_view text) : text_(text) {
    UErrorCode status = U_ZERO_ERROR;
    utext_ = utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status);
    breaks_.reset(ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &status));
    if (breaks_) ubrk_setUText(breaks_.get(), utext_, &status);
  }
  Characters(const Characters&) = delete;
  ~Characters() { utext_close(utext_); }

  /// The nearest beginning at or before `pos`.
  std::size_t begin_of(std::size_t pos) const {
    if (pos >= text_.size()) return text_.size();
    const auto at = static_cast<std::int32_t>(pos);
    if (!breaks_ || ubrk_isBoundary(breaks_.get(), at)) return pos;
    return static_cast<std::size_t>(std::max(0, ubrk_preceding(breaks_.get(), at)));
  }
  std::size_t next(std::size_t pos) const {
    if (pos >= text_.size() || !breaks_) return text_.size();
    const std::int32_t at = ubrk_following(breaks_.get(), static_cast<std::int32_t>(pos));
    return at == UBRK_DONE ? text_.size() : static_cast<std::size_t>(at);
  }
  std::size_t columns(std::size_t begin) const {
    std::size_t pos = begin;
    return is_unspaced(next_code_point(text_, pos)) ? 2 : 1;
  }

 private:
  struct Close {
    void operator()(UBreakIterator* breaks) const { ubrk_close(breaks); }
  };
  std::string_view text_;
  UText* utext_ = nullptr;
  std::unique_ptr<UBreakIterator, Close> breaks_;
};

bool is_cut(std::string_view line, std::size_t pos) {
  if (pos == 0 || pos >= line.size()) return true;
  std::size_t at = pos;
  return line[pos - 1] == ' ' || is_unspaced(next_code_point(line, at));
}

/// The bytes that are shown: some of the line before `hit`, and about `size` columns.
struct Window {
  std::size_t begin, end;
};
Window window_at(std::string_view line, const Characters& characters, std::size_t hit, std::size_t size) {
  std::size_t begin = characters.begin_of(hit);
  for (std::size_t before = 0; begin > 0 && before < size / 4;) {
    begin = characters.begin_of(begin - 1);
    before += characters.columns(begin);
  }
  std::size_t start = begin;
  while (start < hit && !is_cut(line, start)) start = characters.next(start);
  if (start >= hit) start = is_cut(line, hit) ? hit : begin;
  std::size_t end = start, cut = start;
  for (std::size_t shown = 0; end < line.size() && shown < size;) {
    shown += characters.columns(end);
    end = characters.next(end);
    if (is_cut(line, end)) cut = end;
  }
  return {start, end >= line.size() ? line.size() : cut > start ? cut : end};
}

/// The first hit from which on most of the different terms stand within `size` bytes.
std::size_t best_hit(const std::vector<Hit>& hits, std::size_t size) {
  std::size_t best = 0, most = 0;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    std::uint32_t terms = 0;
    for (std::size_t j = i; j < hits.size() && hits[j].begin < hits[i].begin + size; ++j)
      terms |= std::uint32_t{1} << (hits[j].term % 32);
    const auto count = static_cast<std::size_t>(std::popcount(terms));
    if (count > most) most = count, best = i;
  }
  return best;
}

std::vector<SnippetPart> parts_of(std::string_view line, const Characters& characters,
                                  const std::vector<Hit>& hits, Window window) {
  std::vector<SnippetPart> parts;
  const auto add = [&](std::size_t begin, std::size_t end, bool found) {
    if (begin < end) parts.push_back({std::string(line.substr(begin, end - begin)), found});
  };
  std::size_t pos = window.begin;
  for (const Hit& hit : hits) {
    const std::size_t begin = characters.begin_of(hit.begin);
    const std::size_t end = characters.begin_of(hit.end) == hit.end ? hit.end : characters.next(hit.end);
    if (begin < pos || end > window.end) continue;
    add(pos, begin, false);
    add(begin, end, true);
    pos = end;
  }
  add(pos, window.end, false);
  return parts;
}

/// Past a line that only draws: under a heading or a table's head, between parts.
std::size_t after_rule(std::string_view markdown, std::size_t pos) {
  const std::size_t end = std::min(markdown.find_first_not_of("-=|: *_", pos), markdown.size());
  return end == markdown.size() || markdown[end] == '\n' ? end : pos;
}

}  // namespace

std::string readable_line(std::string_view markdown) {
  std::string line;
  bool line_begins = true;
  for (std::size_t pos = 0; pos < markdown.size(); ++pos) {
    if (line_begins) pos = after_rule(markdown, pos);
    if (pos >= markdown.size()) break;
    const char c = markdown[pos];
    const std::size_t after = c == ']' ? after_link_target(markdown, pos) : pos;
    if (after != pos) {
      pos = after - 1;
      continue;
    }
    const bool escapes = c == '\\' && pos + 1 < markdown.size();
    const bool is_mark = c == '*' || c == '`' || c == '[' ||
                         (c == '!' && markdown.substr(pos + 1, 1) == "[") ||
                         (line_begins && (c == '#' || c == '>'));
    if (escapes)
      line += markdown[++pos];
    else if (!is_mark && c != ']')
      line += c == '|' ? ' ' : c;
    line_begins = c == '\n' || (line_begins && (is_mark || c == ' '));
  }
  return collapse_whitespace(line);
}

Snippet make_snippet(const Article& article, std::string_view typed, std::size_t size) {
  Finding finding(typed, article.language);
  Snippet snippet;
  const Characters in_title(article.title);
  snippet.title =
      parts_of(article.title, in_title, finding.hits_in(article.title), {0, article.title.size()});
  const std::string line = readable_line(article.body().substr(0, kMaxLine));
  const std::vector<Hit> hits = finding.hits_in(line);
  const Characters characters(line);
  const Window window =
      window_at(line, characters, hits.empty() ? 0 : hits[best_hit(hits, size)].begin, size);
  snippet.text = parts_of(line, characters, hits, window);
  if (window.begin > 0) snippet.text.insert(snippet.text.begin(), {"…", false});
  if (window.end < line.size()) snippet.text.push_back({"…", false});
  return snippet;
}

}  // namespace gazette

#include "feeds/html/markdown/inline/delimiters.h"

#include <algorithm>
#include <array>

#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

struct Dialect {
  CharKind symbols;    // what they count as
  bool skips_tildes;   // a mark sees what stands behind them
  bool forgets_early;  // an opener that one closer could not take is not offered to the next of that length
};
constexpr std::array<Dialect, 3> kDialects{{{CharKind::letter, true, true},    // cmark-gfm 0.29
                                            {CharKind::letter, false, false},  // goldmark before symbols
                                            {CharKind::punctuation, false, false}}};  // CommonMark 0.31

std::size_t mark_length(const Piece& piece) {
  return piece.style == Style::emphasis ? 1 : 2;
}

bool is_tilde(const Piece& piece) {
  return is_emphasis(piece) && piece.mark == '~';
}

// Marks side by side with one character: one delimiter run.
struct Run {
  std::vector<std::size_t> marks;  // pieces, left to right
  std::size_t length = 0;          // as written; the rule of three goes by it
  char mark = '*';
  bool can_open = false, can_close = false;
};

CharKind kind_before_run(const Pieces& pieces, std::size_t begin, const Dialect& dialect) {
  const bool skips = dialect.skips_tildes && !is_tilde(pieces[begin]);
  while (skips && begin > 1 && pieces[begin - 1].text.empty() && is_tilde(pieces[begin - 1])) --begin;
  const CharKind kind = kind_before(pieces, begin);
  return kind == CharKind::symbol ? dialect.symbols : kind;
}

CharKind kind_after_run(const Pieces& pieces, std::size_t last, const Dialect& dialect) {
  const bool skips = dialect.skips_tildes && !is_tilde(pieces[last]);
  while (skips && pieces[last].text.empty() && last + 1 < pieces.size() && is_tilde(pieces[last + 1])) ++last;
  const CharKind kind = kind_after(pieces, last);
  return kind == CharKind::symbol ? dialect.symbols : kind;
}

void classify(Run& run, CharKind before, CharKind after) {
  const auto apart = [](CharKind k) { return k == CharKind::space || k == CharKind::punctuation; };
  const bool left = after != CharKind::space && (after != CharKind::punctuation || apart(before));
  const bool right = before != CharKind::space && (before != CharKind::punctuation || apart(after));
  const bool word = run.mark == '_';
  run.can_open = left && (!word || !right || before == CharKind::punctuation);
  run.can_close = right && (!word || !left || after == CharKind::punctuation);
}

bool goes_on(const Pieces& pieces, std::size_t index) {
  return index + 1 < pieces.size() && pieces[index].text.empty() && is_emphasis(pieces[index + 1]) &&
         pieces[index + 1].mark == pieces[index].mark;
}

// The run that begins with piece `begin`.
Run run_from(const Pieces& pieces, std::size_t begin, const Dialect& dialect) {
  Run run;
  run.mark = pieces[begin].mark;
  std::size_t last = begin;
  for (;; ++last) {
    run.marks.push_back(last);
    run.length += mark_length(pieces[last]);
    if (!goes_on(pieces, last)) break;
  }
  classify(run, kind_before_run(pieces, begin, dialect), kind_after_run(pieces, last, dialect));
  return run;
}

class Reader {
 public:
  Reader(const Pieces& pieces, const Dialect& dialect, std::vector<std::size_t>& bad)
      : pieces_(pieces), dialect_(dialect), bad_(bad) {}

  void run() {
    for (std::size_t i = 1; i < pieces_.size();) {
      if (is_emphasis(pieces_[i])) {
        Run run = run_from(pieces_, i, dialect_);
        i += run.marks.size();
        read(run);
        continue;
      }
      if (pieces_[i].style == Style::link && pieces_[i].type == Piece::Type::open) enter_link();
      if (pieces_[i].style == Style::link && pieces_[i].type == Piece::Type::close) leave_link();
      ++i;
    }
  }

 private:
  // Delimiters in a link's text meet only each other. Openers below these are not for a closer of that
  // length.
  struct Bottoms {
    std::size_t all = 0;
    std::array<std::array<std::size_t, 3>, 3> by_length{};
  };

  void enter_link() {
    outer_.push_back(bottoms_);
    bottoms_ = {};
    bottoms_.all = open_.size();
  }

  void leave_link() {
    if (outer_.empty()) return;
    while (open_.size() > bottoms_.all) open_.pop_back();
    bottoms_ = outer_.back();
    outer_.pop_back();
  }

  void read(Run& run) {
    std::size_t done = 0;
    if (run.mark == '~' && run.marks.size() > 1)
      run.can_open = run.can_close = false;  // no run of tildes is longer
    for (; done < run.marks.size() && is_close(run.marks[done]); ++done) read_close(run, done);
    if (done == run.marks.size()) return;
    if (run.can_close && find_opener(run) > 0) spoil(run.marks[done]);  // it would close something
    run.marks.erase(run.marks.begin(), run.marks.begin() + static_cast<std::ptrdiff_t>(done));
    if (!run.can_open) {
      for (std::size_t mark : run.marks) spoil(mark);
    }
    open_.push_back(std::move(run));
  }

  void read_close(const Run& run, std::size_t index) {
    const std::size_t mark = run.marks[index];
    const std::size_t found = run.can_close ? find_opener(run) : 0;
    const bool right = found > 0 && open_[found - 1].marks.back() == pieces_[mark].partner &&
                       taken(open_[found - 1], run, index) == mark_length(pieces_[mark]);
    if (!right) spoil(pieces_[mark].partner);
    forget(pieces_[mark].partner);
  }

  static std::size_t mark_index(char mark) { return mark == '*' ? 0 : mark == '_' ? 1 : 2; }

  // The index behind the nearest opener that the algorithm would take; 0 if none.
  std::size_t find_opener(const Run& closer) {
    std::size_t& bottom = bottoms_.by_length[mark_index(closer.mark)][closer.length % 3];
    const std::size_t lowest = dialect_.forgets_early ? std::max(bottom, bottoms_.all) : bottoms_.all;
    for (std::size_t i = open_.size(); i > lowest; --i) {
      const Run& opener = open_[i - 1];
      if (opener.mark != closer.mark || !opener.can_open) continue;
      if (closer.mark == '~' && opener.length != closer.length) continue;
      const bool odd = (closer.can_open || opener.can_close) && closer.length % 3 != 0 &&
                       (opener.length + closer.length) % 3 == 0;
      if (!odd) return i;
    }
    bottom = open_.size();
    return 0;
  }

  // How much the algorithm takes from both: two where both have two.
  std::size_t taken(const Run& opener, const Run& closer, std::size_t index) const {
    std::size_t left = 0;
    for (std::size_t i = index; i < closer.marks.size(); ++i) left += mark_length(pieces_[closer.marks[i]]);
    std::size_t there = 0;
    for (std::size_t mark : opener.marks) there += mark_length(pieces_[mark]);
    return left >= 2 && there >= 2 ? 2 : 1;
  }

  // Takes the mark off, and what would lie above it.
  void forget(std::size_t opened) {
    while (open_.size() > bottoms_.all) {
      std::vector<std::size_t>& marks = open_.back().marks;
      const bool found = marks.back() == opened;
      marks.pop_back();
      if (marks.empty()) open_.pop_back();
      if (found) break;
    }
    for (auto& lengths : bottoms_.by_length) {
      for (std::size_t& bottom : lengths) bottom = std::min(bottom, open_.size());
    }
  }

  bool is_close(std::size_t mark) const { return pieces_[mark].type == Piece::Type::close; }
  void spoil(std::size_t opened) { bad_.push_back(opened); }

  const Pieces& pieces_;
  const Dialect& dialect_;
  std::vector<std::size_t>& bad_;
  std::vector<Run> open_;
  Bottoms bottoms_;
  std::vector<Bottoms> outer_;
};

}  // namespace

CharKind kind_before(const Pieces& pieces, std::size_t index) {
  const Piece& piece = pieces[index - 1];
  if (piece.text.empty()) return piece.type == Piece::Type::start ? CharKind::space : CharKind::punctuation;
  std::size_t pos = last_code_point_at(piece.text);
  if (piece.encode_last || (piece.encode_first && pos == 0)) return CharKind::punctuation;
  return char_kind(next_code_point(piece.text, pos));
}

CharKind kind_after(const Pieces& pieces, std::size_t index) {
  const Piece& piece = pieces[index];
  if (piece.text.empty()) return index + 1 == pieces.size() ? CharKind::space : CharKind::punctuation;
  const bool one_character = last_code_point_at(piece.text) == 0;
  if (piece.encode_first || (piece.encode_last && one_character)) return CharKind::punctuation;
  std::size_t pos = 0;
  return char_kind(next_code_point(piece.text, pos));
}

std::vector<std::size_t> misread_marks(const Pieces& pieces) {
  std::vector<std::size_t> bad;
  for (const Dialect& dialect : kDialects) Reader(pieces, dialect, bad).run();
  std::sort(bad.begin(), bad.end());
  bad.erase(std::unique(bad.begin(), bad.end()), bad.end());
  return bad;
}

bool is_flanking(const Pieces& pieces, std::size_t mark) {
  std::size_t begin = mark;
  while (begin > 1 && is_emphasis(pieces[begin - 1]) && goes_on(pieces, begin - 1)) --begin;
  return std::all_of(kDialects.begin(), kDialects.end(), [&](const Dialect& dialect) {
    const Run run = run_from(pieces, begin, dialect);
    return pieces[mark].type == Piece::Type::open ? run.can_open : run.can_close;
  });
}

}  // namespace gazette::html

#include "feeds/html/markdown/inline/delimiters.h"

#include <algorithm>

#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

std::size_t mark_length(const Piece& piece) {
  return piece.style == Style::emphasis ? 1 : 2;
}

// Marks side by side with one character: one delimiter run.
struct Run {
  std::vector<std::size_t> marks;  // pieces, left to right
  std::size_t length = 0;          // as written; the rule of three goes by it
  char mark = '*';
  bool can_open = false, can_close = false;
};

class Reader {
 public:
  Reader(const Pieces& pieces, CharKind symbols) : pieces_(pieces), symbols_(symbols) {}

  std::vector<std::size_t> run() {
    for (std::size_t i = 1; i < pieces_.size();) {
      if (is_emphasis(pieces_[i])) {
        i = read_run(i);
        continue;
      }
      if (pieces_[i].style == Style::link && pieces_[i].type == Piece::Type::open)
        bottoms_.push_back(open_.size());
      if (pieces_[i].style == Style::link && pieces_[i].type == Piece::Type::close && !bottoms_.empty())
        leave_link();
      ++i;
    }
    std::sort(bad_.begin(), bad_.end());
    bad_.erase(std::unique(bad_.begin(), bad_.end()), bad_.end());
    return bad_;
  }

 private:
  // Delimiters in a link's text meet only each other.
  void leave_link() {
    while (open_.size() > bottoms_.back()) open_.pop_back();
    bottoms_.pop_back();
  }

  std::size_t read_run(std::size_t begin) {
    Run run;
    run.mark = pieces_[begin].mark;
    std::size_t i = begin;
    for (; i < pieces_.size() && is_emphasis(pieces_[i]) && pieces_[i].mark == run.mark; ++i) {
      run.marks.push_back(i);
      run.length += mark_length(pieces_[i]);
      if (!pieces_[i].text.empty()) {
        ++i;
        break;
      }
    }
    classify(run, kind(neighbour_before(begin)), kind(neighbour_after(i - 1)));
    close(run);
    return i;
  }

  CharKind neighbour_before(std::size_t index) const {
    const bool mark = pieces_[index - 1].text.empty() && is_emphasis(pieces_[index - 1]);
    return mark ? CharKind::punctuation : kind_before(pieces_, index);
  }
  CharKind neighbour_after(std::size_t index) const {
    const bool mark =
        pieces_[index].text.empty() && index + 1 < pieces_.size() && is_emphasis(pieces_[index + 1]);
    return mark ? CharKind::punctuation : kind_after(pieces_, index);
  }
  CharKind kind(CharKind kind) const { return kind == CharKind::symbol ? symbols_ : kind; }

  static void classify(Run& run, CharKind before, CharKind after) {
    const auto apart = [](CharKind k) { return k == CharKind::space || k == CharKind::punctuation; };
    const bool left = after != CharKind::space && (after != CharKind::punctuation || apart(before));
    const bool right = before != CharKind::space && (before != CharKind::punctuation || apart(after));
    const bool word = run.mark == '_';
    run.can_open = left && (!word || !right || before == CharKind::punctuation);
    run.can_close = right && (!word || !left || after == CharKind::punctuation);
  }

  std::size_t bottom() const { return bottoms_.empty() ? 0 : bottoms_.back(); }

  // The index behind the nearest opener that the algorithm would take; 0 if none.
  std::size_t find_opener(const Run& closer) const {
    for (std::size_t i = open_.size(); i > bottom(); --i) {
      const Run& opener = open_[i - 1];
      if (opener.mark != closer.mark || !opener.can_open) continue;
      if (closer.mark == '~' && opener.length != closer.length) continue;
      const bool odd = closer.mark != '~' && (closer.can_open || opener.can_close) &&
                       closer.length % 3 != 0 && (opener.length + closer.length) % 3 == 0;
      if (!odd) return i;
    }
    return 0;
  }

  void close(Run& run) {
    std::size_t done = 0;
    for (; done < run.marks.size() && is_close(run.marks[done]); ++done) close_mark(run, done);
    if (done == run.marks.size()) return;
    if (run.can_close && find_opener(run) > 0) spoil(run.marks[done]);  // it would close something
    run.marks.erase(run.marks.begin(), run.marks.begin() + static_cast<std::ptrdiff_t>(done));
    if (!run.can_open) {
      for (std::size_t mark : run.marks) spoil(mark);
    }
    open_.push_back(std::move(run));
  }

  void close_mark(const Run& run, std::size_t index) {
    const std::size_t mark = run.marks[index];
    const std::size_t found = run.can_close ? find_opener(run) : 0;
    const bool right = found > 0 && open_[found - 1].marks.back() == pieces_[mark].partner &&
                       taken(open_[found - 1], run, index) == mark_length(pieces_[mark]);
    if (!right) spoil(pieces_[mark].partner);
    forget(pieces_[mark].partner);
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
    while (open_.size() > bottom()) {
      std::vector<std::size_t>& marks = open_.back().marks;
      const bool found = marks.back() == opened;
      marks.pop_back();
      if (marks.empty()) open_.pop_back();
      if (found) return;
    }
  }

  bool is_close(std::size_t mark) const { return pieces_[mark].type == Piece::Type::close; }
  void spoil(std::size_t opened) { bad_.push_back(opened); }

  const Pieces& pieces_;
  CharKind symbols_;
  std::vector<Run> open_;
  std::vector<std::size_t> bottoms_;  // of open_, a link each
  std::vector<std::size_t> bad_;
};

}  // namespace

CharKind kind_before(const Pieces& pieces, std::size_t index) {
  const Piece& piece = pieces[index - 1];
  if (piece.text.empty()) return piece.type == Piece::Type::start ? CharKind::space : CharKind::punctuation;
  if (piece.encode_last) return CharKind::punctuation;
  std::size_t pos = last_code_point_at(piece.text);
  return char_kind(next_code_point(piece.text, pos));
}

CharKind kind_after(const Pieces& pieces, std::size_t index) {
  const Piece& piece = pieces[index];
  if (piece.text.empty()) return index + 1 == pieces.size() ? CharKind::space : CharKind::punctuation;
  if (piece.encode_first) return CharKind::punctuation;
  std::size_t pos = 0;
  return char_kind(next_code_point(piece.text, pos));
}

std::vector<std::size_t> misread_marks(const Pieces& pieces, CharKind symbols) {
  return Reader(pieces, symbols).run();
}

}  // namespace gazette::html

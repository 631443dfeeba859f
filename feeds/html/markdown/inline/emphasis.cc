#include "feeds/html/markdown/inline/emphasis.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "feeds/html/markdown/escape/characters.h"
#include "feeds/html/markdown/inline/delimiters.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

// CommonMark 6.2: a run cannot open before punctuation behind a letter, nor close the other way round. Read
// with symbols as letters and as punctuation: one of the two is enough.
bool clash(CharKind outside, CharKind inside) {
  const bool mark = inside == CharKind::punctuation || inside == CharKind::symbol;
  return (outside == CharKind::letter && mark) ||
         (outside == CharKind::symbol && inside == CharKind::punctuation);
}

// Bytes of the longest prefix without a letter.
std::size_t leading_punctuation(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    if (char_kind(next_code_point(text, pos)) == CharKind::letter) return begin;
  }
  return text.size();
}

// Where the longest suffix without a letter begins.
std::size_t trailing_punctuation(std::string_view text) {
  while (!text.empty()) {
    const std::size_t last = last_code_point_at(text);
    std::size_t pos = last;
    if (char_kind(next_code_point(text, pos)) == CharKind::letter) break;
    text.remove_suffix(text.size() - last);
  }
  return text.size();
}

// Marks side by side: closes, then opens.
struct Group {
  std::size_t begin = 0, opens = 0, end = 0;
  bool has_closes() const { return opens > begin; }
  bool has_opens() const { return end > opens; }
};

class Settler {
 public:
  explicit Settler(Pieces& pieces) : pieces_(pieces) {}

  void run() {
    choose_marks();
    for (int round = 0; round < kRounds; ++round) {
      fix_edges();
      std::vector<std::size_t> bad = misread_marks(pieces_, CharKind::punctuation);
      const std::vector<std::size_t> also = misread_marks(pieces_, CharKind::letter);
      bad.insert(bad.end(), also.begin(), also.end());
      if (bad.empty()) return;
      for (std::size_t open : bad) remedy(open, round);
      remove_gone();
    }
    give_up_all();
  }

 private:
  static constexpr int kRounds = 6;

  // <strong><em>x</em></strong> would come back as <em><strong> from three stars.
  void choose_marks() {
    for (std::size_t i = 1; i < pieces_.size(); ++i) {
      if (!is_emphasis(pieces_[i]) || pieces_[i].type != Piece::Type::open) continue;
      if (is_whole_content(i, Style::strong, Style::emphasis)) set_mark(i, '_');
      swap_with_link(i);
    }
  }

  // The mark at `inner` is all that the mark before it holds.
  bool is_whole_content(std::size_t inner, Style outer_style, Style inner_style) const {
    const Piece& outer = pieces_[inner - 1];
    const std::size_t end = pieces_[inner].partner;
    return outer.type == Piece::Type::open && outer.style == outer_style && outer.text.empty() &&
           pieces_[inner].style == inner_style && outer.partner == end + 1 && pieces_[end].text.empty();
  }

  // A letter before **[link] would undo the mark: [**link**] says the same.
  void swap_with_link(std::size_t outer) {
    const std::size_t inner = outer + 1;
    if (inner >= pieces_.size() || pieces_[inner].type != Piece::Type::open) return;
    if (!is_whole_content(inner, pieces_[outer].style, Style::link)) return;
    const std::size_t end = pieces_[outer].partner;
    const bool fine =
        kind_before(pieces_, outer) != CharKind::letter && kind_after(pieces_, end) != CharKind::letter;
    if (fine) return;
    swap_pieces(outer, inner);
    swap_pieces(end - 1, end);
    pieces_[outer].partner = end;
    pieces_[end].partner = outer;
    pieces_[inner].partner = end - 1;
    pieces_[end - 1].partner = inner;
  }

  void swap_pieces(std::size_t a, std::size_t b) {
    std::swap(pieces_[a], pieces_[b]);
    std::swap(pieces_[a].text, pieces_[b].text);  // texts stay where they are
    std::swap(pieces_[a].encode_first, pieces_[b].encode_first);
    std::swap(pieces_[a].encode_last, pieces_[b].encode_last);
  }

  void set_mark(std::size_t open, char mark) {
    pieces_[open].mark = mark;
    pieces_[pieces_[open].partner].mark = mark;
  }

  void fix_edges() {
    for (std::size_t i = 1; i < pieces_.size();) {
      if (!is_emphasis(pieces_[i])) {
        ++i;
        continue;
      }
      const Group group = group_at(i);
      fix_group(group);
      i = group.end;
    }
  }

  Group group_at(std::size_t begin) const {
    Group group{begin, begin, begin};
    while (group.end < pieces_.size() && is_emphasis(pieces_[group.end])) {
      if (pieces_[group.end].type == Piece::Type::close) group.opens = group.end + 1;
      ++group.end;
      if (!pieces_[group.end - 1].text.empty()) break;
    }
    return group;
  }

  void fix_group(const Group& group) {
    const bool several = has_several_marks(group);
    const CharKind before = kind_before(pieces_, group.begin);
    const CharKind after = kind_after(pieces_, group.end - 1);
    const CharKind right = several ? CharKind::punctuation : after;
    const CharKind left = several ? CharKind::punctuation : before;
    if (group.has_opens() && !(several && group.has_closes()) && clash(before, right))
      fix_open(group, several);
    if (group.has_closes() && !(several && group.has_opens()) && clash(after, left))
      fix_close(group, several);
  }

  bool has_several_marks(const Group& group) const {
    return std::any_of(pieces_.begin() + static_cast<std::ptrdiff_t>(group.begin),
                       pieces_.begin() + static_cast<std::ptrdiff_t>(group.end),
                       [&](const Piece& piece) { return piece.mark != pieces_[group.begin].mark; });
  }

  void fix_open(const Group& group, bool several) {
    std::string& inside = pieces_[group.end - 1].text;
    const std::size_t length = several ? 0 : leading_punctuation(inside);
    if (length > 0 && length < inside.size()) {
      pieces_[group.opens - 1].text += inside.substr(0, length);
      inside.erase(0, length);
    } else {
      pieces_[group.begin - 1].encode_last = !pieces_[group.begin - 1].text.empty();
    }
  }

  void fix_close(const Group& group, bool several) {
    std::string& inside = pieces_[group.begin - 1].text;
    const std::size_t begin = several ? 0 : trailing_punctuation(inside);
    if (begin > 0 && begin < inside.size()) {
      pieces_[group.opens - 1].text.insert(0, inside.substr(begin));
      inside.erase(begin);
    } else {
      pieces_[group.end - 1].encode_first = !pieces_[group.end - 1].text.empty();
    }
  }

  void remedy(std::size_t open, int round) {
    const Piece& piece = pieces_[open];
    if (piece.type != Piece::Type::open) return;
    if (round == 0 && piece.mark == '*') {
      set_mark(open, '_');
    } else if (round < 2 && !repeats_outer(open)) {
      encode_letters(open);
    } else {
      give_up(open);
    }
  }

  bool repeats_outer(std::size_t open) const {
    constexpr int kFar = 64;
    const Style style = pieces_[open].style;
    int steps = 0;
    for (std::size_t i = open; i-- > 1 && ++steps < kFar;) {
      const Piece& piece = pieces_[i];
      if (piece.type == Piece::Type::close) {
        i = piece.partner;
      } else if (piece.type == Piece::Type::open && piece.style == style) {
        return true;
      }
    }
    return false;
  }

  void encode_letters(std::size_t open) {
    const std::size_t close = pieces_[open].partner;
    if (!pieces_[open - 1].text.empty() && kind_before(pieces_, open) != CharKind::space)
      pieces_[open - 1].encode_last = true;
    if (!pieces_[close].text.empty() && kind_after(pieces_, close) != CharKind::space)
      pieces_[close].encode_first = true;
  }

  void give_up(std::size_t open) {
    pieces_[pieces_[open].partner].type = Piece::Type::gone;
    pieces_[open].type = Piece::Type::gone;
  }

  void give_up_all() {
    for (Piece& piece : pieces_) {
      if (is_emphasis(piece)) piece.type = Piece::Type::gone;
    }
    remove_gone();
  }

  // What stood behind a mark that is gone goes on what is before it.
  void remove_gone() {
    std::vector<std::size_t> place(pieces_.size());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (pieces_[i].type == Piece::Type::gone) {
        append_piece(pieces_[kept - 1], pieces_[i]);
        continue;
      }
      place[i] = kept;
      if (kept != i) pieces_[kept] = std::move(pieces_[i]);
      ++kept;
    }
    pieces_.resize(kept);
    for (Piece& piece : pieces_) piece.partner = place[piece.partner];
  }

  static void append_piece(Piece& piece, const Piece& gone) {
    if (gone.text.empty()) return;
    if (piece.text.empty()) piece.encode_first = gone.encode_first;
    piece.encode_last = gone.encode_last;
    piece.text += gone.text;
  }

  Pieces& pieces_;
};

}  // namespace

void settle_emphasis(Pieces& pieces) {
  if (std::any_of(pieces.begin(), pieces.end(), is_emphasis)) Settler(pieces).run();
}

}  // namespace gazette::html

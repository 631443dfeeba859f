#include "feeds/html/markdown/inline/emphasis.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "feeds/html/markdown/escape/characters.h"
#include "feeds/html/markdown/inline/delimiters.h"
#include "feeds/html/markdown/inline/linked_images.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

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
};

class Settler {
 public:
  explicit Settler(Pieces& pieces) : pieces_(pieces) {}

  // 1. what is written with which character, 2. punctuation leaves the marks where it must, 3. what is
  // misread still is mended one by one, or given up.
  void run() {
    if (join_touching()) remove_gone();
    choose_marks();
    fix_edges();
    std::vector<std::size_t> bad = misread_marks(pieces_);
    if (!bad.empty() && give_up_repeated()) bad = settled_again();
    readings_ = kWork / pieces_.size();
    for (std::size_t i = 0; !bad.empty() && readings_ > 0 && i < kMostTries; ++i) {
      if (!mend_or_shift(bad)) give_up(bad.front());
      bad = settled_again();
    }
    for (int round = 0; !bad.empty() && round < kRounds; ++round) {
      for (std::size_t open : bad) give_up(open);
      bad = settled_again();
    }
    if (!bad.empty()) give_up_all();
  }

 private:
  static constexpr std::size_t kWork = 100'000, kMostTries = 64, kMostShifts = 8;
  static constexpr int kRounds = 4;

  std::vector<std::size_t> settled_again() {
    join_touching();
    remove_gone();
    fix_edges();
    return misread_marks(pieces_);
  }

  // <strong><em>x</em></strong> would come back as <em><strong> from three stars. Beside a letter it may: it
  // looks the same, and an underscore would not be read there.
  void choose_marks() {
    for (std::size_t i = 1; i < pieces_.size(); ++i) {
      if (!is_emphasis(pieces_[i]) || pieces_[i].type != Piece::Type::open) continue;
      if (is_whole_content(i, Style::strong, Style::emphasis))
        stands_in_words(i - 1) ? swap_styles(i - 1, i) : set_mark(i, '_');
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

  bool stands_in_words(std::size_t open) const {
    const auto in_word = [](CharKind kind) { return kind == CharKind::letter || kind == CharKind::symbol; };
    return in_word(kind_before(pieces_, open)) || in_word(kind_after(pieces_, pieces_[open].partner));
  }

  void swap_styles(std::size_t outer, std::size_t inner) {
    std::swap(pieces_[outer].style, pieces_[inner].style);
    std::swap(pieces_[pieces_[outer].partner].style, pieces_[pieces_[inner].partner].style);
  }

  // A letter before **[link] would undo the mark: [**link**] says the same.
  void swap_with_link(std::size_t outer) {
    const std::size_t inner = outer + 1;
    if (inner >= pieces_.size() || pieces_[inner].type != Piece::Type::open) return;
    if (!is_whole_content(inner, pieces_[outer].style, Style::link)) return;
    if (!stands_in_words(outer)) return;
    const std::size_t end = pieces_[outer].partner;
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
      const auto is_stuck = [&](std::size_t mark) { return !is_flanking(pieces_, mark); };
      if (any_of(group.opens, group.end, is_stuck)) move_out_of_opens(group);
      if (any_of(group.begin, group.opens, is_stuck)) move_out_of_closes(group);
      i = group.end;
    }
  }

  template <typename Predicate>
  static bool any_of(std::size_t begin, std::size_t end, const Predicate& predicate) {
    for (; begin < end; ++begin) {
      if (predicate(begin)) return true;
    }
    return false;
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

  // All of a text may go only if something is left in the mark.
  void move_out_of_opens(const Group& group) {
    std::string& inside = pieces_[group.end - 1].text;
    const std::size_t length = leading_punctuation(inside);
    const bool leaves = length < inside.size() || pieces_[group.end].type != Piece::Type::close;
    if (length == 0 || !leaves) return;
    pieces_[group.opens - 1].text += inside.substr(0, length);
    inside.erase(0, length);
  }

  void move_out_of_closes(const Group& group) {
    std::string& inside = pieces_[group.begin - 1].text;
    const std::size_t begin = trailing_punctuation(inside);
    const bool leaves = begin > 0 || pieces_[group.begin - 1].type != Piece::Type::open;
    if (begin == inside.size() || !leaves) return;
    pieces_[group.opens - 1].text.insert(0, inside.substr(begin));
    inside.erase(begin);
  }

  // Where nothing makes all right up to the mark, what makes only it right may still leave an easier one.
  bool mend_or_shift(const std::vector<std::size_t>& bad) {
    allowed_ = 0;
    if (mend(bad.front())) return true;
    if (shifts_++ == kMostShifts) return false;
    allowed_ = bad.size();
    return mend(bad.front());
  }

  // The other order of two marks that hold the same, another character for the mark or for one or two near
  // it, then entities for the letters beside it, then both.
  bool mend(std::size_t open) {
    const std::vector<std::size_t> near = marks_near(open);
    if (try_swap(open) || try_marks(open, near) || try_two_marks(open, near)) return true;
    const int tries = pieces_[open].mark == '~' ? 1 : 2;
    for (int i = 0; i < tries; ++i) {
      for (const Sides sides : {Sides{true, false}, Sides{false, true}, Sides{true, true}}) {
        if (try_entities(open, sides, {open, kOuter})) return true;
      }
      if (tries == 2) change_mark(open);
    }
    return false;
  }

  // What is to be mended, and how many marks around it may get entities too: one of these beside their edge
  // is no letter.
  struct Target {
    std::size_t open;
    int outer;
  };
  static constexpr int kOuter = 2;
  struct Sides {
    bool before, after;
  };

  bool is_mended(Target target) {
    if (readings_ == 0) return false;
    --readings_;
    const std::vector<std::size_t> bad = misread_marks(pieces_);
    if (bad.empty() || bad.front() > target.open) return true;
    if (allowed_ > 0)
      return bad.size() <= allowed_ && std::find(bad.begin(), bad.end(), target.open) == bad.end();
    if (target.outer == 0 || bad.front() == target.open) return false;
    return try_entities(bad.front(), {true, true}, {target.open, target.outer - 1});
  }

  bool try_swap(std::size_t open) {
    for (std::size_t inner = open; inner <= open + 1 && inner < pieces_.size(); ++inner) {
      if (!is_emphasis(pieces_[inner]) || !is_whole_content(inner, Style::strong, Style::emphasis)) continue;
      swap_styles(inner - 1, inner);
      if (is_mended({open, 0})) return true;
      swap_styles(inner - 1, inner);
    }
    return false;
  }

  // Marks that may be in the way: those near it.
  std::vector<std::size_t> marks_near(std::size_t open) const {
    constexpr std::size_t kNear = 8;
    std::vector<std::size_t> near{open};
    const std::size_t end = std::min(pieces_.size(), open + kNear + 1);
    for (std::size_t i = open > kNear ? open - kNear : 1; i < end; ++i) {
      if (i == open || !is_emphasis(pieces_[i])) continue;
      const std::size_t mark = pieces_[i].type == Piece::Type::open ? i : pieces_[i].partner;
      if (std::find(near.begin(), near.end(), mark) == near.end()) near.push_back(mark);
    }
    return near;
  }

  bool try_marks(std::size_t open, const std::vector<std::size_t>& marks) {
    return any_of(0, marks.size(), [&](std::size_t i) { return try_mark_of(marks[i], open); });
  }

  bool try_two_marks(std::size_t open, const std::vector<std::size_t>& marks) {
    for (std::size_t mark : marks) {
      if (pieces_[mark].mark == '~') continue;
      change_mark(mark);
      if (try_swap(open) || try_marks(open, marks)) return true;
      change_mark(mark);
    }
    return false;
  }

  // Whether that mark with the other character mends the one at `open`.
  bool try_mark_of(std::size_t mark, std::size_t open) {
    if (pieces_[mark].mark == '~') return false;
    change_mark(mark);
    if (is_mended({open, 0})) return true;
    change_mark(mark);
    return false;
  }

  void change_mark(std::size_t open) { set_mark(open, pieces_[open].mark == '*' ? '_' : '*'); }

  bool try_entities(std::size_t open, Sides sides, Target target) {
    const std::size_t text_before = piece_before(open), text_after = piece_after(pieces_[open].partner);
    bool& last = pieces_[text_before].encode_last;
    bool& first = pieces_[text_after].encode_first;
    const bool old_last = last, old_first = first;
    last |= sides.before && is_beside_word(pieces_[text_before].text, kind_before(pieces_, text_before + 1));
    first |= sides.after && is_beside_word(pieces_[text_after].text, kind_after(pieces_, text_after));
    if ((last != old_last || first != old_first) && is_mended(target)) return true;
    last = old_last;
    first = old_first;
    return false;
  }

  // The piece whose text comes before a mark, or after it, past other marks.
  std::size_t piece_before(std::size_t mark) const {
    --mark;
    while (pieces_[mark].text.empty() && is_emphasis(pieces_[mark])) --mark;
    return mark;
  }
  std::size_t piece_after(std::size_t mark) const {
    while (pieces_[mark].text.empty() && mark + 1 < pieces_.size() && is_emphasis(pieces_[mark + 1])) ++mark;
    return mark;
  }

  static bool is_beside_word(const std::string& text, CharKind kind) {
    return !text.empty() && kind != CharKind::space && kind != CharKind::punctuation;
  }

  // A mark in one of its own kind is not seen: it goes before others have to.
  bool give_up_repeated() {
    std::vector<std::size_t> open;
    bool found = false;
    for (std::size_t i = 1; i < pieces_.size(); ++i) {
      if (!is_emphasis(pieces_[i])) continue;
      if (pieces_[i].type == Piece::Type::close) {
        open.pop_back();
        continue;
      }
      const bool repeated = std::any_of(open.begin(), open.end(), [&](std::size_t outer) {
        return pieces_[outer].style == pieces_[i].style;
      });
      repeated ? give_up(i) : open.push_back(i);
      found |= repeated;
    }
    return found;
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

  // With nothing between them (any more) two of a kind are one.
  bool join_touching() {
    bool found = false;
    std::vector<std::size_t> closes;  // side by side, up to here
    for (std::size_t i = 1; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      const bool opens = is_emphasis(piece) && piece.type == Piece::Type::open;
      if (opens && !closes.empty() && piece.style == pieces_[closes.back()].style) {
        join(closes.back(), i);
        closes.pop_back();
        found = true;
      } else if (is_emphasis(piece) && !opens) {
        closes.push_back(i);
      } else if (piece.type != Piece::Type::gone) {
        closes.clear();
      }
      if (!piece.text.empty()) closes.clear();
    }
    return found;
  }

  void join(std::size_t close, std::size_t open) {
    const std::size_t begin = pieces_[close].partner, end = pieces_[open].partner;
    pieces_[close].type = pieces_[open].type = Piece::Type::gone;
    pieces_[begin].partner = end;
    pieces_[end].partner = begin;
    pieces_[end].mark = pieces_[begin].mark;
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
      if (kept > 0 && is_rest_of_code(pieces_[kept - 1], pieces_[i])) {
        pieces_[kept - 1].raw += pieces_[i].raw;
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

  static bool is_rest_of_code(const Piece& before, const Piece& piece) {
    return before.type == Piece::Type::code && before.text.empty() && piece.type == Piece::Type::code;
  }

  static void append_piece(Piece& piece, const Piece& gone) {
    if (gone.text.empty()) return;
    if (piece.text.empty()) piece.encode_first = gone.encode_first;
    piece.encode_last = gone.encode_last;
    piece.text += gone.text;
  }

  Pieces& pieces_;
  std::size_t allowed_ = 0;  // so many may be misread after a mark is mended; 0: none up to it
  std::size_t shifts_ = 0;
  std::size_t readings_ = 0;  // that may still be tried: all in all linear
};

}  // namespace

void settle_emphasis(Pieces& pieces) {
  if (std::none_of(pieces.begin(), pieces.end(), is_emphasis)) return;
  part_marks_at_linked_images(pieces);
  Settler(pieces).run();
}

}  // namespace gazette::html

#include "feeds/html/markdown/inline/linked_images.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "feeds/html/markdown/escape/characters.h"

namespace gazette::html {
namespace {

bool is_link(const Piece& piece, Piece::Type type) {
  return piece.style == Style::link && piece.type == type;
}

bool holds_image(const Pieces& pieces, std::size_t open) {
  return std::any_of(
      pieces.begin() + static_cast<std::ptrdiff_t>(open),
      pieces.begin() + static_cast<std::ptrdiff_t>(pieces[open].partner),
      [](const Piece& piece) { return piece.type == Piece::Type::raw && piece.raw.starts_with("!["); });
}

// Writes the pieces anew; marks get their partners as they close.
class Parter {
 public:
  explicit Parter(Pieces& pieces) : pieces_(pieces) {}

  void run() {
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (is_link(pieces_[i], Piece::Type::open) && !open_.empty() && holds_image(pieces_, i)) {
        part(i);
        i = pieces_[i].partner;
      } else {
        add(std::move(pieces_[i]));
      }
    }
    pieces_ = std::move(out_);
  }

 private:
  void add(Piece piece) {
    const bool mark = piece.type == Piece::Type::open || piece.type == Piece::Type::close;
    if (mark && piece.type == Piece::Type::close && closes_nothing(piece)) return;
    if (mark && piece.type == Piece::Type::close) {
      piece.partner = open_.back();
      out_[open_.back()].partner = out_.size();
      open_.pop_back();
    } else if (mark) {
      open_.push_back(out_.size());
    }
    out_.push_back(std::move(piece));
  }

  // An open piece with nothing in it goes again; the text behind the close goes on.
  bool closes_nothing(const Piece& close) {
    if (open_.empty() || open_.back() + 1 != out_.size() || !out_.back().text.empty()) return false;
    out_.pop_back();
    open_.pop_back();
    out_.back().text += close.text;
    return true;
  }

  void part(std::size_t link) {
    std::vector<Piece> marks;
    for (std::size_t open : open_) marks.push_back(out_[open]);
    const std::string gap = take_spaces_off_end();
    for (auto mark = marks.rbegin(); mark != marks.rend(); ++mark) add(plain(*mark, Piece::Type::close));
    out_.back().text += gap;
    const std::size_t end = pieces_[link].partner;
    std::string behind = std::exchange(pieces_[end].text, {});
    const std::size_t spaces = std::min(behind.find_first_not_of(" \n\v"), behind.size());
    for (std::size_t i = link; i <= end; ++i) add(std::move(pieces_[i]));
    out_.back().text = behind.substr(0, spaces);
    for (const Piece& mark : marks) add(plain(mark, Piece::Type::open));
    out_.back().text += behind.substr(spaces);
  }

  std::string take_spaces_off_end() {
    std::string& text = out_.back().text;
    const std::size_t end = text.find_last_not_of(" \n\v") + 1;
    std::string spaces = text.substr(end);
    text.erase(end);
    return spaces;
  }

  static Piece plain(const Piece& mark, Piece::Type type) {
    Piece piece;
    piece.type = type;
    piece.style = mark.style;
    piece.mark = mark.mark;
    return piece;
  }

  Pieces& pieces_;
  Pieces out_;
  std::vector<std::size_t> open_;
};

}  // namespace

void part_marks_at_linked_images(Pieces& pieces) {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (is_link(pieces[i], Piece::Type::open) && holds_image(pieces, i)) return Parter(pieces).run();
  }
}

}  // namespace gazette::html

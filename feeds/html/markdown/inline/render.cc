#include "feeds/html/markdown/inline/render.h"

#include <algorithm>
#include <string_view>

#include "feeds/html/markdown/escape/characters.h"
#include "feeds/html/markdown/escape/escape.h"
#include "feeds/html/markdown/inline/emphasis.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

std::string mark_of(const Piece& piece, Place place) {
  switch (piece.type) {
    case Piece::Type::raw: return piece.raw;
    case Piece::Type::code: return code_span(piece.raw, place);
    case Piece::Type::open:
      if (piece.style == Style::link) return "[";
      break;
    case Piece::Type::close:
      if (piece.style == Style::link) return piece.raw;
      break;
    default: return {};
  }
  return std::string(piece.style == Style::emphasis ? 1 : 2, piece.mark);
}

void append_entity(std::string& out, std::string_view character) {
  std::size_t pos = 0;
  const char32_t c = next_code_point(character, pos);
  out += "&#" + std::to_string(static_cast<std::uint32_t>(c)) + ";";
}

class Renderer {
 public:
  Renderer(const Pieces& pieces, Place place) : pieces_(pieces), place_(place), facts_(line_facts(pieces)) {}

  std::string run() {
    std::size_t size = 16;
    for (const Piece& piece : pieces_) size += piece.text.size() + piece.raw.size() + 4;
    out_.reserve(size);
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      append_mark(mark_here(piece));
      if (piece.style == Style::link && piece.type == Piece::Type::open) in_link_ = true;
      if (piece.style == Style::link && piece.type == Piece::Type::close) in_link_ = false;
      if (!piece.text.empty()) write_text(piece, i);
    }
    return std::move(out_);
  }

 private:
  // Titles may hold a line end and bars, which not every place can.
  std::string mark_here(const Piece& piece) const {
    std::string mark = mark_of(piece, place_);
    if (is_one_line(place_)) std::replace(mark.begin(), mark.end(), '\n', ' ');
    if (place_ == Place::cell && piece.type != Piece::Type::code) replace_all(mark, "|", "\\|");
    return mark;
  }

  void append_mark(const std::string& mark) {
    if (mark.starts_with('<') && out_.ends_with("{{")) out_.insert(out_.size() - 1, "\\");
    out_ += mark;
  }

  // "[x](address)" in an item: the link's own brackets would be a box.
  bool is_boxed(std::size_t index) const {
    const Piece& piece = pieces_[index];
    return place_ == Place::item && piece.style == Style::link && piece.type == Piece::Type::open &&
           piece.partner == index + 1 && (piece.text == "x" || piece.text == "X");
  }

  void write_text(const Piece& piece, std::size_t index) {
    std::string_view text = piece.text;
    if (is_boxed(index)) return append_entity(out_, text);
    const std::size_t last = last_code_point_at(text);
    const bool encode_last = piece.encode_last && (last > 0 || !piece.encode_first);
    const std::string_view tail = encode_last ? text.substr(last) : std::string_view();
    if (encode_last) text.remove_suffix(tail.size());
    if (piece.encode_first && !text.empty()) {
      std::size_t end = 0;
      next_code_point(text, end);
      append_entity(out_, text.substr(0, end));
      text.remove_prefix(end);
    }
    TextContext context;
    context.place = place_;
    context.facts = facts_;
    context.in_link = in_link_;
    context.boxes = place_ != Place::paragraph && place_ != Place::cell;
    context.first = out_.empty();
    context.line_start = out_.empty() || out_.back() == '\n';
    context.next = encode_last ? '&' : first_byte_after(index);
    append_text(out_, text, context);
    if (encode_last) append_entity(out_, tail);
  }

  char first_byte_after(std::size_t index) const {
    if (index + 1 == pieces_.size()) return '\0';
    const Piece& next = pieces_[index + 1];
    if (next.type == Piece::Type::code) return '`';
    const std::string mark = mark_of(next, place_);
    return mark.empty() ? ' ' : mark[0];
  }

  const Pieces& pieces_;
  Place place_;
  LineFacts facts_;
  bool in_link_ = false;
  std::string out_;
};

// "# Title #" loses its last "#"; Hugo takes "{...}" at the end of a heading for attributes.
void guard_heading_end(std::string& out) {
  const std::size_t text_end = out.find_last_not_of('#');
  const std::size_t hashes = text_end == std::string::npos ? 0 : text_end + 1;
  if (hashes < out.size() && (hashes == 0 || out[hashes - 1] == ' ')) out.insert(hashes, "\\");
  const std::size_t brace = out.ends_with('}') ? out.rfind('{') : std::string::npos;
  if (brace != std::string::npos && (brace == 0 || out[brace - 1] != '\\')) out.insert(brace, "\\");
}

}  // namespace

std::string render_line(Pieces pieces, Place place) {
  settle_emphasis(pieces);
  std::string out = Renderer(pieces, place).run();
  if (place == Place::setext_heading || place == Place::atx_heading) guard_heading_end(out);
  return out;
}

}  // namespace gazette::html

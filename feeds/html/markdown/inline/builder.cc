#include "feeds/html/markdown/inline/builder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "feeds/html/markdown/escape/characters.h"
#include "feeds/html/markdown/escape/escape.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> table{};
  for (unsigned byte = 0x21; byte < 256; ++byte)
    table[byte] = byte != 0xC2 && byte != 0xE1 && byte != 0xE2 && byte != 0xE3;
  return table;
}();
bool is_plain(char c) {
  return kPlain[static_cast<unsigned char>(c)];
}

void trim_end(std::string& s) {
  while (!s.empty() && is_ascii_space(s.back())) s.pop_back();
}

// White space at the edge of a line: what is wider than ASCII is meant to be seen, and what stands behind it.
std::string space_at_start(std::string s) {
  const auto seen = std::find_if_not(s.begin(), s.end(), is_ascii_space);
  s.erase(s.begin(), seen);
  std::replace(s.begin(), s.end(), '\n', ' ');
  return s;
}

std::string space_at_end(std::string s) {
  trim_end(s);
  std::replace(s.begin(), s.end(), '\n', ' ');
  return s;
}

}  // namespace

void InlineBuilder::text(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    std::size_t end = pos;
    while (end < text.size() && is_plain(text[end])) {
      ++end;
      // A single space between words needs no thought: no mark can open or close there.
      if (end + 1 < text.size() && text[end] == ' ' && is_plain(text[end + 1])) ++end;
    }
    if (end == pos) {
      if (const std::size_t space = unicode_space_at(text, pos)) {
        add_unicode_space(text.substr(pos, space));
        pos += space;
        continue;
      }
      if (is_ascii_space(text[pos])) add_space(text[pos] == '\n' ? '\n' : ' ');
      end = pos + 1;
      if (static_cast<unsigned char>(text[pos]) <= 0x20) {
        pos = end;  // other control characters go
        continue;
      }
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    }
    write_word(text.substr(pos, end - pos));
    pos = end;
  }
}

void InlineBuilder::write_word(std::string_view word) {
  content();
  pieces_.back().text += word;
}

void InlineBuilder::code(std::string_view code) {
  if (code.empty()) return;
  content();
  if (pieces_.back().type != Piece::Type::code || !pieces_.back().text.empty()) {
    Piece piece;
    piece.type = Piece::Type::code;
    pieces_.push_back(std::move(piece));
  }
  pieces_.back().raw += code;
}

void InlineBuilder::raw(std::string markdown) {
  content();
  Piece piece;
  piece.type = Piece::Type::raw;
  piece.raw = std::move(markdown);
  pieces_.push_back(std::move(piece));
}

void InlineBuilder::open(Style style, std::string_view name, std::string url, std::string title) {
  // <b> in <strong> says the same twice; <strong> in <strong> is somebody's structure.
  const bool repeats = std::any_of(active_.begin(), active_.end(), [&](const Active& active) {
    return !active.muted && active.style == style && (active.name != name || style == Style::link);
  });
  const auto open = std::count_if(active_.begin(), active_.end(), [](const Active& a) { return !a.muted; });
  const bool muted = repeats || static_cast<std::size_t>(open) >= kMaxOpen;
  active_.push_back({style, std::string(name), std::move(url), std::move(title), muted});
}

void InlineBuilder::close() {
  active_.pop_back();
  live_ = std::min(live_, active_.size());
}

bool InlineBuilder::in_link() const {
  return std::any_of(active_.begin(), active_.end(),
                     [](const Active& active) { return active.style == Style::link && !active.muted; });
}

void InlineBuilder::add_space(char c) {
  std::string& tail = gap_.tail();
  if (tail.empty() && gap_.breaks > 0) return;
  if (!tail.empty() && is_ascii_space(tail.back())) {
    if (c == '\n') tail.back() = c;
  } else {
    tail += c;
  }
}

void InlineBuilder::add_unicode_space(std::string_view space) {
  gap_.tail() += space;
}

void InlineBuilder::line_break() {
  gap_.after.clear();
  trim_end(gap_.before);
  ++gap_.breaks;
}

void InlineBuilder::space() {
  add_space(' ');
}

char InlineBuilder::last_char() const {
  const std::string& text = pieces_.back().text;
  return text.empty() || !gap_.empty() ? '\0' : text.back();
}

// Writes what is pending before something visible: closes, white space, opens.
void InlineBuilder::content() {
  while (gap_.empty() && merges_with_next()) ++live_;
  close_marks();
  write_gap();
  open_marks();
  has_content_ = true;
}

bool InlineBuilder::merges_with_next() const {
  if (live_ >= opened_.size() || live_ >= active_.size()) return false;
  const Active& next = active_[live_];
  if (opened_[live_] == kMuted || next.muted || next.style == Style::link) return false;
  return pieces_[opened_[live_]].style == next.style;
}

void InlineBuilder::close_marks() {
  while (opened_.size() > live_) {
    if (opened_.back() != kMuted) close_one(opened_.back());
    opened_.pop_back();
  }
}

void InlineBuilder::close_one(std::size_t opened) {
  if (pieces_[opened].style == Style::link && make_autolink(opened)) return;
  Piece piece;
  piece.type = Piece::Type::close;
  piece.style = pieces_[opened].style;
  piece.mark = pieces_[opened].mark;
  piece.partner = opened;
  piece.raw = std::move(pieces_[opened].raw);
  pieces_[opened].raw.clear();
  pieces_[opened].partner = pieces_.size();
  pieces_.push_back(std::move(piece));
}

// A link that shows its own address is written as <address>.
bool InlineBuilder::make_autolink(std::size_t opened) {
  Piece& piece = pieces_[opened];
  if (opened + 1 != pieces_.size()) return false;
  const std::string link = autolink(piece.text, piece.url);
  if (link.empty()) return false;
  piece.type = Piece::Type::raw;
  piece.raw = link;
  piece.text.clear();
  return true;
}

void InlineBuilder::open_marks() {
  for (std::size_t i = opened_.size(); i < active_.size(); ++i) {
    const Active& active = active_[i];
    opened_.push_back(active.muted ? kMuted : pieces_.size());
    if (active.muted) continue;
    Piece piece;
    piece.type = Piece::Type::open;
    piece.style = active.style;
    if (active.style == Style::deleted) piece.mark = '~';
    if (active.style == Style::link) piece.raw = link_end(active.url, active.title);
    piece.url = active.url;
    pieces_.push_back(std::move(piece));
  }
  live_ = opened_.size();
}

void InlineBuilder::write_gap() {
  if (gap_.empty()) return;
  Gap gap = std::exchange(gap_, {});
  if (!has_content_) {
    pieces_.back().text += space_at_start(gap.tail());
    return;
  }
  if (gap.breaks >= 2 && splitting_) {
    pieces_.back().text += space_at_end(gap.before);
    end_line();
    pieces_.back().text += space_at_start(gap.after);
    return;
  }
  pieces_.back().text += gap.before;
  if (gap.breaks > 0) pieces_.back().text += kHardBreak + gap.after;
}

void InlineBuilder::end_line() {
  live_ = 0;
  close_marks();
  if (has_content_) lines_.push_back(std::move(pieces_));
  pieces_.assign(1, Piece{});
  has_content_ = false;
}

std::vector<Pieces> InlineBuilder::take() {
  live_ = 0;
  close_marks();
  if (has_content_) pieces_.back().text += space_at_end(gap_.before);
  gap_ = {};
  end_line();
  return std::exchange(lines_, {});
}

}  // namespace gazette::html

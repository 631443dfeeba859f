// Collects what stands in a line: collapses white space as HTML does, moves it out of marks, merges marks
// that touch, drops empty ones, parts paragraphs at two line breaks. Linear. One owner.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/html/markdown/inline/pieces.h"

namespace gazette::html {

class InlineBuilder {
 public:
  void text(std::string_view text);
  void code(std::string_view code);
  void raw(std::string markdown);

  /// Styles nest; each open() has its close(). `name`: the element's. `target`: destination (and title) of a
  /// link.
  void open(Style style, std::string_view name, std::string url = {}, std::string title = {});
  void close();
  bool in_link() const;

  void line_break();
  void space();  ///< the border of a block where no block can be
  /// Two line breaks part paragraphs, unless in a heading or a cell.
  void set_splitting(bool splitting) { splitting_ = splitting; }

  bool empty() const { return lines_.empty() && !has_content_; }
  /// The last byte of text that was written; 0 if something else came last.
  char last_char() const;

  /// What was collected, by paragraph; styles that are open go on in what is collected next.
  std::vector<Pieces> take();

 private:
  struct Active {
    Style style;
    std::string name, url, title;
    bool muted;
  };
  // White space not written yet: it goes outside the marks on either side.
  struct Gap {
    std::string before, after;  // of the line breaks
    int breaks = 0;
    bool empty() const { return before.empty() && breaks == 0; }
    std::string& tail() { return breaks == 0 ? before : after; }
  };

  void add_space(char c);
  void add_unicode_space(std::string_view space);
  void content();
  void write_word(std::string_view word);
  void close_marks();
  void open_marks();
  void close_one(std::size_t opened);
  bool make_autolink(std::size_t opened);
  void write_gap();
  void end_line();
  bool merges_with_next() const;

  static constexpr std::size_t kMuted = ~std::size_t{0};
  static constexpr std::size_t kMaxOpen = 12;

  Pieces pieces_{Piece{}};
  bool has_content_ = false;
  bool splitting_ = true;
  std::vector<Active> active_;
  std::vector<std::size_t> opened_;  // pieces of the marks written and not closed
  std::size_t live_ = 0;             // so many of opened_ belong to active_ still
  Gap gap_;
  std::vector<Pieces> lines_;
};

}  // namespace gazette::html

// Blocks to lines: prefixes of quotes and lists, markers, and the blank lines that CommonMark needs between
// them and no others. One owner.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gazette::html {

class BlockWriter {
 public:
  /// A longer number would be no item (CommonMark 5.2).
  static constexpr long kLargestNumber = 999'999'999;

  enum class Block { none, text, heading, underlined, fence, rule, table, quote, list, term, definition };

  struct ListStart {
    bool ordered = false;
    long number = 1;  ///< at most kLargestNumber
    bool tight = true;
    bool begins_empty = false;  ///< the first item holds nothing
  };

  void text(std::string_view text) { lines(Block::text, text); }
  void term(std::string_view text) { lines(Block::term, text); }
  void heading(int level, const std::string& text);
  void fence(std::string_view code, std::string_view language);
  void rule();
  void table(std::string_view rows) { lines(Block::table, rows); }

  /// False when nested too deep: then nothing was opened, and there is nothing to close.
  bool open_quote();
  bool open_definition();
  bool open_list(const ListStart& start);
  void close();
  /// The next item of the innermost list; the last stays open until then, so that what stands between items
  /// belongs to one.
  void item();
  bool in_list() const { return containers_.back().kind == Kind::list; }
  bool in_item() const { return containers_.back().kind == Kind::item; }

  /// A definition can stand here.
  bool after_term() const {
    const Block last = containers_.back().last;
    return last == Block::term || last == Block::definition;
  }

  std::string take();

 private:
  enum class Kind { root, quote, list, item, definition };
  struct Container {
    Kind kind = Kind::root;
    std::string first = {}, rest = {};  // prefix of its first line, and of the others
    bool used = true;                   // something of it is written
    Block last = Block::none;           // its latest child
    char last_mark = 0;                 // of that, if a list
    bool ordered = false, tight = false;
    char mark = 0;
    long number = 0;
  };

  bool open(Container container, Block kind, bool interrupts);
  void begin(Block kind, bool interrupts = true);
  bool needs_blank(Block next, bool interrupts) const;
  bool is_tight() const;
  char list_mark(bool ordered) const;
  void lines(Block kind, std::string_view text);
  void line(std::string_view text);
  void blank_line();
  void close_item();
  std::string prefix(bool only_used);

  static constexpr std::size_t kDeepest = 32;

  std::string out_;
  std::vector<Container> containers_{Container{}};
  bool blank_ = false;  // before the next line
};

}  // namespace gazette::html

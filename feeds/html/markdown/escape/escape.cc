#include "feeds/html/markdown/escape/escape.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "feeds/html/markdown/escape/block_starts.h"
#include "feeds/html/markdown/escape/characters.h"
#include "feeds/text/entities.h"
#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

bool is_letter_before(std::string_view text, std::size_t pos) {
  if (pos == 0) return false;
  std::size_t at = last_code_point_at(text.substr(0, pos));
  return char_kind(next_code_point(text, at)) == CharKind::letter;
}

bool is_letter_at(std::string_view text, std::size_t pos) {
  return pos < text.size() && char_kind(next_code_point(text, pos)) == CharKind::letter;
}

// Runs of one character that could be a delimiter.
struct Runs {
  char c;
  std::size_t count = 0;
  bool fence = false;

  void add(std::string_view text) {
    for (std::size_t pos = text.find(c); pos != std::string_view::npos; pos = text.find(c, pos)) {
      const std::size_t end = std::min(text.find_first_not_of(c, pos), text.size());
      if (is_delimiter(text, pos, end)) ++count;
      fence |= end - pos >= 3;
      pos = end;
    }
  }
  bool is_delimiter(std::string_view text, std::size_t begin, std::size_t end) const {
    const char before = begin > 0 ? text[begin - 1] : ' ';
    const char after = end < text.size() ? text[end] : ' ';
    if (c == '`') return true;
    if (c == '_' && is_letter_before(text, begin) && is_letter_at(text, end)) return false;
    const bool at_edge = begin == 0 || end == text.size();
    return at_edge || !is_ascii_space(before) || !is_ascii_space(after);
  }
};

bool ends_with(const std::string& s, std::string_view end) {
  return std::string_view(s).ends_with(end);
}

// "&amp;", "&#38;", "&#x26;" at the start.
bool is_entity(std::string_view s) {
  const std::size_t end = s.substr(0, 34).find(';');
  if (end == std::string_view::npos || end < 2) return false;
  std::string_view name = s.substr(1, end - 1);
  if (name[0] != '#') return !named_entity(name).empty();
  name.remove_prefix(1);
  const bool hex = !name.empty() && (name[0] == 'x' || name[0] == 'X');
  if (hex) name.remove_prefix(1);
  const auto digit = [&](char c) {
    return is_ascii_digit(c) || (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
  };
  return !name.empty() && name.size() <= 8 && std::all_of(name.begin(), name.end(), digit);
}

bool are_brackets_balanced(std::string_view text) {
  int open = 0;
  for (char c : text) {
    open += c == '[' ? 1 : c == ']' ? -1 : 0;
    if (open < 0) return false;
  }
  return open == 0 && text.find("](") == std::string_view::npos;
}

/// What needs_escape() and write() look at.
constexpr std::array<bool, 256> kSpecial = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("\\`*_~[]<%&!|\n")) table[static_cast<unsigned char>(c)] = true;
  table[static_cast<unsigned char>(kHardBreak)] = true;
  return table;
}();

class TextWriter {
 public:
  TextWriter(std::string& out, std::string_view text, const TextContext& context)
      : out_(out), text_(text), context_(context) {
    // Goldmark loses marks in a link that holds brackets.
    const bool delicate =
        context.facts.marks || !are_brackets_balanced(text) || find_box() != std::string_view::npos;
    escape_brackets_ = context.in_link && delicate;
  }

  void write() {
    bool at_start = context_.line_start;
    for (pos_ = 0; pos_ < text_.size(); ++pos_) {
      if (at_start) find_block_start();
      if (const std::size_t end = end_of_plain(); end > pos_) {
        out_.append(text_, pos_, end - pos_);
        pos_ = end;
        if (pos_ == text_.size()) return;
      }
      at_start = text_[pos_] == '\n' || text_[pos_] == kHardBreak;
      if (at_start) {
        write_line_end();
        at_start = !is_one_line(context_.place);
        continue;
      }
      if (pos_ == block_start_ || needs_escape(text_[pos_])) out_ += '\\';
      out_ += text_[pos_];
    }
  }

 private:
  /// As far as nothing may need an escape.
  std::size_t end_of_plain() const {
    std::size_t end = pos_;
    while (end < text_.size() && !kSpecial[static_cast<unsigned char>(text_[end])] && end != block_start_)
      ++end;
    return end;
  }

  void find_block_start() {
    if (is_one_line(context_.place)) return;
    const std::size_t end = find_any<0, '\n', kHardBreak>(text_, pos_);
    Line line;
    line.text = text_.substr(pos_, end - pos_);
    line.complete = end < text_.size() || context_.next == '\0' || context_.next == '\n';
    line.first = pos_ == 0 && context_.first;
    const std::size_t found = block_start(line);
    if (found != std::string_view::npos) block_start_ = pos_ + found;
  }

  void write_line_end() {
    if (is_one_line(context_.place)) {
      if (!ends_with(out_, " ")) out_ += ' ';
    } else {
      out_ += text_[pos_] == '\n' ? "\n" : "  \n";
    }
  }

  char next() const { return pos_ + 1 < text_.size() ? text_[pos_ + 1] : context_.next; }
  char before() const { return pos_ > 0 ? text_[pos_ - 1] : out_.empty() ? '\0' : out_.back(); }

  bool needs_escape(char c) const {
    switch (c) {
      case '\\': return is_ascii_punctuation(next()) || next() == '\n' || next() == kHardBreak;
      case '`': return context_.facts.backticks;
      case '*': return context_.facts.stars && !stands_alone();
      case '_': return context_.facts.underscores && !stands_alone() && !is_inside_word();
      case '~': return touches_mark() || (context_.facts.tildes && !stands_alone());
      case '[': return escape_brackets_ || is_box(pos_) || (pos_ == 0 && context_.first && may_define());
      case ']': return escape_brackets_ || next() == '(';
      case '<': return opens_tag() || ends_with(out_, "{{");
      case '%': return ends_with(out_, "{{");
      case '&': return is_entity(text_.substr(pos_));
      case '!': return pos_ + 1 == text_.size() && context_.next == '[';
      case '|': return context_.place == Place::cell;
      default: return false;
    }
  }

  // Goldmark makes a box of it anywhere in an item's first lines.
  bool is_box(std::size_t pos) const {
    if (!context_.boxes || pos + 2 >= text_.size() || text_[pos + 2] != ']') return false;
    const char c = text_[pos + 1];
    return c == 'x' || c == 'X' || is_ascii_space(c);
  }

  std::size_t find_box() const {
    std::size_t pos = text_.find('[');
    while (pos != std::string_view::npos && !is_box(pos)) pos = text_.find('[', pos + 1);
    return pos;
  }

  // "[label]: " at the beginning; a bracket inside the label that is not escaped makes it none.
  bool may_define() const {
    if (!context_.facts.definition) return false;
    for (std::size_t end = text_.find_first_of("[]", 1); end != std::string_view::npos;
         end = text_.find_first_of("[]", end + 1)) {
      const char after = end + 1 < text_.size() ? text_[end + 1] : context_.next;
      if (text_[end] == '[' || after != '(') return text_[end] == ']' && after == ':';
    }
    return true;
  }

  bool stands_alone() const {
    return is_ascii_space(before()) && pos_ > 0 && pos_ + 1 < text_.size() && is_ascii_space(next());
  }

  // cmark-gfm looks past tildes to see what stands beside a mark.
  bool touches_mark() const {
    const auto is_mark = [](char c) { return c == '*' || c == '_'; };
    return (pos_ == 0 && is_mark(before())) || (pos_ + 1 == text_.size() && is_mark(context_.next));
  }

  // "snake_case": the run between two letters is never a delimiter (CommonMark 6.2).
  bool is_inside_word() const {
    std::size_t begin = pos_, end = pos_;
    while (begin > 0 && text_[begin - 1] == '_') --begin;
    while (end < text_.size() && text_[end] == '_') ++end;
    if (end - begin > 16) return false;  // bounded; such a run is no word
    return is_letter_before(text_, begin) && is_letter_at(text_, end);
  }

  bool opens_tag() const {
    const char c = next();
    return is_ascii_letter(c) || c == '/' || c == '!' || c == '?';
  }

  std::string& out_;
  std::string_view text_;
  const TextContext& context_;
  bool escape_brackets_ = false;
  std::size_t pos_ = 0;
  std::size_t block_start_ = std::string_view::npos;
};

std::size_t find_shortcode(std::string_view code, std::size_t pos) {
  for (pos = code.find("{{", pos); pos != std::string_view::npos; pos = code.find("{{", pos + 1)) {
    const char c = pos + 2 < code.size() ? code[pos + 2] : '\0';
    if (c == '<' || c == '%') return pos;
  }
  return pos;
}

bool are_parentheses_simple(std::string_view url) {
  int depth = 0;
  for (char c : url) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth < 0 || depth > 3) return false;
  }
  return depth == 0;
}

void append_percent(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

// In addresses and titles cmark resolves entities first: a backslash would not keep one from being read.
constexpr std::string_view kAmpersandRest = "amp;";

std::string destination(std::string_view url) {
  const bool simple = are_parentheses_simple(url);
  std::string out;
  for (std::size_t i = 0; i < url.size(); ++i) {
    const char c = url[i];
    const bool brace = c == '{' && i + 1 < url.size() && url[i + 1] == '{';
    const bool unsafe = std::string_view("<>\\`|").find(c) != std::string_view::npos;
    if ((static_cast<unsigned char>(c) <= 0x20) || c == 0x7f || unsafe || brace) {
      append_percent(out, c);
      continue;
    }
    if ((c == '(' || c == ')') && !simple) out += '\\';
    out += c;
    if (c == '&' && is_entity(url.substr(i))) out += kAmpersandRest;
  }
  return out;
}

// A line of a title that begins otherwise could begin a block.
std::string quoted_title(std::string_view title) {
  std::string out = " \"";
  for (std::size_t i = 0; i < title.size(); ++i) {
    const char c = title[i];
    const char next = i + 1 < title.size() ? title[i + 1] : '"';
    if (c == '`') {  // a code span would end in here
      out += "&#96;";
      continue;
    }
    const bool shortcode = (c == '<' || c == '%') && ends_with(out, "{{");
    const bool slash = c == '\\' && is_ascii_punctuation(next);
    if (c == '"' || slash || shortcode) out += '\\';
    const bool keeps_line =
        c == '\n' && (is_ascii_letter(next) || next == '"' || static_cast<unsigned char>(next) >= 0x80);
    out += is_ascii_space(c) && !keeps_line ? ' ' : c;
    if (c == '&' && is_entity(title.substr(i))) out += kAmpersandRest;
  }
  return out + '"';
}

bool is_absolute_uri(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || colon < 2 || colon > 32 || !is_ascii_letter(url[0])) return false;
  const auto in_scheme = [](char c) {
    return is_ascii_letter(c) || is_ascii_digit(c) || c == '+' || c == '.' || c == '-';
  };
  const auto in_uri = [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != '<' && c != '>' && c != 0x7f;
  };
  return std::all_of(url.begin(), url.begin() + static_cast<std::ptrdiff_t>(colon), in_scheme) &&
         std::all_of(url.begin(), url.end(), in_uri);
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  const auto local = [](char c) {
    return is_ascii_letter(c) || is_ascii_digit(c) ||
           std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
  };
  const auto domain = [](char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '.' || c == '-'; };
  if (at == std::string_view::npos || at == 0 || at + 1 >= text.size()) return false;
  const auto middle = text.begin() + static_cast<std::ptrdiff_t>(at);
  const auto edge = [](char c) { return is_ascii_letter(c) || is_ascii_digit(c); };
  return std::all_of(text.begin(), middle, local) && std::all_of(middle + 1, text.end(), domain) &&
         edge(middle[1]) && edge(text.back()) && text.find("..", at) == std::string_view::npos &&
         text.find(".-", at) == std::string_view::npos && text.find("-.", at) == std::string_view::npos;
}

}  // namespace

LineFacts line_facts(const Pieces& pieces) {
  std::array<Runs, 4> runs{{{'*'}, {'_'}, {'~'}, {'`'}}};
  bool marks = false, deletes = false, code = false, definition = false;
  for (const Piece& piece : pieces) {
    for (Runs& run : runs) run.add(piece.text);
    definition |= piece.text.find("]:") != std::string::npos;
    marks |= is_emphasis(piece) && piece.style != Style::deleted;
    deletes |= is_emphasis(piece) && piece.style == Style::deleted;
    code |= piece.type == Piece::Type::code || piece.type == Piece::Type::raw;
  }
  LineFacts facts;
  facts.definition = definition;
  facts.marks = marks || deletes;
  facts.stars = marks || runs[0].count > 1;
  facts.underscores = marks || runs[1].count > 1;
  facts.tildes = deletes || runs[2].count > 1 || runs[2].fence;
  facts.backticks = (code && runs[3].count > 0) || runs[3].count > 1 || runs[3].fence;
  return facts;
}

void append_text(std::string& out, std::string_view text, const TextContext& context) {
  TextWriter(out, text, context).write();
}

std::string escape_label(std::string_view text) {
  Pieces alone(1);
  alone[0].text = text;
  TextContext context;
  context.place = Place::atx_heading;
  context.facts = line_facts(alone);
  context.facts.backticks = true;  // code binds tighter than the brackets around
  context.in_link = true;
  context.boxes = true;
  context.next = ']';
  std::string out;
  append_text(out, text, context);
  return out;
}

std::string hugo_safe_code(std::string_view code) {
  std::string out;
  for (std::size_t pos = 0; pos < code.size();) {
    const std::size_t open = find_shortcode(code, pos);
    if (open == std::string_view::npos) return out.append(code.substr(pos));
    out.append(code, pos, open - pos);
    const std::size_t begin = open + 3, next = std::min(find_shortcode(code, begin), code.size());
    const std::string_view inside = code.substr(begin, next - begin);
    const std::string_view end = code[open + 2] == '<' ? ">}}" : "%}}";
    const std::size_t length = inside.find(end);
    if (length == std::string_view::npos || inside.substr(0, length).find("*/") != std::string_view::npos) {
      out.append("{{ ").append(1, code[open + 2]);
      pos = begin;
      continue;
    }
    out.append(code, open, 3).append("/*").append(inside.substr(0, length)).append("*/").append(end);
    pos = begin + length + end.size();
  }
  return out;
}

std::string code_span(std::string_view code, Place place) {
  std::string text = hugo_safe_code(code);
  std::replace_if(text.begin(), text.end(), is_ascii_space, ' ');
  if (place == Place::cell) replace_all(text, "|", "\\|");
  std::size_t longest = 0, run = 0;
  std::uint64_t lengths = 0;
  for (char c : text + ' ') {
    if (c != '`' && run > 0) {
      longest = std::max(longest, run);
      lengths |= run < 64 ? std::uint64_t{1} << run : 0;
    }
    run = c == '`' ? run + 1 : 0;
  }
  std::size_t fence = 1;
  while (fence < 64 && (lengths >> fence & 1)) ++fence;
  if (fence == 64) fence = longest + 1;
  const bool only_spaces = text.find_first_not_of(' ') == std::string::npos;
  const bool pad = text.front() == '`' || text.back() == '`' ||
                   (text.front() == ' ' && text.back() == ' ' && !only_spaces);
  const std::string marks(fence, '`');
  return marks + (pad ? " " + text + " " : text) + marks;
}

std::string link_end(std::string_view url, std::string_view title) {
  const std::string address = url.empty() && !title.empty() ? "<>" : destination(url);
  return "](" + address + (title.empty() ? std::string() : quoted_title(title)) + ")";
}

std::string image(std::string_view alt, std::string_view src, std::string_view title) {
  return "![" + escape_label(alt) + link_end(src, title);
}

std::string autolink(std::string_view shown, std::string_view url) {
  if (shown.empty() || shown.size() > 1000 || shown.find('|') != std::string_view::npos ||
      shown.find("{{") != std::string_view::npos)
    return {};
  const bool mail = url.starts_with("mailto:") && url.substr(7) == shown && is_mail_address(shown);
  const bool same =
      shown == url || (std::string(shown) + '/' == url && url.find('?') == std::string_view::npos);
  return mail || (same && is_absolute_uri(shown)) ? "<" + std::string(shown) + ">" : std::string();
}

}  // namespace gazette::html

#include "feeds/html/markdown/escape/block_starts.h"

#include <algorithm>
#include <string>

#include "feeds/html/markdown/escape/characters.h"

namespace gazette::html {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

bool consists_of(std::string_view s, std::string_view characters) {
  return !s.empty() && s.find_first_not_of(characters) == std::string_view::npos;
}

// A space, or the end of the output line.
bool ends_marker(const Line& line, std::size_t pos) {
  return pos < line.text.size() ? line.text[pos] == ' ' : line.complete && pos == line.text.size();
}

bool is_heading(const Line& line) {
  const std::size_t level = std::min(line.text.find_first_not_of('#'), line.text.size());
  return level >= 1 && level <= 6 && ends_marker(line, level);
}

// Behind the mark of a list item, "* " or "- ", two more of it make one.
bool is_rule(const Line& line) {
  const char c = line.text[0];
  if (!line.complete || (c != '-' && c != '_' && c != '*')) return false;
  return consists_of(line.text, std::string(1, c) + ' ') &&
         std::count(line.text.begin(), line.text.end(), c) >= (line.first && c != '_' ? 2 : 3);
}

bool is_underline(const Line& line) {
  return line.complete && !line.first && (consists_of(line.text, "-") || consists_of(line.text, "="));
}

bool is_delimiter_row(const Line& line) {
  if (!line.complete || line.first || !consists_of(line.text, "|:- ")) return false;
  return line.text.find('-') != kNowhere && line.text.find_first_of("|:") != kNowhere;
}

// The place of the "." or ")"; a list that does not begin with 1 cannot interrupt a paragraph.
std::size_t ordered_marker(const Line& line) {
  const std::size_t digits = std::min(line.text.find_first_not_of("0123456789"), line.text.size());
  if (digits == 0 || digits > 9 || digits == line.text.size()) return kNowhere;
  if (line.text[digits] != '.' && line.text[digits] != ')') return kNowhere;
  const std::size_t value = line.text.find_first_not_of('0');
  const bool is_one = value + 1 == digits && line.text[value] == '1';
  return ends_marker(line, digits + 1) && (line.first || is_one) ? digits : kNowhere;
}

// "[x] " makes a box of a list item.
bool is_task(const Line& line) {
  const std::string_view box = line.text.substr(0, 3);
  return line.first && (box == "[ ]" || box == "[x]" || box == "[X]") && ends_marker(line, 3);
}

}  // namespace

std::size_t block_start(const Line& line) {
  if (line.text.empty()) return kNowhere;
  if (is_task(line) || is_rule(line) || is_underline(line) || is_delimiter_row(line)) return 0;
  switch (line.text[0]) {
    case '#': return is_heading(line) ? 0 : kNowhere;
    case '>': return 0;
    case '-':
    case '*': return ends_marker(line, 1) ? 0 : kNowhere;
    case '+':  // also the fence of TOML front matter
      return ends_marker(line, 1) || (line.complete && line.text == "+++") ? 0 : kNowhere;
    case ':': return ends_marker(line, 1) ? 0 : kNowhere;
    default: return ordered_marker(line);
  }
}

}  // namespace gazette::html

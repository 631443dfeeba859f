#include <algorithm>
#include <vector>

#include "feeds/extract/cleanup/entry.h"
#include "feeds/text/entities.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

constexpr std::size_t kNarrowest = 50, kWidest = 100;  // columns at which editors and mailers wrap
constexpr std::size_t kRagged = 8;                     // columns that who wraps by hand leaves free

std::size_t first_word(std::string_view line) {
  return std::min(line.find(' '), line.size());
}

/// True if every line ends where its next word would hardly have fitted: then the lines are not the author's.
bool is_wrapped(const std::vector<std::string_view>& lines) {
  std::vector<std::size_t> widths;
  for (const std::string_view line : lines) widths.push_back(decode_entities(line).size());
  const std::size_t width = *std::max_element(widths.begin(), widths.end());
  if (width < kNarrowest || width > kWidest) return false;
  std::size_t ends = 0;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    if (lines[i].empty() || lines[i + 1].empty()) continue;
    if (widths[i] + 1 + first_word(lines[i + 1]) + kRagged <= width) return false;
    ++ends;
  }
  return ends > 0;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (const std::string_view line : split(trim(text), '\n')) lines.push_back(trim(line));
  return lines;
}

}  // namespace

std::optional<std::string> html_of_lines(std::string_view html) {
  if (html.find('<') != html.npos) return std::nullopt;
  const std::vector<std::string_view> lines = lines_of(html);
  if (lines.size() < 2) return std::nullopt;
  const std::string_view line_end = is_wrapped(lines) ? "\n" : "<br>\n";
  std::string out = "<p>";
  bool begins = true, blank = false;
  for (const std::string_view line : lines) {
    blank |= line.empty();
    if (line.empty()) continue;
    if (!begins) out += blank ? std::string_view("</p>\n<p>") : line_end;
    out += line;
    begins = blank = false;
  }
  return out + "</p>";
}

}  // namespace gazette::extract

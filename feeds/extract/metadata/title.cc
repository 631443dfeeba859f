#include "feeds/extract/metadata/title.h"

#include <algorithm>
#include <array>
#include <vector>

#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::Tree;

constexpr std::array<std::string_view, 10> kSeparators = {" | ", " - ", " – ",  " — ", " » ",
                                                          " / ", " > ", " \\ ", " · ", " :: "};
constexpr std::array<std::string_view, 4> kHierarchy = {" \\ ", " / ", " > ", " » "};

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = c == ' ';
    words += !space && !inside;
    inside = !space;
  }
  return words;
}

struct Cut {
  std::size_t at = std::string_view::npos, size = 0;
};

Cut last_separator(std::string_view title) {
  Cut last;
  for (std::string_view separator : kSeparators) {
    const std::size_t at = title.rfind(separator);
    if (at != std::string_view::npos && (last.at == std::string_view::npos || at > last.at))
      last = {at, separator.size()};
  }
  return last;
}

Cut first_separator(std::string_view title) {
  Cut first;
  for (std::string_view separator : kSeparators) {
    const std::size_t at = title.find(separator);
    if (at < first.at) first = {at, separator.size()};
  }
  return first;
}

std::size_t count_separators(std::string_view title) {
  std::size_t count = 0;
  for (std::string_view separator : kSeparators)
    for (std::size_t at = title.find(separator); at != std::string_view::npos;
         at = title.find(separator, at + 1))
      ++count;
  return count;
}

bool is_a_heading(const Tree& tree, std::string_view title) {
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root()))
    if ((tree.is_element(id, "h1") || tree.is_element(id, "h2")) &&
        collapse_whitespace(tree.text_content(id)) == title)
      return true;
  return false;
}

std::string only_heading(const Tree& tree) {
  NodeId only = kNone;
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
    if (!tree.is_element(id, "h1")) continue;
    if (only != kNone) return {};
    only = id;
  }
  return only == kNone ? std::string() : collapse_whitespace(tree.text_content(only));
}

std::string cut_at_separator(const std::string& title) {
  const Cut last = last_separator(title);
  std::string cut = title.substr(0, last.at);
  if (count_words(cut) >= 3) return cut;
  const Cut first = first_separator(title);
  return title.substr(first.at + first.size);
}

std::string cut_at_colon(const Tree& tree, const std::string& title) {
  if (is_a_heading(tree, title)) return title;
  std::string cut = title.substr(title.rfind(": ") + 2);
  if (count_words(cut) < 3) cut = title.substr(title.find(": ") + 2);
  return count_words(title.substr(0, title.find(": "))) > 5 ? title : cut;
}

}  // namespace

std::string title_of_page(const Tree& tree) {
  const NodeId element = tree.find("title");
  const std::string title =
      element == kNone ? std::string() : collapse_whitespace(tree.text_content(element));
  std::string cut = title;
  bool hierarchical = false;
  const std::size_t separators = count_separators(title);
  if (separators > 0) {
    hierarchical = std::any_of(kHierarchy.begin(), kHierarchy.end(),
                               [&](std::string_view s) { return title.find(s) != std::string::npos; });
    cut = cut_at_separator(title);
  } else if (title.find(": ") != std::string::npos) {
    cut = cut_at_colon(tree, title);
  } else if (const std::size_t length = count_code_points(title); length > 150 || length < 15) {
    const std::string heading = only_heading(tree);
    if (!heading.empty()) cut = heading;
  }
  cut = collapse_whitespace(cut);
  const std::size_t words = count_words(cut);
  const bool lost_words = count_words(title) != words + separators + 1;
  if (words <= 4 && (!hierarchical || lost_words) && count_code_points(cut) < 12) return title;
  return cut;
}

std::string heading_in(const Tree& tree, std::string_view title) {
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
    if (!tree.is_element(id, "h1")) continue;
    std::string heading = collapse_whitespace(tree.text_content(id));
    if (count_code_points(heading) < 10 || heading.size() >= title.size()) continue;
    std::string_view rest = title;
    if (title.starts_with(heading))
      rest.remove_prefix(heading.size());
    else if (title.ends_with(heading))
      rest.remove_suffix(heading.size());
    else
      continue;
    const std::string_view around = trim(rest);
    for (std::string_view mark : {"|", "-", "–", "—", "»", "·", "｜", "：", ":", "_", "("})
      if (around.starts_with(mark) || around.ends_with(mark)) return heading;
  }
  return {};
}

std::string without_site_name(std::string_view title, std::string_view site_name) {
  const Cut last = last_separator(title);
  if (last.at == std::string_view::npos || site_name.empty()) return std::string(title);
  const std::string_view tail = trim(title.substr(last.at + last.size));
  return equals_ignore_case(tail, site_name) ? std::string(trim(title.substr(0, last.at)))
                                             : std::string(title);
}

}  // namespace gazette::extract

#include "feeds/extract/metadata/title.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "feeds/html/sanitize.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::Tree;

constexpr std::array<std::string_view, 10> kSeparators = {" | ", " - ", " – ",  " — ", " » ",
                                                          " / ", " > ", " \\ ", " · ", " :: "};
// What stands between a headline and the name of its site, where that name is known.
constexpr std::string_view kBeforeSite[] = {"|",  "-",  "–",  "—", "»",  "«",  "·", "•", "・",
                                            "::", "｜", "丨", "│", "－", "：", ":", "_", "/",
                                            ">",  "\\", "~",  "‹", "›",  "⋆",  "★", "◆"};
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

constexpr double kResembling = 0.5;
constexpr std::size_t kShortestHeadline = 5, kLongestHeadline = 300, kMostHeadings = 30, kShortTitle = 12;

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

// Pairs of letters, whatever the script; punctuation and case do not count.
std::unordered_map<std::uint64_t, int> pairs_of(std::string_view text) {
  std::unordered_map<std::uint64_t, int> pairs;
  char32_t last = 0;
  const std::string lower = to_lower(text);
  for (std::size_t pos = 0; pos < lower.size();) {
    const char32_t c = next_code_point(lower, pos);
    const bool mark = c < 0x80 ? !(('a' <= c && c <= 'z') || ('0' <= c && c <= '9'))
                               : (c >= 0x2000 && c < 0x2070) || (c >= 0x3000 && c < 0x3040) || c == 0xa0;
    if (mark) continue;
    if (last != 0) ++pairs[(std::uint64_t{last} << 32) | c];
    last = c;
  }
  return pairs;
}

// 0..1: which share of the pairs of letters both texts have (Dice's coefficient).
double resemblance(std::string_view a, std::string_view b) {
  const auto in_a = pairs_of(a), in_b = pairs_of(b);
  double common = 0, all = 0;
  for (const auto& [pair, count] : in_a) {
    all += count;
    if (const auto found = in_b.find(pair); found != in_b.end()) common += std::min(count, found->second);
  }
  for (const auto& [pair, count] : in_b) all += count;
  return all > 0 ? 2 * common / all : 0;
}

// Headings of that name that may be headlines, each text once.
std::vector<std::string> texts_of(const Tree& tree, std::string_view name, std::string_view site_name) {
  std::vector<std::string> texts;
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
    if (!tree.is_element(id, name)) continue;
    std::string text = html::plain_text(tree, id);
    for (std::string_view anchor : {"¶", "#"})
      if (text.ends_with(anchor))
        text = std::string(trim(std::string_view(text).substr(0, text.size() - anchor.size())));
    const std::size_t length = count_code_points(text);
    if (length < kShortestHeadline || length > kLongestHeadline || equals_ignore_case(text, site_name))
      continue;
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
    if (texts.size() >= kMostHeadings) break;
  }
  return texts;
}

// Two words, or four Han characters.
bool is_long_enough(std::string_view heading) {
  const std::size_t length = count_code_points(heading);
  return length >= 10 || (length >= 4 && heading.size() > 2 * length);
}

// "Headline | News - Site" begins with its headline; "Site | Headline" ends with it, if it is the larger
// part.
bool is_part_of(std::string_view title, std::string_view heading) {
  if (!is_long_enough(heading) || heading.size() >= title.size()) return false;
  std::string_view rest = title;
  if (title.starts_with(heading))
    rest.remove_prefix(heading.size());
  else if (title.ends_with(heading) &&
           (count_code_points(heading) >= 10 || 2 * heading.size() > title.size()))
    rest.remove_suffix(heading.size());
  else
    return false;
  const std::string_view around = trim(rest);
  for (std::string_view mark : {"|", "-", "–", "—", "»", "·", "｜", "：", ":", "_", "("})
    if (around.starts_with(mark) || around.ends_with(mark)) return true;
  return false;
}

// "Work", above which readers see "We fight for good work".
bool says_more(std::string_view heading, std::string_view title) {
  return count_words(title) == 1 && count_code_points(title) < kShortTitle && count_words(heading) >= 4 &&
         to_lower(heading).find(to_lower(title)) != std::string::npos;
}

// "Headline: and what it is about".
bool goes_on(std::string_view heading, std::string_view title) {
  if (!heading.starts_with(title)) return false;
  const std::string_view rest = trim(heading.substr(title.size()));
  return rest.starts_with(":") || rest.starts_with("：");
}

// The heading that says nearly the same.
const std::string* closest_of(const std::vector<std::string>& headings, std::string_view title) {
  const std::string* closest = nullptr;
  double most = kResembling;
  for (const std::string& heading : headings) {
    const double same = resemblance(heading, title);
    if (same <= most) continue;
    closest = &heading;
    most = same;
  }
  return closest;
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

std::string headline_of(const Tree& tree, std::string_view title, std::string_view site_name,
                        bool is_article) {
  const std::vector<std::string> headings = texts_of(tree, "h1", site_name);
  if (title.empty()) {
    const std::vector<std::string> second = texts_of(tree, "h2", site_name);
    return !headings.empty() ? headings[0] : !second.empty() ? second[0] : std::string();
  }
  for (const std::string& heading : headings)
    if (is_part_of(title, heading) || says_more(heading, title) || goes_on(heading, title)) return heading;
  const std::vector<std::string> second = texts_of(tree, "h2", site_name);
  for (const std::string& heading : second)
    if (is_part_of(title, heading)) return heading;
  if (std::find(second.begin(), second.end(), title) != second.end()) return {};  // readers see it as it is
  const auto holds_title = [&](const std::string& heading) {
    return heading.find(title) != std::string::npos;
  };
  if (std::any_of(headings.begin(), headings.end(), holds_title))
    return {};  // with a kicker, a date: the title alone is better
  if (const std::string* closest = closest_of(headings, title)) return *closest;
  const bool only = is_article && headings.size() == 1 && count_words(headings[0]) >= 3;
  return only ? headings[0] : std::string();
}

std::string without_site_name(std::string_view title, std::string_view site_name) {
  if (site_name.empty() || title.size() <= site_name.size()) return std::string(title);
  const std::size_t at = title.size() - site_name.size();
  if (!equals_ignore_case(title.substr(at), site_name)) return std::string(title);
  const std::string_view rest = trim(title.substr(0, at));
  for (const std::string_view mark : kBeforeSite)
    if (rest.ends_with(mark) && rest.size() > mark.size()) {
      std::string_view own = rest;
      while (own.ends_with(mark) && own.size() > mark.size()) own.remove_suffix(mark.size());
      return std::string(trim(own));
    }
  return std::string(title);
}

}  // namespace gazette::extract

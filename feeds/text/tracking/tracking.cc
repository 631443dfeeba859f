#include "feeds/text/tracking/tracking.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

struct Tracker {
  std::string_view host, name;
};
constexpr Tracker kTrackers[] = {
#include "feeds/text/tables/tracking_parameters.inc"
};

/// "example.org" and what is below it.
bool is_within(std::string_view host, std::string_view domain) {
  if (!host.ends_with(domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

bool is_named(std::string_view name, std::string_view pattern) {
  if (!pattern.ends_with('*')) return equals_ignore_case(name, pattern);
  return starts_with_ignore_case(name, pattern.substr(0, pattern.size() - 1));
}

/// "blog.example.org": a name of letters at the end, so no version ("v1.2").
bool is_host_name(std::string_view value) {
  const std::string_view last = value.substr(value.rfind('.') + 1);
  const auto is_letter = [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; };
  return value.find('.') != value.npos && value.front() != '.' && last.size() > 1 &&
         std::all_of(last.begin(), last.end(), is_letter) &&
         std::all_of(value.begin(), value.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
}

/// "source=rss", "from=feed": names that a site may also use for an article's own number tell by their value.
bool is_feed_mark(std::string_view name, std::string_view value) {
  static constexpr std::array<std::string_view, 13> kNames = {"ref",  "source", "src",    "from", "partner",
                                                              "via",  "cmp",    "origin", "mod",  "medium",
                                                              "ocid", "output", "rss"};
  static constexpr std::array<std::string_view, 10> kFeedMarks = {
      "rss", "rss2", "rss20", "feed", "feeds", "atom", "rssfeed", "rss_feed", "rss-feed", "feedburner"};
  const auto is_one_of = [](const auto& list, std::string_view text) {
    return std::any_of(list.begin(), list.end(),
                       [text](std::string_view one) { return equals_ignore_case(one, text); });
  };
  if (name == "source" && value.starts_with("rss-") && value.find("---") != value.npos)
    return true;                                          // Medium
  if (name == "ref" && is_host_name(value)) return true;  // Ghost, of every link out of a blog
  if (value.empty() || value.size() > 10 || name.size() > 7) return false;
  if (equals_ignore_case(name, "rss") && (value == "1" || equals_ignore_case(value, "true"))) return true;
  return is_one_of(kNames, name) && is_one_of(kFeedMarks, value);
}

/// Where the trackers of each first letter stand in kByLetter: most names are told at a glance.
constexpr std::size_t kLetters = 128;
struct Index {
  std::array<std::uint16_t, kLetters + 1> begin{};
  std::array<std::uint16_t, std::size(kTrackers)> order{};
};
constexpr Index kByLetter = [] {
  Index index;
  std::size_t next = 0;
  for (std::size_t letter = 0; letter < kLetters; ++letter) {
    index.begin[letter] = static_cast<std::uint16_t>(next);
    for (std::size_t i = 0; i < std::size(kTrackers); ++i)
      if (kTrackers[i].name[0] == static_cast<char>(letter))
        index.order[next++] = static_cast<std::uint16_t>(i);
  }
  index.begin[kLetters] = static_cast<std::uint16_t>(next);
  return index;
}();
static_assert(kByLetter.begin[kLetters] == std::size(kTrackers));

}  // namespace

bool is_tracking_parameter(std::string_view host, std::string_view parameter) {
  const std::size_t equals = std::min(parameter.find('='), parameter.size());
  const std::string_view name = parameter.substr(0, equals);
  const std::string_view value = parameter.substr(std::min(equals + 1, parameter.size()));
  if (name.empty()) return false;
  if (is_feed_mark(name, value)) return true;
  const auto letter = static_cast<unsigned char>(name[0] >= 'A' && name[0] <= 'Z' ? name[0] + 32 : name[0]);
  if (letter >= kLetters) return false;
  for (std::size_t i = kByLetter.begin[letter]; i < kByLetter.begin[letter + 1U]; ++i) {
    const Tracker& tracker = kTrackers[kByLetter.order[i]];
    if (is_named(name, tracker.name) && (tracker.host.empty() || is_within(host, tracker.host))) return true;
  }
  return false;
}

}  // namespace gazette

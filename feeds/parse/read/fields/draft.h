// A feed, an entry or a source while it is read: the value, and which of several elements gave each of its
// fields. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "feeds/feed.h"

namespace gazette::parse {

enum class Slot : std::uint8_t {
  id,
  title,
  link,
  published,
  updated,
  summary,
  content,
  image,
  icon,
  logo,
  rights,
  language,
  generator,
  description,
  comments,
  count,
};

/// The better element wins, the first among equals.
class Ranks {
 public:
  bool would_win(Slot slot, int rank) const { return rank > best_[static_cast<std::size_t>(slot)]; }
  bool is(Slot slot, int rank) const { return rank == best_[static_cast<std::size_t>(slot)]; }
  bool wins(Slot slot, int rank) {
    if (!would_win(slot, rank)) return false;
    best_[static_cast<std::size_t>(slot)] = static_cast<std::uint8_t>(rank);
    return true;
  }

 private:
  std::array<std::uint8_t, static_cast<std::size_t>(Slot::count)> best_{};
};

struct EntryDraft {
  Entry& value;  ///< in its place in the feed: entries are large
  Ranks ranks{};
  std::string original_enclosure{};  ///< feedburner:origEnclosureLink
  std::string place_name{};          ///< georss:featureName
};

struct FeedDraft {
  Feed value;
  Ranks ranks;
  std::vector<Person> web_masters;   ///< authors where nobody else is named
  int update_frequency = 1;          ///< sy:updateFrequency
  std::optional<int> update_period;  ///< sy:updatePeriod, minutes
};

struct OriginDraft {
  Origin value;
  Ranks ranks;
};

}  // namespace gazette::parse

// A feed or an entry while it is read: the value, and which of several elements gave each of its fields.
// Plain values.
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
  rights,
  language,
  generator,
  comments,
  description,
  icon,
  logo,
  count
};

/// The better element wins, the first among equals.
class Ranks {
 public:
  bool wins(Slot slot, std::uint8_t rank) {
    std::uint8_t& best = best_[static_cast<std::size_t>(slot)];
    if (rank <= best) return false;
    best = rank;
    return true;
  }
  bool has(Slot slot) const { return best_[static_cast<std::size_t>(slot)] != 0; }

 private:
  std::array<std::uint8_t, static_cast<std::size_t>(Slot::count)> best_{};
};

struct EntryDraft {
  Entry value;
  Ranks ranks;
};

struct FeedDraft {
  Feed value;
  Ranks ranks;
};

}  // namespace gazette::parse

// What is found out about characters, remembered: asking ICU takes as long as reading the text twenty times
// (measured). Any threads at once; grows to 256 kB, a page of 4 kB for each thousand neighbours met.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace gazette {

class CharacterMemo {
 public:
  /// The answer for one character, never 0; always the same.
  using Find = std::uint32_t (*)(char32_t);
  explicit constexpr CharacterMemo(Find find) : find_(find) {}

  std::uint32_t operator()(char32_t c) {
    if (c >= known_.size()) return find_(c);
    std::uint32_t known = known_[c].load(std::memory_order_relaxed);
    if (known == 0) known_[c].store(known = find_(c), std::memory_order_relaxed);
    return known;
  }

 private:
  Find find_;
  std::array<std::atomic<std::uint32_t>, 0x10000> known_{};  ///< 0: not asked yet
};

}  // namespace gazette

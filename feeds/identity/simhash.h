// 64 bits of which few differ where two texts differ little (Charikar 2002), to see near-duplicates. Pure;
// any thread.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

namespace gazette {

/// Of a text's tokens, parted by one space (words, bigrams of Han); 0 for none.
std::uint64_t simhash(std::string_view tokens);

/// Of how many bits two hashes differ; up to kNearBits two texts are taken for near-duplicates.
inline int hash_distance(std::uint64_t a, std::uint64_t b) {
  return std::popcount(a ^ b);
}
inline constexpr int kNearBits = 6;

}  // namespace gazette

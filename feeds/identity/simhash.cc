#include "feeds/identity/simhash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace gazette {
namespace {

constexpr std::size_t kMaxCounted = 30'000;  // tokens: the counters are of 16 bits

/// Eight counters at once: the bits of a byte, as +1 and -1.
using Lanes [[gnu::vector_size(16)]] = std::int16_t;

std::array<Lanes, 256> make_lanes() {
  std::array<Lanes, 256> lanes{};
  for (unsigned byte = 0; byte < 256; ++byte)
    for (unsigned bit = 0; bit < 8; ++bit) lanes[byte][bit] = (byte >> bit & 1) ? 1 : -1;
  return lanes;
}

/// The first bytes of a token as a number, little-endian on every machine: it is stored. `readable`: from
/// there on.
std::uint64_t word_of(std::string_view token, std::size_t readable) {
  std::uint64_t word = 0;
  if (std::endian::native == std::endian::little && readable >= 8) {
    std::memcpy(&word, token.data(), 8);
    return token.size() >= 8 ? word : word & ((std::uint64_t{1} << (8 * token.size())) - 1);
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(token.size(), 8); ++i)
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(token[i])) << (8 * i);
  return word;
}

/// Eight bytes at a time. Tokens are short.
std::uint64_t token_hash(std::string_view token, std::size_t readable) {
  std::uint64_t hash = 0x9E3779B97F4A7C15U ^ token.size();
  while (!token.empty()) {
    hash = (hash ^ word_of(token, readable)) * 0xBF58476D1CE4E5B9U;
    hash ^= hash >> 31;
    const std::size_t taken = std::min<std::size_t>(token.size(), 8);
    token.remove_prefix(taken);
    readable -= taken;
  }
  hash *= 0x94D049BB133111EBU;
  return hash ^ hash >> 29;
}

}  // namespace

std::uint64_t simhash(std::string_view tokens) {
  static const std::array<Lanes, 256> kLanes = make_lanes();
  std::array<Lanes, 8> counters{};
  std::size_t counted = 0;
  for (std::size_t begin = 0; begin < tokens.size() && counted < kMaxCounted; ++counted) {
    const std::size_t end = std::min(tokens.find(' ', begin), tokens.size());
    const std::uint64_t hash = token_hash(tokens.substr(begin, end - begin), tokens.size() - begin);
    for (std::size_t i = 0; i < 8; ++i) counters[i] += kLanes[hash >> (8 * i) & 0xff];
    begin = end + 1;
  }
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 64; ++i)
    if (counters[i / 8][i % 8] > 0) bits |= std::uint64_t{1} << i;
  return bits;
}

}  // namespace gazette

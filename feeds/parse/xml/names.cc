#include "feeds/parse/xml/names.h"

#include <array>

namespace gazette::parse {
namespace {

struct Known {
  Ns ns;
  std::string_view local;  ///< lower case
  Name name;
};

constexpr Known kNames[] = {
#include "feeds/parse/xml/names_table.inc"
};

constexpr std::size_t kSlots = 1024;
constexpr std::size_t kLongest = 24;

constexpr std::size_t slot_of(Ns ns, std::string_view lower) {
  std::uint32_t hash = 2166136261U ^ static_cast<std::uint32_t>(ns);
  for (char c : lower) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return (hash ^ (hash >> 15)) % kSlots;
}

/// Open addressing; 0 is an empty slot, n stands for kNames[n - 1].
constexpr std::array<std::uint16_t, kSlots> kTable = [] {
  std::array<std::uint16_t, kSlots> table{};
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    std::size_t slot = slot_of(kNames[i].ns, kNames[i].local);
    while (table[slot] != 0) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<std::uint16_t>(i + 1);
  }
  return table;
}();
static_assert(std::size(kNames) < kSlots / 2);

}  // namespace

Name name_of(Ns ns, std::string_view local) {
  if (local.size() > kLongest) return Name::unknown;
  std::array<char, kLongest> buffer{};
  for (std::size_t i = 0; i < local.size(); ++i) {
    const char c = local[i];
    buffer[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  const std::string_view lower(buffer.data(), local.size());
  for (std::size_t slot = slot_of(ns, lower); kTable[slot] != 0; slot = (slot + 1) % kSlots) {
    const Known& known = kNames[kTable[slot] - 1U];
    if (known.ns == ns && known.local == lower) return known.name;
  }
  return Name::unknown;
}

}  // namespace gazette::parse

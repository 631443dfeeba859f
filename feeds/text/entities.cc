#include "feeds/text/entities.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

struct Named {
  std::string_view name, text;
  bool bare;  ///< HTML knows it without the semicolon, too
};
constexpr Named kNamed[] = {
#include "feeds/text/tables/entities_table.inc"
};
constexpr std::string_view kNameCharacters =
    "#0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kLongestName = 32;
constexpr std::size_t kLongestBare = 6;

constexpr std::size_t kSlots = 8192;

constexpr std::size_t slot_of(std::string_view name) {
  std::uint32_t hash = 0;
  for (const char c : name) hash = hash * 31 + static_cast<unsigned char>(c);
  return (hash ^ (hash >> 13)) % kSlots;
}

/// Open addressing; 0 is an empty slot, n stands for kNamed[n - 1].
constexpr std::array<std::uint16_t, kSlots> kTable = [] {
  std::array<std::uint16_t, kSlots> table{};
  for (std::size_t i = 0; i < std::size(kNamed); ++i) {
    std::size_t slot = slot_of(kNamed[i].name);
    while (table[slot] != 0) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<std::uint16_t>(i + 1);
  }
  return table;
}();

const Named* find_named(std::string_view name) {
  for (std::size_t slot = slot_of(name); kTable[slot] != 0; slot = (slot + 1) % kSlots)
    if (kNamed[kTable[slot] - 1U].name == name) return &kNamed[kTable[slot] - 1U];
  return nullptr;
}

/// HTML Standard 13.2.5.80: these numbers mean windows-1252.
constexpr std::array<char32_t, 32> kWindows1252 = {
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int digit_of(char c, int base) {
  const int value = c >= '0' && c <= '9'                 ? c - '0'
                    : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                         : 99;
  return value < base ? value : -1;
}

struct Number {
  char32_t value = 0;
  std::size_t length = 0;  ///< 0: none
};

/// "&#..." at `at`.
Number read_number(std::string_view s, std::size_t at) {
  std::size_t pos = at + 2;
  const bool hex = pos < s.size() && (s[pos] | 32) == 'x';
  if (hex) ++pos;
  const std::size_t first = pos;
  char32_t value = 0;
  for (; pos < s.size(); ++pos) {
    const int digit = digit_of(s[pos], hex ? 16 : 10);
    if (digit < 0) break;
    value = std::min<char32_t>(value * (hex ? 16 : 10) + static_cast<char32_t>(digit), 0x110000);
  }
  if (pos == first) return {};
  if (pos < s.size() && s[pos] == ';') ++pos;
  return {value, pos - at};
}

/// "&#..." at `at`; the length taken, 0 if it is none. Two that are the halves of a UTF-16 pair are one
/// character.
std::size_t decode_number(std::string_view s, std::size_t at, std::string& out) {
  Number number = read_number(s, at);
  if (number.length == 0) return 0;
  if (number.value >= 0x80 && number.value <= 0x9f) number.value = kWindows1252[number.value - 0x80];
  if (number.value >= 0xd800 && number.value <= 0xdbff && s.substr(at + number.length).starts_with("&#")) {
    const Number low = read_number(s, at + number.length);
    if (low.value >= 0xdc00 && low.value <= 0xdfff)
      number = {0x10000 + ((number.value - 0xd800) << 10) + (low.value - 0xdc00), number.length + low.length};
  }
  append_utf8(out, number.value == 0 ? 0xfffd : number.value);
  return number.length;
}

/// "&name;" or a bare legacy name at `at`; the length taken, 0 if it is none.
std::size_t decode_name(std::string_view s, std::size_t at, std::string& out) {
  std::size_t end = at + 1;
  while (end < s.size() && end - at <= kLongestName && is_alnum(s[end])) ++end;
  const std::string_view run = s.substr(at + 1, end - at - 1);
  if (run.empty()) return 0;
  if (end < s.size() && s[end] == ';') {
    if (const Named* named = find_named(run)) {
      out += named->text;
      return run.size() + 2;
    }
  }
  for (std::size_t length = std::min(run.size(), kLongestBare); length >= 2; --length) {
    const Named* named = find_named(run.substr(0, length));
    if (!named || !named->bare) continue;
    out += named->text;
    return length + 1;
  }
  return 0;
}

/// Nothing if no reference stands in it, or anything that is not escaped.
std::optional<std::string> decoded_whole(std::string_view text) {
  if (text.find('&') == text.npos || text.find('<') != text.npos) return std::nullopt;
  std::string decoded;
  decoded.reserve(text.size());
  std::size_t begin = 0;
  for (std::size_t at = text.find('&'); at != text.npos; at = text.find('&', begin)) {
    const std::size_t end = text.find_first_not_of(kNameCharacters, at + 1);
    if (end == text.npos || text[end] != ';') return std::nullopt;
    const std::string_view reference = text.substr(at, end + 1 - at);
    const std::string said = decode_entities(reference);
    if (said == reference) return std::nullopt;
    decoded.append(text, begin, at - begin).append(said);
    begin = end + 1;
  }
  return decoded.append(text, begin);
}

}  // namespace

std::string_view named_entity(std::string_view name) {
  const Named* named = find_named(name);
  return named ? named->text : std::string_view{};
}

std::string decode_entities(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  std::size_t at = 0;
  while (true) {
    const std::size_t ampersand = s.find('&', at);
    out.append(s, at, ampersand - at);
    if (ampersand == std::string_view::npos) return out;
    const bool number = ampersand + 1 < s.size() && s[ampersand + 1] == '#';
    const std::size_t taken = number ? decode_number(s, ampersand, out) : decode_name(s, ampersand, out);
    if (taken == 0) out += '&';
    at = ampersand + std::max<std::size_t>(taken, 1);
  }
}

std::string as_meant(std::string_view plain) {
  constexpr int kMostTimes = 8;
  std::string meant(plain);
  for (int i = 0; i < kMostTimes; ++i) {
    std::optional<std::string> decoded = decoded_whole(meant);
    if (!decoded) break;
    meant = *std::move(decoded);
  }
  return meant;
}

}  // namespace gazette

#include "feeds/text/buffer/json_repair.h"

#include <charconv>
#include <optional>

namespace gazette {
namespace {

constexpr std::size_t kEscape = 6;  // bytes of "\u0041"

/// The number of an escape like "\u0041" at `at`; empty if there is none.
std::optional<unsigned> unit_at(std::string_view text, std::size_t at) {
  const std::string_view escape = text.substr(at, kEscape);
  if (escape.size() != kEscape || !escape.starts_with("\\u")) return std::nullopt;
  unsigned unit = 0;
  const auto [end, error] = std::from_chars(escape.data() + 2, escape.data() + kEscape, unit, 16);
  return error == std::errc() && end == escape.data() + kEscape ? std::optional(unit) : std::nullopt;
}

bool is_high(std::optional<unsigned> unit) {
  return unit && *unit >= 0xD800 && *unit <= 0xDBFF;
}
bool is_low(std::optional<unsigned> unit) {
  return unit && *unit >= 0xDC00 && *unit <= 0xDFFF;
}

/// The escape at `at` to `out`; the bytes that were taken.
std::size_t take_escape(std::string_view text, std::size_t at, std::string& out) {
  const std::optional<unsigned> unit = unit_at(text, at);
  const bool whole = is_high(unit) && is_low(unit_at(text, at + kEscape));
  const std::size_t length = whole ? 2 * kEscape : unit ? kEscape : 2;
  if (!whole && (is_high(unit) || is_low(unit))) {
    out += "\\ufffd";
  } else {
    out += text.substr(at, length);
  }
  return length;
}

void append_control(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

}  // namespace

std::string repair_json(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  bool in_string = false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (in_string && c == '\\') {
      at += take_escape(text, at, out);
      continue;
    }
    if (c == '"') in_string = !in_string;
    if (in_string && static_cast<unsigned char>(c) < 0x20) {
      append_control(out, c);
    } else {
      out += c;
    }
    ++at;
  }
  return out;
}

}  // namespace gazette

#include "feeds/parse/read/first_image.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

constexpr std::size_t kMaxTries = 20;
constexpr std::size_t kMaxTag = 4096;  // bytes
constexpr double kIcon = 48;           // CSS pixels; avatars of forums have that many
constexpr double kIconLetters = 3;     // the same in the height of letters

/// The value of an attribute inside one tag ("<img ... src='x'"), as it stands there.
std::string_view attribute_value(std::string_view tag, std::string_view name) {
  for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    const bool begins = at > 0 && std::string_view(" \t\r\n\"'/").find(tag[at - 1]) != std::string_view::npos;
    std::string_view rest = tag.substr(at + name.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
    if (!begins || !rest.starts_with('=')) continue;
    rest = trim(rest.substr(1));
    if (rest.empty()) return {};
    const bool quoted = rest[0] == '"' || rest[0] == '\'';
    return quoted ? rest.substr(1, std::min(rest.find(rest[0], 1), rest.size()) - 1)
                  : rest.substr(0, rest.find_first_of(" \t\r\n"));
  }
  return {};
}

/// "width: 1em; height: 1em" of a style: the value of one of its properties.
std::string_view style_value(std::string_view style, std::string_view property) {
  for (std::string_view declaration : split(style, ';')) {
    declaration = trim(declaration);
    const std::size_t colon = declaration.find(':');
    if (colon != declaration.npos && equals_ignore_case(trim(declaration.substr(0, colon)), property))
      return trim(declaration.substr(colon + 1));
  }
  return {};
}

template <std::size_t N>
bool has_one_of(std::string_view text, const std::array<std::string_view, N>& marks) {
  const std::string lower = to_lower(text);
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return lower.find(mark) != lower.npos; });
}

/// ":slight_smile:"
bool is_shortcode(std::string_view alt) {
  return alt.size() > 2 && alt.front() == ':' && alt.back() == ':' && alt.find(' ') == alt.npos;
}

/// A smiley, an avatar, a formula, a button: by its class and by where it lies.
bool is_icon(std::string_view tag, std::string_view source) {
  static constexpr std::array<std::string_view, 9> kClasses = {
      "emoji", "smiley", "smilie", "emoticon", "avatar", "site-icon", "latex", "ee_img", "mwe-math"};
  static constexpr std::array<std::string_view, 11> kFolders = {
      "/emoji/", "/smiley", "/smilie",    "/emotico",  "/avatar/",     "favicon",
      "_icon",   "/icons/", "/latex.php", "/equation", "codecogs.com/"};
  const std::string_view style = attribute_value(tag, "style");
  for (const char* side : {"width", "height"})
    if (is_icon_size(attribute_value(tag, side)) || is_icon_size(style_value(style, side))) return true;
  return is_shortcode(attribute_value(tag, "alt")) || has_one_of(attribute_value(tag, "class"), kClasses) ||
         has_one_of(source.substr(0, source.find('?')), kFolders);
}

std::string_view source_of(std::string_view tag) {
  for (const char* name : {"data-lazy-src", "data-src", "data-original", "src"}) {
    const std::string_view source = trim(attribute_value(tag, name));
    if (!source.empty() && !source.starts_with("data:") && source[0] != '{') return source;
  }
  return {};
}

}  // namespace

bool is_icon_size(std::string_view length) {
  double number = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), number);
  if (error != std::errc()) return false;
  const std::string_view unit = trim(length.substr(static_cast<std::size_t>(end - length.data())));
  if (unit == "em" || unit == "rem") return number <= kIconLetters;
  return (unit.empty() || unit == "px") && number <= kIcon;
}

std::string_view first_image(std::string_view html) {
  std::size_t tries = 0;
  for (std::size_t at = find_pair<'<', 'i'>(html, 0); at < html.size() && tries < kMaxTries;
       at = find_pair<'<', 'i'>(html, at + 1)) {
    if (at + 4 > html.size() || html[at + 2] != 'm' || html[at + 3] != 'g') continue;
    ++tries;
    std::string_view tag = html.substr(at, kMaxTag);
    tag = tag.substr(0, tag.find('>'));
    const std::string_view source = source_of(tag);
    if (!source.empty() && !is_icon(tag, source)) return source;
  }
  return {};
}

}  // namespace gazette::parse

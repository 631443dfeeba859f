#include "feeds/text/dates/tokens.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <unicode/uchar.h>

#include "feeds/text/dates/cursor.h"
#include "feeds/text/strings.h"

namespace gazette::dates {
namespace {

constexpr std::size_t kMaxTokens = 48;

bool is_word_character(char32_t c) {
  return c < 0x80 ? is_letter(static_cast<char>(c))
                  : u_isalpha(static_cast<UChar32>(c)) ||
                        (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) != 0;
}

/// Joins letters to one word: "a.m", "o'clock", "Europe/Brussels", "New_York".
bool is_joint(char32_t c) {
  return c == '.' || c == '\'' || c == 0x2019 || c == '/' || c == '_';
}

std::size_t word_length(std::string_view s) {
  std::size_t end = 0;
  for (std::size_t pos = 0; pos < s.size();) {
    const std::size_t begin = pos;
    const char32_t c = next_code_point(s, pos);
    if (is_word_character(c)) {
      end = pos;
      continue;
    }
    if (begin == 0 || begin != end || !is_joint(c) || pos == s.size()) break;
  }
  return end;
}

/// "Etc/GMT+5", "America/Port-au-Prince": what belongs to a zone's name behind its first letters.
std::size_t zone_name_length(std::string_view s, std::size_t length) {
  if (s.substr(0, length).find('/') == std::string_view::npos) return length;
  while (length < s.size() && (is_letter(s[length]) || is_digit(s[length]) ||
                               std::string_view("+-_/").find(s[length]) != std::string_view::npos))
    ++length;
  return length;
}

/// "(Pacific Daylight Time)", "(월)"; `s` begins with the parenthesis. Zero if it does not end.
std::size_t comment_length(std::string_view s) {
  const std::size_t close = s.find(')');
  return close == std::string_view::npos ? 0 : close + 1;
}

/// "(PST)", "(GMT+08:00)", "(+0800)".
bool is_zone_comment(std::string_view comment) {
  Cursor in(trim(comment.substr(1, comment.size() - 2)));
  const std::string_view name = in.letters();
  if (in.done()) return zone_offset(name).has_value() || !zone_of_name(name).empty();
  int minutes = 0;
  return (name.empty() || zone_offset(name) == 0) && in.eat_any("+-") && read_offset(in, false, minutes) &&
         in.done();
}

Token token_at(std::string_view s) {
  Token token;
  if (is_digit(s[0])) {
    token.kind = Token::Kind::number;
    token.text = s.substr(0, std::min(s.find_first_not_of("0123456789"), s.size()));
    if (token.text.size() <= 9)
      std::from_chars(token.text.data(), token.text.data() + token.text.size(), token.value);
    return token;
  }
  if (const std::size_t length = word_length(s)) {
    token.kind = Token::Kind::word;
    token.text = s.substr(0, zone_name_length(s, length));
    token.word = find_word(token.text);
    return token;
  }
  std::size_t length = 0;
  next_code_point(s, length);
  token.text = s.substr(0, length);
  return token;
}

}  // namespace

std::vector<Token> cut(std::string_view s) {
  std::vector<Token> tokens;
  bool space = false;
  while (!s.empty()) {
    const std::size_t comment = s[0] == '(' ? comment_length(s) : 0;
    if (s[0] == ' ' || s[0] == '\t' || s[0] == '\n' || s[0] == '\r' ||
        (comment && is_zone_comment(s.substr(0, comment)))) {
      space = true;
      s.remove_prefix(1);
      continue;
    }
    if (comment) {
      space = true;
      s.remove_prefix(comment);
      continue;
    }
    Token token = token_at(s);
    token.space = std::exchange(space, false);
    s.remove_prefix(token.text.size());
    if (!token.is(')')) tokens.push_back(token);
    if (tokens.size() > kMaxTokens) return {};
  }
  return tokens;
}

}  // namespace gazette::dates

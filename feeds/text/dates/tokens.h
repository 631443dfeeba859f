// A normalized date cut into numbers, words and signs. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "feeds/text/dates/parts.h"

namespace gazette::dates {

struct Token {
  enum class Kind { number, word, sign };
  Kind kind = Kind::sign;
  std::string_view text;  ///< as written: digits, letters, or one character
  int value = 0;          ///< of a number
  bool space = false;     ///< white space before it
  bool used = false;      ///< its meaning is known
  Word word;              ///< of a word

  bool is(char c) const { return kind == Kind::sign && text[0] == c; }
  bool is_number(std::size_t least = 1, std::size_t most = 4) const {
    return kind == Kind::number && text.size() >= least && text.size() <= most;
  }
  bool is_word() const { return kind == Kind::word; }
};

/// At most 48 tokens, otherwise none. Comments in parentheses are left out unless they name a zone.
std::vector<Token> cut(std::string_view normalized);

}  // namespace gazette::dates

// A position in a text that only moves forward. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace gazette::dates {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool done() const { return at_ == text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  std::string_view rest() const { return text_.substr(at_); }
  void skip(std::size_t n) { at_ += n; }

  bool eat(char c) {
    if (peek() != c || done()) return false;
    ++at_;
    return true;
  }
  bool eat_any(std::string_view set) {
    if (done() || set.find(peek()) == std::string_view::npos) return false;
    ++at_;
    return true;
  }
  bool eat_spaces() {
    const std::size_t before = at_;
    while (peek() == ' ') ++at_;
    return at_ != before;
  }
  /// Number of digits that follow.
  std::size_t count_digits() const {
    std::size_t n = 0;
    while (is_digit(peek(n))) ++n;
    return n;
  }
  /// Exactly n digits; the next character may be one, too.
  bool digits(std::size_t n, int& value) {
    int v = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (!is_digit(peek(i))) return false;
      v = v * 10 + (peek(i) - '0');
    }
    at_ += n;
    value = v;
    return true;
  }
  /// A run of `least` to `most` digits.
  bool number(std::size_t least, std::size_t most, int& value) {
    const std::size_t n = count_digits();
    return n >= least && n <= most && digits(n, value);
  }
  /// Letters that follow.
  std::string_view letters() {
    const std::size_t begin = at_;
    while (is_letter(peek())) ++at_;
    return text_.substr(begin, at_ - begin);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// "+08:00", "-0500", "+8", "-700" behind the sign; false if it is none.
inline bool read_offset(Cursor& in, bool negative, int& minutes) {
  int hours = 0, rest = 0;
  const std::size_t n = in.count_digits();
  if (n == 0 || n > 4) return false;
  in.digits(n > 2 ? n - 2 : n, hours);
  if (n > 2)
    in.digits(2, rest);
  else if (in.peek() == ':' && is_digit(in.peek(1)) && is_digit(in.peek(2)))
    in.skip(1), in.digits(2, rest);
  if (is_digit(in.peek()) || hours > 23 || rest > 59) return false;
  minutes = (hours * 60 + rest) * (negative ? -1 : 1);
  return true;
}

/// Milliseconds of the fraction whose digits follow; false without a digit.
inline bool read_milliseconds(Cursor& in, int& milliseconds) {
  const std::size_t n = in.count_digits();
  int value = 0;
  for (std::size_t i = 0; i < 3; ++i) value = value * 10 + (i < n ? in.peek(i) - '0' : 0);
  in.skip(n);
  milliseconds = value;
  return n > 0;
}

}  // namespace gazette::dates

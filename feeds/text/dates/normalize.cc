// Every digit, space, dash and colon of Unicode to ASCII's; Chinese, Japanese and Korean dates to plain ones,
// by looking at what stands behind each character: 2004年05月28日 下午3点 is "2004-05-28  pm 3:00".
#include <algorithm>
#include <array>
#include <utility>

#include <unicode/uchar.h>

#include "feeds/text/dates/parts.h"
#include "feeds/text/strings.h"

namespace gazette::dates {
namespace {

struct Replacement {
  std::string_view from, to;
};

/// The longer before the shorter. Days of the week say nothing.
constexpr std::array<Replacement, 22> kPhrases{{
    {"上午", " am "}, {"下午", " pm "}, {"午前", " am "}, {"午後", " pm "}, {"凌晨", " am "},
    {"早上", " am "}, {"晚上", " pm "}, {"오전", " am "}, {"오후", " pm "}, {"月曜", " "},
    {"火曜", " "},    {"水曜", " "},    {"木曜", " "},    {"金曜", " "},    {"土曜", " "},
    {"日曜", " "},    {"公元", " "},    {"西暦", " "},    {"中午", " "},    {"晩上", " pm "},
    {"、", ", "},     {"。", ". "},
}};

constexpr std::array<std::string_view, 5> kWeekPrefixes = {"星期", "礼拜", "禮拜", "週", "周"};

struct Era {
  std::string_view name;
  int before_first;  ///< year before its year 1
};
constexpr std::array<Era, 6> kEras{
    {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"大正", 1911}, {"民國", 1911}, {"民国", 1911}}};

/// 0 to 9, 10 for 十; -1 for another character.
int han_digit(char32_t c) {
  static constexpr std::u32string_view kDigits = U"零一二三四五六七八九十";
  if (c == U'〇' || c == U'○') return 0;
  const std::size_t at = kDigits.find(c);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

class Normalizer {
 public:
  explicit Normalizer(std::string_view text) : in_(text) {}

  Normalized run() {
    while (at_ < in_.size()) {
      if (!take_phrase()) take_character();
    }
    return {std::move(out_), korean_};
  }

 private:
  bool take_phrase() {
    if (static_cast<unsigned char>(in_[at_]) < 0xE3) return false;  // no CJK begins so
    const std::string_view rest = in_.substr(at_);
    for (const Replacement& phrase : kPhrases)
      if (rest.starts_with(phrase.from)) return replace(phrase.from, phrase.to);
    for (std::string_view prefix : kWeekPrefixes)
      if (rest.starts_with(prefix)) return skip_weekday(prefix.size());
    for (const Era& era : kEras)
      if (rest.starts_with(era.name)) {
        era_ = era.before_first;
        return replace(era.name, "");
      }
    return false;
  }

  bool replace(std::string_view from, std::string_view to) {
    korean_ = korean_ || from.starts_with("오");
    at_ += from.size();
    out_ += to;
    return true;
  }

  /// 星期五, 周五, 日曜日, 금요일: with the character that names the day.
  bool skip_weekday(std::size_t length) {
    at_ += length;
    if (at_ < in_.size()) next_code_point(in_, at_);
    out_ += ' ';
    return true;
  }

  void take_character() {
    const std::size_t begin = at_;
    const char32_t c = next_code_point(in_, at_);
    if (c < 0x80 && !(c >= '0' && c <= '9')) {
      out_ += static_cast<char>(c);
    } else if (u_charDigitValue(static_cast<UChar32>(c)) >= 0 && han_digit(c) < 0) {
      at_ = begin;
      take_number();
    } else if (han_digit(c) >= 0 && is_numeral_context(begin)) {
      at_ = begin;
      take_han_number();
    } else if (!take_unit(c)) {
      take_other(c, begin);
    }
  }

  /// A Han numeral counts only as a part of a date, not in a word.
  bool is_numeral_context(std::size_t begin) const {
    std::size_t pos = begin;
    while (pos < in_.size()) {
      const char32_t c = next_code_point(in_, pos);
      if (han_digit(c) < 0)
        return std::u32string_view(U"年月日号號時时点點分秒").find(c) != std::u32string_view::npos;
    }
    return false;
  }

  /// A run of decimal digits of any script. Adds a pending era.
  void take_number() {
    std::string digits;
    while (at_ < in_.size()) {
      const int value = u_charDigitValue(static_cast<UChar32>(peek(at_)));
      if (value < 0) break;
      digits += static_cast<char>('0' + value);
      next_code_point(in_, at_);
    }
    append_number(digits);
  }

  /// 二十八 is 28, 十 is 10, 二〇〇四 is 2004.
  void take_han_number() {
    int number = 0;
    bool add = false;  // behind 十
    while (at_ < in_.size()) {
      const int value = han_digit(peek(at_));
      if (value < 0 || number > 9999) break;
      if (value == 10)
        number = std::max(number, 1) * 10;
      else
        number = add ? number + value : number * 10 + value;
      add = value == 10;
      next_code_point(in_, at_);
    }
    append_number(std::to_string(number));
  }

  void append_number(const std::string& digits) {
    const int era = std::exchange(era_, 0);
    out_.append(era > 0 && digits.size() <= 3 ? std::to_string(era + std::stoi(digits)) : digits);
  }

  /// True if the next character but spaces is a digit; moves to it.
  bool digit_follows() {
    std::size_t pos = at_;
    while (pos < in_.size() && in_[pos] == ' ') ++pos;
    const char32_t c = peek(pos);
    const bool digit =
        han_digit(c) < 0 ? u_charDigitValue(static_cast<UChar32>(c)) >= 0 : is_numeral_context(pos);
    if (digit) at_ = pos;
    return digit;
  }

  char32_t peek(std::size_t pos) const { return pos < in_.size() ? next_code_point(in_, pos) : 0; }

  bool take_unit(char32_t c) {
    const bool hangul = c >= 0xAC00 && c <= 0xD7A3;
    if (hangul && in_.substr(at_).starts_with("요일")) return korean_ = true, skip_weekday_tail();
    switch (c) {
      case U'元':  // the first year of an era
        if (era_ == 0) return false;
        append_number("1");
        break;
      case U'年':
      case U'月':
      case U'년':
      case U'월': out_ += digit_follows() ? '-' : ' '; break;
      case U'日':
      case U'号':
      case U'號':
      case U'일':
      case U'秒':
      case U'초':
      case U'曜': out_ += ' '; break;
      case U'時':
      case U'时':
      case U'点':
      case U'點':
      case U'시': take_hour(); break;
      case U'分':
      case U'분': out_ += digit_follows() ? ':' : ' '; break;
      default: return false;
    }
    korean_ = korean_ || hangul;
    return true;
  }

  bool skip_weekday_tail() {
    at_ += std::string_view("요일").size();
    out_ += ' ';
    return true;
  }

  void take_hour() {
    if (peek(at_) == U'半' || peek(at_) == U'반') {
      next_code_point(in_, at_);
      out_ += ":30 ";
    } else if (digit_follows()) {
      out_ += ':';
    } else {
      out_ += ":00 ";
    }
  }

  void take_other(char32_t c, std::size_t begin) {
    if (u_isUWhiteSpace(static_cast<UChar32>(c)) || c == 0x200B || c == 0x200E || c == 0x200F || c == 0xFEFF)
      out_ += ' ';
    else if (u_charType(static_cast<UChar32>(c)) == U_DASH_PUNCTUATION || c == 0x2212)
      out_ += '-';
    else if (c >= 0xFF01 && c <= 0xFF5E)  // full-width ASCII
      out_ += static_cast<char>(c - 0xFEE0);
    else
      out_.append(in_, begin, at_ - begin);
  }

  std::string_view in_;
  std::size_t at_ = 0;
  std::string out_;
  bool korean_ = false;
  int era_ = 0;
};

}  // namespace

Normalized normalize(std::string_view text) {
  return Normalizer(text).run();
}

}  // namespace gazette::dates

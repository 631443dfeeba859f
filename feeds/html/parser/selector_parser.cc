#include "feeds/html/parser/selector_parser.h"

#include <charconv>
#include <utility>

#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

constexpr std::size_t kMaxLength = 4096;
constexpr std::size_t kMaxCompounds = 32;  // a bit each while matching

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_name_character(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || is_digit(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

class Parser {
 public:
  explicit Parser(std::string_view css) : css_(css) {}

  Result<std::vector<ComplexSelector>> list() {
    std::vector<ComplexSelector> selectors;
    do {
      selectors.emplace_back();
      if (!complex(selectors.back())) return problem();
    } while (take(','));
    if (pos_ != css_.size()) return problem();
    return selectors;
  }

 private:
  char peek() const { return pos_ < css_.size() ? css_[pos_] : '\0'; }

  bool take(char c) {
    if (peek() != c || pos_ >= css_.size()) return false;
    ++pos_;
    return true;
  }

  bool skip_space() {
    const std::size_t start = pos_;
    while (is_space(peek())) ++pos_;
    return pos_ != start;
  }

  tl::unexpected<Error> problem() const {
    std::string message = "selector \"" + escape_for_log(css_.substr(0, 200)) + "\": ";
    if (pos_ >= css_.size()) return fail(ErrorKind::config, message + "it ends too early");
    return fail(ErrorKind::config, message + "cannot read \"" + escape_for_log(css_.substr(pos_, 40)) + "\"");
  }

  bool complex(ComplexSelector& out) {
    skip_space();
    Combinator combinator = Combinator::none;
    do {
      if (out.compounds.size() == kMaxCompounds || out.only_first) return false;
      out.combinators.push_back(combinator);
      if (!compound(out.compounds.emplace_back(), &out.only_first)) return false;
      combinator = next_combinator();
    } while (combinator != Combinator::none);
    return true;
  }

  Combinator next_combinator() {
    const bool space = skip_space();
    const auto found = [this](Combinator combinator) {
      skip_space();
      return combinator;
    };
    if (take('>')) return found(Combinator::child);
    if (take('+')) return found(Combinator::adjacent);
    if (take('~')) return found(Combinator::sibling);
    if (!space || pos_ == css_.size() || peek() == ',' || peek() == ')') return Combinator::none;
    return Combinator::descendant;
  }

  bool compound(Compound& out, bool* only_first) {
    const std::size_t start = pos_;
    if (!take('*') && (is_name_character(peek()) || peek() == '\\')) {
      if (!name(out.type)) return false;
      out.type = to_lower(out.type);
    }
    while (true) {
      if (take('#')) {
        if (!name_test(out, "id", AttributeTest::How::equals)) return false;
      } else if (take('.')) {
        if (!name_test(out, "class", AttributeTest::How::word)) return false;
      } else if (take('[')) {
        if (!attribute(out)) return false;
      } else if (take(':')) {
        if (!pseudo(out, only_first)) return false;
      } else {
        return pos_ != start;
      }
    }
  }

  bool name_test(Compound& out, std::string_view attribute_name, AttributeTest::How how) {
    AttributeTest test{std::string(attribute_name), {}, how};
    if (!name(test.value)) return false;
    out.attributes.push_back(std::move(test));
    return true;
  }

  bool name(std::string& out) {
    while (pos_ < css_.size()) {
      if (css_[pos_] == '\\') {
        if (!escape(out)) return false;
      } else if (is_name_character(css_[pos_])) {
        out += css_[pos_++];
      } else {
        break;
      }
    }
    return !out.empty();
  }

  // CSS Syntax section 4.3.7: up to six hex digits and one white space, or any character as it stands.
  bool escape(std::string& out) {
    if (++pos_ >= css_.size()) return false;
    unsigned code = 0;
    const char* begin = css_.data() + pos_;
    const char* end = css_.data() + std::min(css_.size(), pos_ + 6);
    const auto [stop, error] = std::from_chars(begin, end, code, 16);
    if (error != std::errc{}) {
      out += css_[pos_++];
      return true;
    }
    append_utf8(out, code == 0 ? char32_t{0xfffd} : static_cast<char32_t>(code));
    pos_ += static_cast<std::size_t>(stop - begin);
    if (is_space(peek())) ++pos_;
    return true;
  }

  bool attribute(Compound& out) {
    AttributeTest test;
    skip_space();
    if (!name(test.name)) return false;
    test.name = to_lower(test.name);
    skip_space();
    if (!take(']')) {
      if (!attribute_operator(test.how)) return false;
      skip_space();
      if (!value(test.value)) return false;
      skip_space();
      test.ignore_case = take('i') || take('I');
      skip_space();
      if (!take(']')) return false;
    }
    out.attributes.push_back(std::move(test));
    return true;
  }

  bool attribute_operator(AttributeTest::How& how) {
    using How = AttributeTest::How;
    static constexpr std::pair<char, How> kOperators[] = {
        {'^', How::starts}, {'$', How::ends}, {'*', How::contains}, {'~', How::word}, {'|', How::dash}};
    how = How::equals;
    for (const auto& [sign, meaning] : kOperators) {
      if (!take(sign)) continue;
      how = meaning;
      break;
    }
    return take('=');
  }

  bool value(std::string& out) {
    const char quote = peek();
    if (quote != '"' && quote != '\'') return name(out);
    ++pos_;
    while (pos_ < css_.size() && css_[pos_] != quote) {
      if (css_[pos_] != '\\') {
        out += css_[pos_++];
      } else if (!escape(out)) {
        return false;
      }
    }
    return take(quote);
  }

  bool pseudo(Compound& out, bool* only_first) {
    const std::size_t start = pos_;
    std::string word;
    if (!name(word)) return false;
    word = to_lower(word);
    if (word == "first-child") return out.nth.push_back({0, 1}), true;
    if (word == "last-child") return out.last_child = true;
    if (word == "first" && only_first != nullptr) return *only_first = true;
    if (word == "nth-child" && take('(')) return nth_child(out);
    if (word == "not" && take('(') && only_first != nullptr) return excluded(out);
    pos_ = start;
    return false;
  }

  bool excluded(Compound& out) {
    do {
      skip_space();
      if (!compound(out.excluded.emplace_back(), nullptr)) return false;
      skip_space();
    } while (take(','));
    return take(')');
  }

  // "3", "odd", "even", "2n", "-n+3", "2n + 1".
  bool nth_child(Compound& out) {
    const std::size_t close = css_.find(')', pos_);
    if (close == std::string_view::npos) return false;
    std::string text = to_lower(css_.substr(pos_, close - pos_));
    std::erase_if(text, is_space);
    if (text == "odd") text = "2n+1";
    if (text == "even") text = "2n";
    NthChild nth;
    const std::size_t n = text.find('n');
    if (n != std::string::npos) {
      const std::string step = text.substr(0, n);
      if (step.empty() || step == "+" || step == "-") {
        nth.step = step == "-" ? -1 : 1;
      } else if (!number(step, nth.step)) {
        return false;
      }
      text.erase(0, n + 1);
    }
    if ((n == std::string::npos || !text.empty()) && !number(text, nth.offset)) return false;
    pos_ = close + 1;
    out.nth.push_back(nth);
    return true;
  }

  static bool number(std::string_view text, int& out) {
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && out >= -1'000'000 && out <= 1'000'000;
  }

  std::string_view css_;
  std::size_t pos_ = 0;
};

}  // namespace

Result<std::vector<ComplexSelector>> parse_selector_list(std::string_view css) {
  if (css.size() > kMaxLength) return fail(ErrorKind::config, "selector longer than 4096 characters");
  return Parser(css).list();
}

}  // namespace gazette::html

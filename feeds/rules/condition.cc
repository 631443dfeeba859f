#include "feeds/rules/condition.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <re2/re2.h>

#include "feeds/text/scan/spaces.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxText = 10'000;
constexpr std::int64_t kMaxPatternMemory = 8 << 20;

using Values = std::vector<std::string_view>;

Values authors(const Article& article) {
  Values values;
  for (const Person& person : article.authors) values.emplace_back(person.name);
  return values;
}
Values tags(const Article& article) {
  return {article.tags.begin(), article.tags.end()};
}
Values categories(const Article& article) {
  return {article.categories.begin(), article.categories.end()};
}

struct Field {
  std::string_view name;
  Values (*values)(const Article&);
};
constexpr std::array<Field, 8> kFields{{
    {"title", [](const Article& a) { return Values{a.title}; }},
    {"text", [](const Article& a) { return Values{a.body()}; }},
    {"url", [](const Article& a) { return Values{a.url}; }},
    {"source", [](const Article& a) { return Values{a.source}; }},
    {"language", [](const Article& a) { return Values{a.language}; }},
    {"author", authors},
    {"tag", tags},
    {"category", categories},
}};

const Field* find_field(std::string_view name) {
  const auto found =
      std::find_if(kFields.begin(), kFields.end(), [&](const Field& field) { return field.name == name; });
  return found == kFields.end() ? nullptr : &*found;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}

}  // namespace

struct Condition::Test {
  const Field* field = nullptr;
  bool negated = false;
  std::string equal;                   ///< lower case
  std::unique_ptr<const RE2> pattern;  ///< instead

  bool holds(const Article& article) const {
    const Values values = field->values(article);
    const bool any = std::any_of(values.begin(), values.end(), [&](std::string_view value) {
      return pattern ? RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *pattern)
                     : to_lower(value) == equal;
    });
    return any != negated;
  }
};

/// By Dijkstra's shunting yard.
class ConditionParser {
 public:
  explicit ConditionParser(std::string_view text) : text_(text) {}

  Result<Condition> parse() {
    if (text_.size() > kMaxText) return wrong("is too long");
    bool operand_next = true;
    while (skip_space(), at_ < text_.size()) {
      const Result<void> done = operand_next ? read_operand(operand_next) : read_operator(operand_next);
      if (!done) return pass_on(done);
    }
    if (operand_next) return wrong("ends where a condition such as title ~ \"...\" is to stand");
    while (!waiting_.empty()) {
      if (waiting_.back() == '(') return wrong("a parenthesis is not closed");
      put(waiting_.back());
      waiting_.pop_back();
    }
    return std::move(condition_);
  }

 private:
  tl::unexpected<Error> wrong(const std::string& what) const {
    return fail(ErrorKind::config, "column " + std::to_string(at_ + 1) + ": " + what);
  }
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  bool take(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }
  std::string_view word() const {
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }
  void put(char step) {
    using Step = Condition::Step;
    condition_.program_.push_back({step == '!'   ? Step::negate
                                   : step == '&' ? Step::both
                                                 : Step::either,
                                   nullptr});
  }

  Result<void> read_operand(bool& operand_next) {
    if (take("(")) {
      waiting_.push_back('(');
      return {};
    }
    const std::string_view name = word();
    if (name == "not") {
      at_ += name.size();
      waiting_.push_back('!');
      return {};
    }
    operand_next = false;
    return read_test(name);
  }

  Result<void> read_operator(bool& operand_next) {
    if (take(")")) {
      while (!waiting_.empty() && waiting_.back() != '(') pop();
      if (waiting_.empty()) return wrong("a parenthesis is closed that was not opened");
      waiting_.pop_back();
      return {};
    }
    const std::string_view name = word();
    if (name != "and" && name != "or") return wrong("\"and\" or \"or\" is missing here");
    at_ += name.size();
    operand_next = true;
    const char step = name == "and" ? '&' : '|';
    while (!waiting_.empty() && waiting_.back() != '(' && (waiting_.back() != '|' || step == '|')) pop();
    waiting_.push_back(step);
    return {};
  }

  void pop() {
    put(waiting_.back());
    waiting_.pop_back();
  }

  Result<void> read_test(std::string_view name) {
    auto test = std::make_shared<Condition::Test>();
    test->field = find_field(name);
    if (!test->field)
      return wrong(name.empty()
                       ? "a field is to stand here: title, text, url, source, author, tag, category, language"
                       : "no field is named \"" + std::string(name) +
                             "\"; there are title, text, url, source, author, tag, category, language");
    at_ += name.size();
    skip_space();
    test->negated = take("!");
    const bool search = take("~");
    if (!search && !take("=")) return wrong("one of ~, =, !~ and != is to stand here");
    skip_space();
    const std::optional<std::string_view> value = quoted();
    if (!value) return wrong("a text in quotes is to stand here");
    if (!search) test->equal = to_lower(*value);
    if (search) {
      RE2::Options options(RE2::Quiet);
      options.set_case_sensitive(false);
      options.set_max_mem(kMaxPatternMemory);
      test->pattern = std::make_unique<const RE2>(re2::StringPiece(value->data(), value->size()), options);
      if (!test->pattern->ok()) return wrong("the pattern is wrong: " + test->pattern->error());
    }
    condition_.program_.push_back({Condition::Step::test, std::move(test)});
    return {};
  }

  std::optional<std::string_view> quoted() {
    if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) return std::nullopt;
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == text_.npos) return std::nullopt;
    const std::string_view value = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string waiting_;  ///< operators and open parentheses: '!', '&', '|', '('
  Condition condition_;
};

Result<Condition> Condition::parse(std::string_view text) {
  return ConditionParser(text).parse();
}

bool Condition::holds(const Article& article) const {
  std::vector<bool> stack;
  for (const Instruction& instruction : program_) {
    if (instruction.step == Step::test) {
      stack.push_back(instruction.test->holds(article));
      continue;
    }
    const bool last = stack.back();
    if (instruction.step == Step::negate) {
      stack.back() = !last;
      continue;
    }
    stack.pop_back();
    stack.back() = instruction.step == Step::both ? stack.back() && last : stack.back() || last;
  }
  return !stack.empty() && stack.back();
}

}  // namespace gazette

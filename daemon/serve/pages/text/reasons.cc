#include "daemon/serve/pages/text/reasons.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gazette {

namespace {

struct Sentence {
  std::string_view english, chinese;
};
constexpr Sentence kSentences[] = {
    {"it was never polled", "从未抓取过"},
    {"every {}, as configured for this source", "按此来源的设置，每 {} 一次"},
    {"every {} (min_interval)", "每 {} 一次（min_interval）"},
    {"every {}, by the source's own rhythm", "按来源自己的节奏，每 {} 一次"},
    {"every {}: the server gives no validators, so each poll costs it the whole feed",
     "每 {} 一次：服务器不提供校验标记，每次都要传送整个订阅源"},
    {"the server says that its answer is fresh for {}", "服务器说内容在 {} 内有效"},
    {"the feed says that it is updated every {}", "订阅源说它每 {} 更新一次"},
    {"the feed asks to skip these hours", "订阅源要求避开这些时段"},
    {"failed {} time: waits {}", "失败 {} 次：等待 {}"},
    {"failed {} times in a row: waits {}", "连续失败 {} 次：等待 {}"},
    {"the server answered 429 without saying how long: waits {}", "服务器回答 429，没有说要等多久：等待 {}"},
    {"the server asked to wait {}", "服务器要求等待 {}"},
    {"what was decided before stands: {} to go", "维持先前的决定：还有 {}"},
    {"its host asked to be left alone for {}", "它的主机要求 {} 内不要打扰"},
    {"our own network seems to be down: tries again in {}", "我们自己的网络似乎断了：{} 后再试"},
    {"the server says 410 Gone: it is not polled any more", "服务器说 410 Gone：不再抓取"},
};
constexpr Sentence kCapped = {" (capped: it asked for more)", "（已到上限：它要求更久）"};
constexpr Sentence kMoved = {"; moved out of hours that the feed asks to skip",
                             "；已移出订阅源要求避开的时段"};

constexpr std::pair<std::string_view, std::string_view> kUnits[] = {
    {"ms", " 毫秒"}, {"d", " 天"}, {"h", " 小时"}, {"m", " 分钟"}, {"s", " 秒"}};

using Values = std::vector<std::string_view>;

/// What stands in the places of the pattern; absent if the text is not of it.
std::optional<Values> values_of(std::string_view pattern, std::string_view text) {
  Values values;
  for (;;) {
    const std::size_t place = std::min(pattern.find("{}"), pattern.size());
    if (!text.starts_with(pattern.substr(0, place))) return std::nullopt;
    text.remove_prefix(place);
    if (place == pattern.size()) return text.empty() ? std::optional(values) : std::nullopt;
    pattern.remove_prefix(place + 2);
    const std::string_view mark = pattern.substr(0, pattern.find("{}"));  // what stands behind the value
    const std::size_t end = mark.empty() ? text.size() : text.find(mark);
    if (end == std::string_view::npos) return std::nullopt;
    values.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

/// "20h10m23s" as "20h10m" or "20 小时 10 分钟"; a plain number as it is.
std::string value_in_words(std::string_view value, bool chinese) {
  std::string out;
  for (int units = 0; units < 2 && !value.empty(); ++units) {
    const std::size_t digits = std::min(value.find_first_not_of("0123456789"), value.size());
    const std::string_view number = value.substr(0, digits);
    value.remove_prefix(digits);
    const auto unit = std::find_if(std::begin(kUnits), std::end(kUnits),
                                   [&](const auto& one) { return value.starts_with(one.first); });
    if (chinese && !out.empty()) out += ' ';
    out += number;
    if (unit == std::end(kUnits)) return out.append(value);
    out += chinese ? unit->second : unit->first;
    value.remove_prefix(unit->first.size());
  }
  return out;
}

std::string filled(std::string_view pattern, const Values& values, bool chinese) {
  std::string out;
  for (const std::string_view value : values) {
    const std::size_t place = pattern.find("{}");
    out += pattern.substr(0, place);
    out += value_in_words(value, chinese);
    pattern.remove_prefix(place + 2);
  }
  return out.append(pattern);
}

/// Takes the sentence's end off; it in the page's language, or nothing.
std::string_view take_end(std::string_view& text, const Sentence& end, bool chinese) {
  if (!text.ends_with(end.english)) return {};
  text.remove_suffix(end.english.size());
  return chinese ? end.chinese : end.english;
}

}  // namespace

Fragment reason_in_words(const Phrases& phrases, std::string_view reason) {
  const bool chinese = phrases.language.starts_with("zh");
  std::string_view text = reason;
  const std::string_view moved = take_end(text, kMoved, chinese), capped = take_end(text, kCapped, chinese);
  for (const Sentence& sentence : kSentences) {
    const std::optional<Values> values = values_of(sentence.english, text);
    if (!values) continue;
    std::string words = filled(chinese ? sentence.chinese : sentence.english, *values, chinese);
    return isolated(words.append(capped).append(moved), phrases.language);
  }
  return reason.empty() ? Fragment() : isolated(reason, "en");
}

}  // namespace gazette

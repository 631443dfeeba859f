#include "daemon/net/manners/robots.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxText = 512'000;  // RFC 9309 2.5: at least 500 KiB
constexpr std::size_t kMaxRules = 20'000;
constexpr std::size_t kMaxPattern = 1'000, kMaxPath = 4'000;
constexpr double kMaxDelaySeconds = 300;

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// One spelling for each path: %41 is "A", %3a is "%3A", bytes beyond ASCII are percent-encoded (RFC
/// 9309 2.2.2).
std::string normalized(std::string_view path) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  const auto add_encoded = [&out](unsigned char byte) {
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  };
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto c = static_cast<unsigned char>(path[i]);
    if (c == '%' && i + 2 < path.size() && is_hex(path[i + 1]) && is_hex(path[i + 2])) {
      const std::string digits(path.substr(i + 1, 2));
      const auto byte = static_cast<unsigned char>(std::strtol(digits.c_str(), nullptr, 16));
      i += 2;
      if (std::isalnum(byte) || byte == '-' || byte == '.' || byte == '_' || byte == '~')
        out += static_cast<char>(byte);
      else
        add_encoded(byte);
    } else if (c > 0x7e || c <= ' ') {
      add_encoded(c);
    } else {
      out += static_cast<char>(c);
    }
  }
  return out;
}

/// The pieces between stars in order, each at the first place where it fits: no other choice could do better.
bool matches(std::string_view pattern, std::string_view path) {
  const bool to_end = !pattern.empty() && pattern.back() == '$';
  if (to_end) pattern.remove_suffix(1);
  std::size_t at = 0;
  bool first = true;
  while (true) {
    const std::size_t star = pattern.find('*');
    const std::string_view piece = pattern.substr(0, star);
    if (star == std::string_view::npos && to_end) {
      if (path.size() < at + piece.size() || !path.ends_with(piece)) return false;
      return !first || path.size() == piece.size();
    }
    const std::size_t found =
        first ? (path.starts_with(piece) ? 0 : std::string_view::npos) : path.find(piece, at);
    if (found == std::string_view::npos) return false;
    if (star == std::string_view::npos) return true;
    at = found + piece.size();
    pattern.remove_prefix(star + 1);
    first = false;
  }
}

}  // namespace

/// Reads line by line; two groups are of interest: ours and everybody's.
class RobotsReader {
 public:
  explicit RobotsReader(std::string_view product) : product_(product) {}

  void read_line(std::string_view line) {
    line = line.substr(0, line.find('#'));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view key = trim(line.substr(0, colon)), value = trim(line.substr(colon + 1));
    if (equals_ignore_case(key, "user-agent"))
      begin_group(value);
    else if (equals_ignore_case(key, "allow") || equals_ignore_case(key, "disallow"))
      add_rule(equals_ignore_case(key, "allow"), value);
    else if (equals_ignore_case(key, "crawl-delay"))
      add_delay(value);
  }

  RobotsRules result() && { return found_ours_ ? std::move(ours_) : std::move(everybody_); }

 private:
  /// Several user-agent lines in a row share what follows.
  void begin_group(std::string_view agent) {
    if (!naming_) for_us_ = for_everybody_ = false;
    naming_ = true;
    if (agent == "*") for_everybody_ = true;
    const std::string_view name =
        agent.substr(0, agent.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"));
    if (!name.empty() && equals_ignore_case(name, product_)) for_us_ = found_ours_ = true;
  }
  void add_rule(bool allow, std::string_view pattern) {
    naming_ = false;
    if (pattern.empty() || pattern.size() > kMaxPattern) return;
    each_group([&](RobotsRules& rules) {
      if (rules.rules_.size() < kMaxRules) rules.rules_.push_back({allow, normalized(pattern)});
    });
  }
  void add_delay(std::string_view value) {
    naming_ = false;
    const double seconds = std::strtod(std::string(value).c_str(), nullptr);
    if (!std::isfinite(seconds) || seconds <= 0) return;
    const Duration delay(static_cast<std::int64_t>(std::min(seconds, kMaxDelaySeconds) * 1000));
    each_group([&](RobotsRules& rules) {
      rules.crawl_delay_ = std::max(rules.crawl_delay_.value_or(Duration::zero()), delay);
    });
  }
  template <class Do>
  void each_group(Do&& action) {
    if (for_us_) action(ours_);
    if (for_everybody_) action(everybody_);
  }

  std::string_view product_;
  RobotsRules ours_, everybody_;
  bool naming_ = false, for_us_ = false, for_everybody_ = false, found_ours_ = false;
};

RobotsRules RobotsRules::parse(std::string_view text, std::string_view product) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (text.size() >= kMaxText)  // half of a line is another rule: "Disallow: /" instead of "Disallow: /tmp"
    text = text.substr(0, text.substr(0, kMaxText).find_last_of("\r\n") + 1);  // npos + 1 is 0
  RobotsReader reader(product);
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\r\n");
    reader.read_line(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return std::move(reader).result();
}

RobotsRules RobotsRules::refuse_all() {
  RobotsRules rules;
  rules.rules_.push_back({false, "/"});
  return rules;
}

bool RobotsRules::allows(std::string_view path) const {
  if (rules_.empty() || path == "/robots.txt") return true;
  const std::string wanted = normalized(path.empty() ? "/" : path.substr(0, kMaxPath));
  bool allowed = true;
  std::size_t longest = 0;
  for (const Rule& rule : rules_) {
    if (rule.pattern.size() < longest || !matches(rule.pattern, wanted)) continue;
    allowed = rule.allow || (rule.pattern.size() == longest && allowed && longest > 0);
    longest = rule.pattern.size();
  }
  return allowed;
}

}  // namespace gazette

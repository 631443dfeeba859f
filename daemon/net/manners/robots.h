// robots.txt (RFC 9309) as a value: what a crawler of our name may fetch, and how fast. Pure; any thread.
// Foreign text: size and number of rules are bounded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/text/time.h"

namespace gazette {

class RobotsRules {
 public:
  /// Everything is allowed.
  RobotsRules() = default;
  /// The rules for `product` ("gazette"), else those for everybody.
  static RobotsRules parse(std::string_view text, std::string_view product);
  static RobotsRules refuse_all();

  /// `path`: of the URL, with its query. The longest matching rule decides, on a tie the allowing one.
  bool allows(std::string_view path) const;
  /// Crawl-delay: not in the RFC, yet what sites ask for.
  std::optional<Duration> crawl_delay() const { return crawl_delay_; }
  std::size_t size() const { return rules_.size(); }

 private:
  struct Rule {
    bool allow = false;
    std::string pattern;  ///< normalized; '*' and a '$' at the end are special
  };
  friend class RobotsReader;
  std::vector<Rule> rules_;
  std::optional<Duration> crawl_delay_;
};

}  // namespace gazette

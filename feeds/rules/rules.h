// What the operator wants done with articles of some kind, as they come: drop them, or give them tags, by
// which exporters and feeds then choose. Made by config, used by polls. Pure; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "feeds/article.h"
#include "feeds/rules/condition.h"

namespace gazette {

struct Rule {
  std::string when;  ///< as it was written
  Condition condition;
  bool drop = false;
  std::vector<std::string> tags;
};

class Rules {
 public:
  Rules() = default;
  explicit Rules(std::vector<Rule> rules) : rules_(std::move(rules)) {}

  const std::vector<Rule>& all() const { return rules_; }

  /// In order: tags that a rule gives count for those after it. The condition by which the article is to be
  /// dropped; empty: it stays, with its tags.
  std::string apply(Article& article) const;

 private:
  std::vector<Rule> rules_;
};

}  // namespace gazette

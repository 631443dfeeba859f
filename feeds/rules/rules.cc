#include "feeds/rules/rules.h"

#include <algorithm>

#include "feeds/record.h"

namespace gazette {

std::string Rules::apply(Article& article) const {
  bool tagged = false;
  for (const Rule& rule : rules_) {
    if (!rule.condition.holds(article)) continue;
    if (rule.drop) return rule.when;
    for (const std::string& tag : rule.tags) {
      if (std::find(article.tags.begin(), article.tags.end(), tag) != article.tags.end()) continue;
      article.tags.push_back(tag);
      tagged = true;
    }
  }
  if (tagged) rewrite_tags(article);
  return {};
}

}  // namespace gazette

// rules test: which of the stored articles each rule of the configuration would meet.
#include "feeds/rules/rules.h"

#include <algorithm>
#include <iostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "daemon/commands/commands.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

namespace json = boost::json;

constexpr std::size_t kShown = 5;  // titles a rule

void print_rule(const Rule& rule, const std::vector<const Article*>& met, std::size_t looked_at,
                bool as_json) {
  if (as_json) {
    json::array ids;
    for (const Article* article : met) ids.emplace_back(article->id);
    const json::object object{{"when", rule.when},
                              {"do", rule.drop ? "drop" : "tag"},
                              {"tags", json::value_from(rule.tags)},
                              {"looked_at", looked_at},
                              {"articles", std::move(ids)}};
    std::cout << json::serialize(object) << '\n';
    return;
  }
  std::cout << fmt::format("{} {}: {} of {}\n", rule.drop ? "drop" : "tag", rule.when, met.size(),
                           count_of(looked_at, "article"));
  for (std::size_t i = 0; i < std::min(met.size(), kShown); ++i)
    std::cout << "  " << met[i]->source << "  " << escape_for_log(met[i]->title) << '\n';
}

}  // namespace

int rules_test_command(const RulesArguments& arguments) {
  const Result<Opened> opened = open_configured(arguments.config_file, true);
  if (!opened) return report(opened.error());
  ArticleQuery query;
  query.limit = arguments.limit;
  const Result<std::vector<StoredArticle>> articles = opened->store->articles(query);
  if (!articles) return report(articles.error());
  const auto& sources = opened->config.sources;
  const Rules none;
  const Rules& rules = sources.empty() || !sources.front().rules ? none : *sources.front().rules;
  if (rules.all().empty()) std::cerr << "gazette: there is no [[rule]] in " << opened->config.file << '\n';
  for (const Rule& rule : rules.all()) {
    std::vector<const Article*> met;
    for (const StoredArticle& stored : *articles)
      if (rule.condition.holds(stored.article)) met.push_back(&stored.article);
    print_rule(rule, met, articles->size(), arguments.json);
  }
  return std::cout.flush() ? kDone : kFailed;
}

}  // namespace gazette

// rules apply: what the configuration's rules and tags say now, done with what is stored already.
#include <algorithm>
#include <iostream>
#include <unordered_map>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "daemon/commands/commands.h"
#include "daemon/engine.h"
#include "daemon/output/feed_log.h"
#include "feeds/rules/rules.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

namespace json = boost::json;

constexpr int kAtOnce = 200;  // articles in memory

struct Applied {
  std::size_t looked_at = 0, tagged = 0, dropped = 0;
};

class Application {
 public:
  Application(const RulesArguments& arguments, const Config& config, Store& store)
      : arguments_(arguments), store_(store), feeds_(logged_feeds(config)) {
    for (const SourceOptions& source : config.sources) sources_.emplace(source.name, &source);
  }

  Result<Applied> run() {
    ArticleQuery query;
    query.limit = kAtOnce;
    if (!arguments_.source.empty()) query.sources = {arguments_.source};
    while (true) {
      const Result<std::vector<StoredArticle>> articles = store_.articles(query);
      if (!articles) return pass_on(articles);
      for (const StoredArticle& stored : *articles)
        if (const Result<void> done = take(stored); !done) return pass_on(done);
      if (std::ssize(*articles) < kAtOnce) return applied_;
      query.after = ArticlePlace{articles->back().article.date, articles->back().number};
    }
  }

 private:
  /// As a poll would make it today; of a source that is not configured any more nothing is known.
  Result<void> take(const StoredArticle& stored) {
    ++applied_.looked_at;
    const auto source = sources_.find(stored.article.source);
    if (source == sources_.end()) return {};
    Article article = stored.article;
    article.tags = source->second->tags;
    const auto& rules = source->second->rules;
    const std::string dropping = rules ? rules->apply(article) : std::string();
    if (!dropping.empty()) return drop(stored, dropping);
    return article.tags == stored.article.tags ? Result<void>() : tag(stored, article.tags);
  }

  Result<void> drop(const StoredArticle& stored, const std::string& rule) {
    ++applied_.dropped;
    print(stored, "drop", {{"rule", rule}}, rule);
    if (arguments_.dry_run || !arguments_.drop) return {};
    const auto withdrawn =
        withdraw_from_feeds(store_, feeds_, stored.article.id, "rule: " + rule, wall_clock());
    if (!withdrawn) return pass_on(withdrawn);
    return {};
  }

  Result<void> tag(const StoredArticle& stored, const std::vector<std::string>& tags) {
    ++applied_.tagged;
    print(stored, "tag", {{"tags", json::value_from(tags)}}, fmt::format("{}", fmt::join(tags, ", ")));
    if (arguments_.dry_run) return {};
    const Result<bool> set = store_.set_tags(stored.number, tags);
    if (!set) return pass_on(set);
    return {};
  }

  void print(const StoredArticle& stored, const char* what, json::object object, const std::string& detail) {
    const Article& article = stored.article;
    if (arguments_.json) {
      object["do"] = what;
      object["id"] = article.id;
      object["source"] = article.source;
      object["title"] = article.title;
      std::cout << json::serialize(object) << '\n';
    } else {
      std::cout << fmt::format("{:<4}  {}  {}  {}  [{}]\n", what, article.source, article.id,
                               escape_for_log(article.title), escape_for_log(detail));
    }
  }

  const RulesArguments& arguments_;
  Store& store_;
  const std::vector<LoggedFeed> feeds_;
  std::unordered_map<std::string_view, const SourceOptions*> sources_;
  Applied applied_;
};

void print_summary(const RulesArguments& arguments, const Applied& applied) {
  const bool drops = arguments.drop && !arguments.dry_run;
  std::cerr << fmt::format("{} looked at: {} {} other tags, {} {}\n", count_of(applied.looked_at, "article"),
                           applied.tagged, arguments.dry_run ? "would have" : "have", applied.dropped,
                           drops ? "withdrawn" : "would be withdrawn");
  if (applied.dropped > 0 && !arguments.drop)
    std::cerr << "what a rule drops stays unless --drop is given, which withdraws it for good\n";
}

}  // namespace

int rules_apply_command(const RulesArguments& arguments) {
  Applied applied;
  {
    const Result<Opened> opened = open_configured(arguments.config_file, arguments.dry_run);
    if (!opened) return report(opened.error());
    const auto& sources = opened->config.sources;
    const auto is_it = [&](const SourceOptions& source) { return source.name == arguments.source; };
    if (!arguments.source.empty() && std::none_of(sources.begin(), sources.end(), is_it))
      return report(no_such_source(arguments.source, opened->config));
    const Result<Applied> done = Application(arguments, opened->config, *opened->store).run();
    if (!done) return report(done.error());
    applied = *done;
    print_summary(arguments, applied);
  }
  if (arguments.dry_run || !arguments.drop || applied.dropped == 0)
    return std::cout.flush() ? kDone : kFailed;
  ExportArguments everywhere;
  everywhere.config_file = arguments.config_file;
  everywhere.fetch_images = false;  // that can wait
  return export_command(everywhere);
}

}  // namespace gazette

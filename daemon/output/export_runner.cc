#include "daemon/output/export_runner.h"

#include <algorithm>

namespace gazette {
namespace {

constexpr int kBatch = 500;  // changes handed over at once: bounds memory however far an exporter is behind

Result<std::unique_ptr<Exporter>> make_exporter(const ExportOptions& options) {
  if (options.feed) return make_feed_exporter(*options.feed);
  return make_site_exporter(*options.site);
}

Result<std::vector<ExportArticle>> load(Store& store, const std::vector<Change>& changes) {
  std::vector<ExportArticle> articles;
  for (const Change& change : changes) {
    Result<std::optional<StoredArticle>> stored = store.article(change.article);
    if (!stored) return pass_on(stored);
    if (!*stored) continue;
    articles.push_back(to_export(std::move(**stored)));
    articles.back().removed |= change.kind == ChangeKind::removed;
  }
  return articles;
}

}  // namespace

ExportArticle to_export(StoredArticle stored) {
  ExportArticle article;
  article.article = std::move(stored.article);
  article.version = stored.version;
  article.changed = stored.changed;
  article.removed = stored.withdrawn;
  article.sources = std::move(stored.sources);
  return article;
}

Result<std::vector<ExportArticle>> newest_articles(Store& store, const Selection& selection, int limit) {
  ArticleQuery query;
  query.sources = selection.sources;
  query.tags = selection.tags;
  query.languages = selection.languages;
  query.limit = limit;
  Result<std::vector<StoredArticle>> stored = store.articles(query);
  if (!stored) return pass_on(stored);
  std::vector<ExportArticle> articles;
  for (StoredArticle& article : *stored) articles.push_back(to_export(std::move(article)));
  return articles;
}

Result<ExportRunner> ExportRunner::make(const std::vector<ExportOptions>& options) {
  ExportRunner runner;
  for (const ExportOptions& one : options) {
    Result<std::unique_ptr<Exporter>> exporter = make_exporter(one);
    if (!exporter) return pass_on(exporter);
    runner.exporters_.push_back(std::move(*exporter));
  }
  return runner;
}

std::vector<ExportOutcome> ExportRunner::run(Store& store, const std::vector<std::string>& names, Time now) {
  std::vector<ExportOutcome> outcomes;
  for (const std::unique_ptr<Exporter>& exporter : exporters_) {
    if (!names.empty() && std::find(names.begin(), names.end(), exporter->name()) == names.end()) continue;
    outcomes.push_back({exporter->name(), run_one(store, *exporter, now)});
  }
  return outcomes;
}

Result<ExportReport> ExportRunner::run_one(Store& store, Exporter& exporter, Time now) {
  const std::string follower = "export:" + exporter.name();
  const Result<std::int64_t> begin = store.cursor(follower);
  if (!begin) return pass_on(begin);
  std::int64_t reached = *begin;
  while (true) {
    const Result<std::vector<Change>> changes = store.changes_after(reached, kBatch);
    if (!changes) return pass_on(changes);
    if (changes->empty()) break;
    const Result<std::vector<ExportArticle>> articles = load(store, *changes);
    if (!articles) return pass_on(articles);
    if (const Result<void> applied = exporter.apply(*articles); !applied) return pass_on(applied);
    reached = changes->back().number;
  }
  const NewestArticles newest = [&store](const Selection& selection, int limit) {
    return newest_articles(store, selection, limit);
  };
  Result<ExportReport> report = exporter.finish(newest, now);
  if (report && reached != *begin)
    if (const Result<void> moved = store.set_cursor(follower, reached); !moved) return pass_on(moved);
  return report;
}

}  // namespace gazette

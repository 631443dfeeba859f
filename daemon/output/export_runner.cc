#include "daemon/output/export_runner.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "daemon/output/feed_log.h"

namespace gazette {
namespace {

constexpr int kBatch = 500;  // changes handed over at once: bounds memory however far an exporter is behind

Result<std::unique_ptr<Exporter>> make_exporter(const ExportOptions& options) {
  if (options.feed) return make_feed_exporter(*options.feed);
  return make_site_exporter(*options.site);
}

constexpr const char* kLate =
    ":late";  // beside a follower's cursor: the last article that was there before it

std::string follower_name(const std::string& exporter) {
  return "export:" + exporter;
}

bool is_meant(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

/// Articles with changes up to `end` are older than the follower.
Result<void> mark_late(Store& store, const std::string& follower, std::int64_t end) {
  std::int64_t last = 0;
  for (std::int64_t reached = 0; reached < end;) {
    const Result<std::vector<Change>> changes = store.changes_after(reached, kBatch);
    if (!changes) return pass_on(changes);
    if (changes->empty()) break;
    for (const Change& change : *changes)
      if (change.number <= end) last = std::max(last, change.article);
    reached = changes->back().number;
  }
  return store.set_cursor(follower + kLate, last);
}

/// What a site shows of an article's images.
Result<std::vector<KeptImage>> kept_images(Store& store, std::int64_t article) {
  Result<std::vector<StoredImage>> images = store.images_of(article);
  if (!images) return pass_on(images);
  std::vector<KeptImage> kept;
  for (StoredImage& image : *images) {
    const bool left_out = image.state == StoredImage::State::tracking;
    if (left_out || image.state == StoredImage::State::kept)
      kept.push_back({std::move(image.url), std::move(image.sha256), std::move(image.type), left_out});
  }
  return kept;
}

Result<std::vector<ExportArticle>> load(Store& store, const std::vector<Change>& changes, std::int64_t late,
                                        bool takes_past, bool with_images) {
  std::vector<ExportArticle> articles;
  for (const Change& change : changes) {
    Result<std::optional<StoredArticle>> stored = store.article(change.article);
    if (!stored) return pass_on(stored);
    if (!*stored) continue;
    const bool is_late = change.article <= late || ((*stored)->past && !takes_past);
    articles.push_back(to_export(std::move(**stored)));
    if (with_images) {
      Result<std::vector<KeptImage>> images = kept_images(store, change.article);
      if (!images) return pass_on(images);
      articles.back().images = std::move(*images);
    }
    articles.back().removed |= change.kind == ChangeKind::removed;
    articles.back().late = is_late;
  }
  return articles;
}

/// How it fared, for `status`. What cannot be kept is told by what follows: the store is in trouble.
void remember(Store& store, const ExportOutcome& outcome, Time now) {
  ExporterState state{outcome.exporter, now, {}, {}, 0, 0, 0, {}, {}};
  if (const auto states = store.exporter_states())
    for (const ExporterState& before : *states)
      if (before.name == outcome.exporter) state = before;
  if (!outcome.report) {
    if (!state.failing_since) state.failing_since = now;
    state.error = outcome.report.error().message;
  } else {
    const ExportReport& report = *outcome.report;
    const bool did = report.written + report.removed + report.kept > 0 || !report.commit.empty();
    if (!did && state.error.empty()) return;
    state.error.clear();
    state.failing_since.reset();
    if (did) state.written = report.written, state.removed = report.removed, state.kept = report.kept;
    if (!report.commit.empty()) state.commit = report.commit, state.committed = now;
  }
  state.at = now;
  (void)store.save_exporter_state(state);
}

}  // namespace

Result<FollowerPlace> follower_place(Store& store, const std::string& exporter) {
  const std::string name = follower_name(exporter);
  const Result<std::int64_t> cursor = store.cursor(name);
  if (!cursor) return pass_on(cursor);
  const Result<std::int64_t> late = store.cursor(name + kLate);
  if (!late) return pass_on(late);
  return FollowerPlace{*cursor, *late, *cursor == 0 && *late == 0};
}

ExportArticle to_export(StoredArticle stored) {
  ExportArticle article;
  article.article = std::move(stored.article);
  article.version = stored.version;
  article.changed = stored.changed;
  article.removed = stored.withdrawn;
  article.sources = std::move(stored.sources);
  return article;
}

ArticleQuery query_of(const Selection& selection, int limit) {
  ArticleQuery query;
  query.sources = selection.sources;
  query.tags = selection.tags;
  query.languages = selection.languages;
  query.limit = limit;
  return query;
}

Result<std::vector<ExportArticle>> newest_articles(Store& store, const Selection& selection,
                                                   const std::string& words, int limit) {
  ArticleQuery query = query_of(selection, limit);
  query.words = words;
  query.newest_first = true;
  Result<std::vector<StoredArticle>> stored = store.articles(query);
  if (!stored) return pass_on(stored);
  std::vector<ExportArticle> articles;
  for (StoredArticle& article : *stored) articles.push_back(to_export(std::move(article)));
  return articles;
}

/// Where an exporter begins.
struct ExportRunner::Start {
  std::int64_t cursor = 0;  ///< as stored
  std::int64_t after = 0;   ///< changes after this are handed over
  std::int64_t late = 0;    ///< articles up to this row number are older than the exporter
  bool first = false;       ///< it never ran, and does not take all that is there
};

Result<ExportRunner> ExportRunner::make(const std::vector<ExportOptions>& options) {
  ExportRunner runner;
  for (const ExportOptions& one : options) {
    Result<std::unique_ptr<Exporter>> exporter = make_exporter(one);
    if (!exporter) return pass_on(exporter);
    Follower follower{std::move(*exporter), {}, {}};
    if (one.site) follower.selection = one.site->selection;
    if (one.site) follower.initial = one.site->initial;
    runner.followers_.push_back(std::move(follower));
  }
  return runner;
}

void ExportRunner::take_back(const std::string& name, const std::vector<std::string>& paths) {
  for (Follower& follower : followers_)
    if (follower.exporter->name() == name) follower.exporter->take_back(paths);
}

std::vector<ExportOutcome> ExportRunner::run(Store& store, const std::vector<std::string>& names, Time now) {
  std::vector<ExportOutcome> outcomes;
  for (Follower& follower : followers_) {
    if (!is_meant(names, follower.exporter->name())) continue;
    const auto begun = std::chrono::steady_clock::now();
    outcomes.push_back({follower.exporter->name(), run_one(store, follower, now), {}});
    outcomes.back().took = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begun);
    remember(store, outcomes.back(), now);
  }
  return outcomes;
}

Result<std::vector<FileChange>> ExportRunner::preview(Store& store, const std::vector<std::string>& names) {
  std::vector<FileChange> all;
  for (Follower& follower : followers_) {
    if (!is_meant(names, follower.exporter->name())) continue;
    const Result<Start> start = start_of(store, follower);
    if (!start) return pass_on(start);
    const auto take = [&](std::span<const ExportArticle> articles) -> Result<void> {
      Result<std::vector<FileChange>> changes = follower.exporter->preview(articles);
      if (!changes) return pass_on(changes);
      std::move(changes->begin(), changes->end(), std::back_inserter(all));
      return {};
    };
    if (const auto reached = follow(store, *start, follower, take); !reached) return pass_on(reached);
  }
  return all;
}

Result<ExportRunner::Start> ExportRunner::start_of(Store& store, Follower& follower) {
  const Result<FollowerPlace> place = follower_place(store, follower.exporter->name());
  if (!place) return pass_on(place);
  const Result<bool> everything = follower.exporter->wants_everything();
  if (!everything) return pass_on(everything);
  Start start{place->cursor, *everything ? 0 : place->cursor, place->late, false};
  start.first = follower.initial && place->never_ran;
  if (start.first) start.late = std::numeric_limits<std::int64_t>::max();
  return start;
}

/// Hands over what changed since, in batches; how far it came.
Result<std::int64_t> ExportRunner::follow(Store& store, const Start& start, const Follower& follower,
                                          const Take& take) {
  if (start.first) {
    Result<std::vector<ExportArticle>> newest =
        newest_articles(store, follower.selection, {}, *follower.initial);
    if (!newest) return pass_on(newest);
    std::reverse(newest->begin(), newest->end());
    if (const Result<void> taken = take(*newest); !taken) return pass_on(taken);
  }
  std::int64_t reached = start.after;
  while (true) {
    const Result<std::vector<Change>> changes = store.changes_after(reached, kBatch);
    if (!changes) return pass_on(changes);
    if (changes->empty()) return reached;
    reached = changes->back().number;
    Result<std::vector<ExportArticle>> articles =
        load(store, *changes, start.late, !follower.initial, follower.exporter->keeps_images());
    if (!articles) return pass_on(articles);
    if (const Result<void> taken = take(*articles); !taken) return pass_on(taken);
  }
}

Result<ExportReport> ExportRunner::run_one(Store& store, Follower& follower, Time now) {
  const Result<Start> start = start_of(store, follower);
  if (!start) return pass_on(start);
  Exporter& exporter = *follower.exporter;
  exporter.read_images_with([&store](const std::string& sha256) { return store.image_bytes(sha256); });
  const auto take = [&](std::span<const ExportArticle> articles) { return exporter.apply(articles); };
  const Result<std::int64_t> reached = follow(store, *start, follower, take);
  if (!reached) return pass_on(reached);
  const FeedStock stock{
      [&store](const Selection& selection, const std::string& words, int limit) {
        return newest_articles(store, selection, words, limit);
      },
      [&store](const std::string& feed, std::int64_t page) { return feed_page(store, feed, page); }};
  Result<ExportReport> report = exporter.finish(stock, now);
  if (!report || *reached == start->cursor) return report;
  const std::string name = follower_name(exporter.name());
  Result<void> moved;
  if (start->first) moved = mark_late(store, name, *reached);
  if (moved) moved = store.set_cursor(name, *reached);
  return moved ? report : pass_on(moved);
}

}  // namespace gazette

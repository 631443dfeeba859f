#include "daemon/output/feed_log.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "daemon/output/export_runner.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr int kBatch = 500;
constexpr int kBatchesAtOnce = 4;  // others wait for the store
// A page is full with so many entries or bytes: never change these, the pages that are there are by them.
constexpr int kPageEntries = 50;
constexpr std::int64_t kPageBytes = 400'000;

std::string selection_text(const Selection& selection) {
  return join(selection.sources, ",") + ';' + join(selection.tags, ",") + ';' +
         join(selection.languages, ",");
}

/// What is to be stored of a batch.
struct Extension {
  std::map<std::string, FeedLogState> changed;
  std::vector<FeedLogEntry> entries;

  void add(FeedLogState& state, std::int64_t article, int version, std::int64_t bytes) {
    entries.push_back({state.feed, state.open_page, article, version});
    state.bytes += bytes;
    if (++state.entries >= kPageEntries || state.bytes >= kPageBytes) {
      ++state.open_page;
      state.entries = 0;
      state.bytes = 0;
    }
    changed[state.feed] = state;
  }
  Result<bool> store(Store& store, std::int64_t from, std::int64_t to) const {
    std::vector<FeedLogState> states;
    for (const auto& [name, state] : changed) states.push_back(state);
    return store.extend_feed_logs(states, entries, from, to);
  }
};

struct Follower {
  const LoggedFeed* feed;
  FeedLogState state;
};

/// Thousands of them are each about one source: of these only an article's own are looked at.
class Followers {
 public:
  void add(Follower follower) {
    const Selection& selection = follower.feed->selection;
    const bool of_one =
        selection.sources.size() == 1 && selection.tags.empty() && selection.languages.empty();
    if (of_one)
      of_source_[selection.sources.front()].push_back(std::move(follower));
    else
      others_.push_back(std::move(follower));
  }
  template <class Work>
  Result<void> for_each_of(const ExportArticle& article, Work work) {
    for (Follower& follower : others_)
      if (const Result<void> done = work(follower); !done) return done;
    std::set<std::string_view> names(article.sources.begin(), article.sources.end());
    names.insert(article.article.source);
    for (const std::string_view name : names) {
      const auto found = of_source_.find(name);
      if (found == of_source_.end()) continue;
      for (Follower& follower : found->second)
        if (const Result<void> done = work(follower); !done) return done;
    }
    return {};
  }

 private:
  std::vector<Follower> others_;
  std::map<std::string, std::vector<Follower>, std::less<>> of_source_;
};

/// Articles that a new feed begins with, the newest first.
struct Inhabitant {
  std::int64_t article;
  int version;
  std::int64_t bytes;
};
Result<std::vector<Inhabitant>> inhabitants(Store& store, const Selection& selection) {
  std::vector<Inhabitant> all;
  ArticleQuery query = query_of(selection, kBatch);
  for (;;) {
    const Result<std::vector<StoredArticle>> some = store.articles(query);
    if (!some) return pass_on(some);
    for (const StoredArticle& one : *some)
      all.push_back({one.number, one.version, static_cast<std::int64_t>(one.article.record.size())});
    if (std::ssize(*some) < kBatch) return all;
    query.after = ArticlePlace{some->back().article.date, some->back().number};
  }
}

/// The logs as they stand, those of new feeds begun. `change`: how far the others have come. Absent: another
/// process was first, so that they stand otherwise by now.
Result<std::optional<Followers>> open_logs(Store& store, const std::vector<LoggedFeed>& feeds,
                                           std::int64_t change) {
  const Result<std::vector<FeedLogState>> states = store.feed_logs();
  if (!states) return pass_on(states);
  std::map<std::string_view, const FeedLogState*> by_name;
  for (const FeedLogState& state : *states) by_name[state.feed] = &state;
  Followers followers;
  for (const LoggedFeed& feed : feeds) {
    FeedLogState state{feed.name, selection_text(feed.selection), 1, 1, 0, 0};
    if (const auto known = by_name.find(feed.name); known != by_name.end()) {
      if (known->second->selection == state.selection) {
        followers.add({&feed, *known->second});
        continue;
      }
      state.first_page = state.open_page = known->second->open_page + 1;
    }
    Extension begun;
    begun.changed[state.feed] = state;
    if (change > 0) {
      const Result<std::vector<Inhabitant>> there = inhabitants(store, feed.selection);
      if (!there) return pass_on(there);
      for (auto one = there->rbegin(); one != there->rend(); ++one)
        begun.add(state, one->article, one->version, one->bytes);
    }
    const Result<bool> stored = begun.store(store, change, change);
    if (!stored) return pass_on(stored);
    if (!*stored) return std::optional<Followers>();
    followers.add({&feed, state});
  }
  return std::optional(std::move(followers));
}

Result<void> take_change(Store& store, const Change& change, Followers& followers, Extension& extension) {
  Result<std::optional<StoredArticle>> stored = store.article(change.article);
  if (!stored) return pass_on(stored);
  if (!*stored) return {};
  const ExportArticle article = to_export(std::move(**stored));
  const auto bytes = static_cast<std::int64_t>(article.article.record.size());
  return followers.for_each_of(article, [&](Follower& follower) -> Result<void> {
    const bool removed = change.kind == ChangeKind::removed || article.removed;
    if (!removed && !follower.feed->selection.takes(article)) return {};
    std::optional<int> said;
    if (change.kind != ChangeKind::added) {
      const Result<std::optional<int>> version = store.feed_log_version(follower.feed->name, change.article);
      if (!version) return pass_on(version);
      said = *version;
    }
    if (removed && said.value_or(0) != 0) extension.add(follower.state, change.article, 0, 0);
    // What changed may be its images or its place: subscribers know this version.
    if (!removed && said != article.version)
      extension.add(follower.state, change.article, article.version, bytes);
    return {};
  });
}

/// The article of an entry; absent if it is not there any more, or was not yet withdrawn then.
Result<std::optional<ExportArticle>> article_of(Store& store, const FeedLogEntry& entry, bool as_it_was) {
  Result<std::optional<StoredArticle>> stored = as_it_was && entry.version > 0
                                                    ? store.article_as_of(entry.article, entry.version)
                                                    : store.article(entry.article);
  if (!stored) return pass_on(stored);
  if (!*stored || (*stored)->withdrawn != (entry.version == 0)) return std::optional<ExportArticle>();
  const std::optional<Time> deleted = (*stored)->deleted;
  ExportArticle article = to_export(std::move(**stored));
  if (article.removed && deleted) article.changed = *deleted;
  return std::optional(std::move(article));
}

}  // namespace

std::vector<LoggedFeed> logged_feeds(const Config& config) {
  std::vector<LoggedFeed> feeds;
  std::set<std::string> names;
  const auto add = [&](const std::string& name, Selection selection) {
    if (names.insert(name).second) feeds.push_back({name, std::move(selection)});
  };
  for (const ExportOptions& exporter : config.exporters)
    if (exporter.feed && exporter.feed->words.empty()) add(exporter.feed->name, exporter.feed->selection);
  add("all", {});
  for (const SourceOptions& source : config.sources) add(source.name, {{source.name}, {}, {}});
  return feeds;
}

Result<bool> extend_feed_logs(Store& store, const std::vector<LoggedFeed>& feeds) {
  const Result<std::int64_t> cursor = store.cursor(kFeedLogFollower);
  if (!cursor) return pass_on(cursor);
  Result<std::optional<Followers>> followers = open_logs(store, feeds, *cursor);
  if (!followers) return pass_on(followers);
  if (!*followers) return true;
  std::int64_t reached = *cursor;
  for (int batch = 0; batch < kBatchesAtOnce; ++batch) {
    const Result<std::vector<Change>> changes = store.changes_after(reached, kBatch);
    if (!changes) return pass_on(changes);
    if (changes->empty()) return false;
    Extension extension;
    for (const Change& change : *changes)
      if (const auto taken = take_change(store, change, **followers, extension); !taken)
        return pass_on(taken);
    const Result<bool> stored = extension.store(store, reached, changes->back().number);
    if (!stored) return pass_on(stored);
    if (!*stored) return true;
    reached = changes->back().number;
    if (std::ssize(*changes) < kBatch) return false;
  }
  return true;
}

Result<void> catch_up_feed_logs(Store& store, const std::vector<LoggedFeed>& feeds) {
  Result<bool> more = true;
  while (more && *more) more = extend_feed_logs(store, feeds);
  return more ? Result<void>() : pass_on(more);
}

Result<std::optional<StoredArticle>> withdraw_from_feeds(Store& store, const std::vector<LoggedFeed>& feeds,
                                                         const std::string& id, const std::string& why,
                                                         Time at) {
  if (const Result<void> caught_up = catch_up_feed_logs(store, feeds); !caught_up) return pass_on(caught_up);
  return store.withdraw(id, why, at);
}

Result<FeedPage> feed_page(Store& store, const std::string& feed, std::int64_t page) {
  const Result<std::vector<FeedLogState>> states = store.feed_logs();
  if (!states) return pass_on(states);
  FeedPage result;
  for (const FeedLogState& state : *states)
    if (state.feed == feed) result.first = state.first_page, result.open = state.open_page;
  const bool is_full = page != 0;
  if (is_full && (page < result.first || page >= result.open)) return result;
  const auto entries = store.feed_log_page(feed, is_full ? page : result.open);
  if (!entries) return pass_on(entries);
  std::set<std::int64_t> seen;
  for (auto entry = entries->rbegin(); entry != entries->rend(); ++entry) {  // the last word on each counts
    if (!seen.insert(entry->article).second) continue;
    Result<std::optional<ExportArticle>> article = article_of(store, *entry, is_full);
    if (!article) return pass_on(article);
    if (*article) result.articles.push_back(std::move(**article));
  }
  return result;
}

}  // namespace gazette

#include "daemon/output/serve_model.h"

#include <algorithm>
#include <charconv>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/output/export_runner.h"
#include "daemon/output/feed_log.h"
#include "daemon/output/served_feed.h"
#include "daemon/output/status_report.h"
#include "daemon/serve/routes.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr Duration kStatusAge = std::chrono::seconds(2);
constexpr std::size_t kMaxChecked = 10'000;
constexpr std::size_t kMaxWaiting = 256;  // for a change; others are answered at once
constexpr int kMaxOffset = 10'000;        // of a search: nobody pages further by rank

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

/// "1764000000000.123": after this article; "s20": after so many of a search.
bool read_cursor(const ListRequest& request, ArticleQuery& query) {
  const std::string_view after = request.after;
  if (after.empty()) return true;
  if (!request.words.empty())
    return after.starts_with('s') && read_number(after.substr(1), query.offset) && query.offset >= 0 &&
           query.offset <= kMaxOffset;
  const std::size_t dot = std::min(after.find('.'), after.size());
  std::int64_t date = 0;
  ArticlePlace place;
  if (!read_number(after.substr(0, dot), date) || dot == after.size() ||
      !read_number(after.substr(dot + 1), place.number))
    return false;
  place.date = from_unix_ms(date);
  query.after = place;
  return true;
}

std::string cursor_after(const ListRequest& request, const ArticleQuery& query, const StoredArticle& last) {
  if (!request.words.empty()) return 's' + std::to_string(query.offset + request.limit);
  return std::to_string(to_unix_ms(last.article.date)) + '.' + std::to_string(last.number);
}

Result<ArticleList> list_articles(Store& store, const ListRequest& request, const Republish& amounts) {
  ArticleQuery query;
  query.sources = request.selection.sources;
  query.tags = request.selection.tags;
  query.languages = request.selection.languages;
  query.words = request.words;
  query.limit = request.limit + 1;  // is there more?
  if (!read_cursor(request, query)) return fail(ErrorKind::usage, "that is no place where a list goes on");
  Result<std::vector<StoredArticle>> found = store.articles(query);
  if (!found) return pass_on(found);
  ArticleList list;
  if (std::ssize(*found) > request.limit) {
    found->pop_back();
    list.next = cursor_after(request, query, found->back());
  }
  for (StoredArticle& article : *found)
    list.articles.push_back(republished(to_export(std::move(article)), amounts));
  return list;
}

Result<std::optional<StoredArticle>> present_article(Store& store, const std::string& id) {
  Result<std::optional<StoredArticle>> found = store.find_article(id);
  if (found && *found && (*found)->withdrawn) return std::optional<StoredArticle>();
  return found;
}

Result<std::optional<ArticleView>> view_article(Store& store, const std::string& id,
                                                const Republish& amounts) {
  Result<std::optional<StoredArticle>> found = present_article(store, id);
  if (!found) return pass_on(found);
  if (!*found) return std::optional<ArticleView>();
  Result<std::vector<VersionInfo>> versions = store.versions((*found)->number);
  if (!versions) return pass_on(versions);
  // What was changed cannot be shown of a text that is not given out.
  if (amount_of((*found)->article, amounts) != Amount::full && !versions->empty())
    versions->erase(versions->begin(), versions->end() - 1);
  const Result<std::vector<StoredArticle>> near = store.near((*found)->number);
  if (!near) return pass_on(near);
  std::vector<ArticleName> names;
  for (const StoredArticle& other : *near) names.push_back({other.article.id, other.article.title});
  return std::optional<ArticleView>(
      {republished(to_export(std::move(**found)), amounts), std::move(*versions), std::move(names)});
}

Result<ChangeList> list_changes(Store& store, std::int64_t after, int limit, const Republish& amounts) {
  const Result<std::vector<Change>> changes = store.changes_after(after, limit);
  if (!changes) return pass_on(changes);
  ChangeList list{{}, after};
  for (const Change& change : *changes) {
    Result<std::optional<StoredArticle>> stored = store.article(change.article);
    if (!stored) return pass_on(stored);
    list.last = change.number;
    if (!*stored) continue;
    ExportArticle article = republished(to_export(std::move(**stored)), amounts);
    article.removed |= change.kind == ChangeKind::removed;
    list.items.push_back({change.number, std::move(article)});
  }
  return list;
}

std::string text_of(const ArticleVersion& version) {
  return version.info.title + "\n\n" + version.record.substr(version.body_offset);
}

Result<std::optional<VersionDiff>> compare_versions(Store& store, const std::string& id, int version,
                                                    const Republish& amounts) {
  const Result<std::optional<StoredArticle>> found = present_article(store, id);
  if (!found) return pass_on(found);
  if (*found && amount_of((*found)->article, amounts) != Amount::full) return std::optional<VersionDiff>();
  const int to = version == 0 && *found ? (*found)->version : version;
  if (!*found || to < 2 || to > (*found)->version) return std::optional<VersionDiff>();
  const auto after = store.version((*found)->number, to);
  const auto before = store.version((*found)->number, to - 1);
  if (!after) return pass_on(after);
  if (!before) return pass_on(before);
  if (!*after || !*before) return std::optional<VersionDiff>();
  return std::optional<VersionDiff>(
      {(*before)->info, (*after)->info, diff_texts(text_of(**before), text_of(**after))});
}

}  // namespace

StoreModel::StoreModel(AsyncStore& store, std::shared_ptr<const Config> config, std::function<Time()> now)
    : store_(store), config_(std::move(config)), now_(std::move(now)), started_(now_()) {}

void StoreModel::use(std::shared_ptr<const Config> config) {
  config_ = std::move(config);
  checked_.clear();
  status_at_.reset();
}

void StoreModel::set_polling(const std::string& source, bool polling) {
  if (polling)
    polling_.insert(source);
  else
    polling_.erase(source);
}

asio::awaitable<Result<ServiceStatus>> StoreModel::status() {
  const Time now = now_();
  if (!status_at_ || now - *status_at_ >= kStatusAge || now < *status_at_) {
    const auto config = config_;
    Result<ServiceStatus> read =
        co_await store_.call([&](Store& store) { return read_status(store, *config, now); });
    if (!read) co_return pass_on(read);
    status_ = std::move(*read);
    status_.scheduled = scheduled_;
    status_.troubles = troubles_.update(status_, now);
    status_at_ = now;
  }
  ServiceStatus status = status_;
  status.started = started_;
  status.scheduled = scheduled_;
  status.now = now;
  status.version = GAZETTE_VERSION;
  for (SourceStatus& source : status.sources) source.polling = polling_.contains(source.name);
  co_return status;
}

asio::awaitable<Result<ArticleList>> StoreModel::articles(ListRequest request) {
  const auto config = config_;
  co_return co_await store_.call(
      [&](Store& store) { return list_articles(store, request, config->republish); });
}

asio::awaitable<Result<std::optional<ArticleView>>> StoreModel::article(std::string id) {
  const auto config = config_;
  co_return co_await store_.call([&](Store& store) { return view_article(store, id, config->republish); });
}

asio::awaitable<Result<std::optional<VersionDiff>>> StoreModel::changes(std::string id, int version) {
  const auto config = config_;
  co_return co_await store_.call(
      [&](Store& store) { return compare_versions(store, id, version, config->republish); });
}

std::string StoreModel::public_url() const {
  const ServerOptions& server = config_->server;
  return server.public_url.empty() ? "http://" + server.address + ":" + std::to_string(server.port)
                                   : server.public_url;
}

/// A feed exporter's name, "all", or a source's name.
std::optional<FeedFilesOptions> StoreModel::feed_options(const FeedName& feed) const {
  for (const ExportOptions& exporter : config_->exporters) {
    if (!exporter.feed || exporter.feed->name != feed.name) continue;
    FeedFilesOptions options = *exporter.feed;
    options.hub = hub_of(config_->server);
    options.public_url = public_url();
    return options;
  }
  FeedFilesOptions options;
  options.name = feed.name;
  options.public_url = public_url();
  options.republish = config_->republish;
  options.hub = hub_of(config_->server);
  if (feed.name == "all") {
    options.title = config_->server.title;
    options.selection = feed.selection;
    return options;
  }
  for (const SourceOptions& source : config_->sources) {
    if (source.name != feed.name) continue;
    options.title = source.title;
    options.selection.sources = {feed.name};
    return options;
  }
  return std::nullopt;
}

std::vector<ListedFeed> StoreModel::listed_feeds() const {
  std::vector<ListedFeed> feeds;
  const auto add = [&](const std::string& name, const std::string& title) {
    const auto same = [&](const ListedFeed& feed) { return feed.name == name; };
    if (std::none_of(feeds.begin(), feeds.end(), same)) feeds.push_back({name, title});
  };
  add("all", config_->server.title);
  for (const ExportOptions& exporter : config_->exporters)
    if (exporter.feed)
      add(exporter.feed->name, exporter.feed->title.empty() ? exporter.feed->name : exporter.feed->title);
  for (const SourceOptions& source : config_->sources) add(source.name, source.title);
  return feeds;
}

asio::awaitable<Result<SharedFeed>> StoreModel::feed(FeedName name, SharedFeed known) {
  const std::optional<FeedFilesOptions> options = feed_options(name);
  if (!options) co_return SharedFeed{};
  const std::string target = feed_target(name);
  FeedRequest request{*options, name, known, 0};
  if (const auto found = checked_.find(target);
      found != checked_.end() && known && found->second.etag == known->etag)
    request.change = found->second.change;
  const auto made = co_await store_.call([&](Store& store) { return make_feed(store, request); });
  if (!made) co_return pass_on(made);
  if (checked_.size() >= kMaxChecked) checked_.clear();
  checked_[target] = {made->feed ? made->feed->etag : std::string(), made->change};
  co_return made->feed;
}

asio::awaitable<Result<std::string>> StoreModel::metrics() {
  const Result<ServiceStatus> now = co_await status();
  if (!now) co_return pass_on(now);
  if (!hooks_.metrics) co_return std::string();
  co_return hooks_.metrics(*now);
}

void StoreModel::note_change() {
  for (asio::steady_timer* timer : waiting_) timer->cancel();
}

asio::awaitable<Result<ChangeList>> StoreModel::changes_after(std::int64_t change, int limit,
                                                              Duration patience) {
  const auto config = config_;
  const auto read = [&](Store& store) { return list_changes(store, change, limit, config->republish); };
  Result<ChangeList> list = co_await store_.call(read);
  if (!list || !list->items.empty() || patience <= Duration::zero() || waiting_.size() >= kMaxWaiting)
    co_return list;
  asio::steady_timer timer(co_await asio::this_coro::executor, patience);
  waiting_.insert(&timer);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  waiting_.erase(&timer);
  co_return co_await store_.call(read);
}

asio::awaitable<Result<bool>> StoreModel::poll_now(std::string source) {
  co_return hooks_.poll_now&& hooks_.poll_now(source);
}

asio::awaitable<Result<bool>> StoreModel::withdraw(std::string id, std::string why) {
  if (!hooks_.writer) co_return fail(ErrorKind::usage, "nothing can be changed here");
  const Time now = now_();
  const std::vector<LoggedFeed> feeds = logged_feeds(*config_);
  const auto done = co_await hooks_.writer->call(
      [&](Store& store) { return withdraw_from_feeds(store, feeds, id, why, now); });
  if (!done) co_return pass_on(done);
  if (*done && hooks_.changed) hooks_.changed();
  co_return done->has_value();
}

asio::awaitable<Result<SharedFeed>> StoreModel::feed_since(FeedName name, std::vector<FeedMark> known) {
  const std::optional<FeedFilesOptions> options = feed_options(name);
  if (!options) co_return SharedFeed{};
  const FeedRequest request{*options, name, nullptr, 0};
  co_return co_await store_.call([&](Store& store) { return make_feed_since(store, request, known); });
}

}  // namespace gazette

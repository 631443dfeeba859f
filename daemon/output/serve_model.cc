#include "daemon/output/serve_model.h"

#include <algorithm>

#include "daemon/output/export_runner.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr int kChangesAtOnce = 1000;
constexpr Duration kMaxAge = std::chrono::minutes(5);

template <class T>
std::vector<ExportArticle> to_exports(T stored) {
  std::vector<ExportArticle> articles;
  for (StoredArticle& article : stored) articles.push_back(to_export(std::move(article)));
  return articles;
}

/// The number of the store's last change; `from`: one that is known.
Result<std::int64_t> last_change(Store& store, std::int64_t from) {
  if (from == 0) {
    const Result<StoreCounts> counts = store.counts();
    if (!counts) return pass_on(counts);
    return counts->last_change;
  }
  for (;;) {
    const Result<std::vector<Change>> changes = store.changes_after(from, kChangesAtOnce);
    if (!changes) return pass_on(changes);
    if (changes->empty()) return from;
    from = changes->back().number;
  }
}

struct FeedRequest {
  FeedFilesOptions options;
  FeedOutput format;
  SharedFeed known;
  std::int64_t change = 0;  ///< up to which `known` is known to be right; 0: not at all
};

struct FeedAnswer {
  SharedFeed feed;
  std::int64_t change = 0;
};

SharedFeed render(const FeedRequest& request, const std::vector<ExportArticle>& articles) {
  const FeedHead head = feed_head(request.options, request.format);
  auto feed = std::make_shared<RenderedFeed>();
  feed->body = write_feed(request.format, head, republished(articles, request.options.republish));
  feed->etag = '"' + sha256_hex(feed->body).substr(0, 32) + '"';
  if (request.known && request.known->etag == feed->etag) return request.known;
  feed->content_type = feed_content_type(request.format);
  feed->link = '<' + head.self + ">; rel=\"self\"";
  if (!head.hub.empty()) feed->link += ", <" + head.hub + ">; rel=\"hub\"";
  for (const ExportArticle& article : articles) {
    feed->last_modified = std::max(feed->last_modified, article.changed);
    feed->marks.push_back({article.article.id, article.changed});
  }
  // A withdrawn article changes the feed, too, and leaves only older ones behind.
  if (request.known && feed->last_modified <= request.known->last_modified)
    feed->last_modified = request.known->last_modified + std::chrono::seconds(1);
  feed->max_age = kMaxAge;
  return feed;
}

Result<FeedAnswer> make_feed(Store& store, const FeedRequest& request) {
  const Result<std::int64_t> change = last_change(store, request.change);
  if (!change) return pass_on(change);
  if (request.known && *change == request.change) return FeedAnswer{request.known, *change};
  const auto articles = newest_articles(store, request.options.selection, request.options.limit);
  if (!articles) return pass_on(articles);
  return FeedAnswer{render(request, *articles), *change};
}

SourceStatus source_status(const SourceOptions& source, const SourceState* state, const SourceCount* count) {
  SourceStatus status;
  status.name = source.name;
  status.title = source.title;
  status.url = source.url;
  if (count) {
    status.articles = count->articles;
    status.newest = count->newest;
  }
  if (!state) return status;
  if (status.title.empty()) status.title = state->title;
  status.link = state->link;
  status.last_poll = state->last_poll;
  status.last_success = state->last_success;
  status.next_poll = state->next_poll;
  status.failures = state->failures;
  status.last_status = state->last_status;
  status.error_kind = state->error_kind;
  status.error = state->error;
  status.reason = state->reason;
  status.gone = state->gone;
  return status;
}

struct StatusRows {
  StoreCounts counts;
  std::vector<SourceState> states;
  std::vector<SourceCount> source_counts;
};

Result<StatusRows> read_status(Store& store) {
  auto counts = store.counts();
  auto states = store.source_states();
  auto source_counts = store.source_counts();
  if (!counts) return pass_on(counts);
  if (!states) return pass_on(states);
  if (!source_counts) return pass_on(source_counts);
  return StatusRows{*counts, std::move(*states), std::move(*source_counts)};
}

}  // namespace

StoreModel::StoreModel(AsyncStore& store, std::shared_ptr<const Config> config, std::function<Time()> now)
    : store_(store), config_(std::move(config)), now_(std::move(now)), started_(now_()) {}

void StoreModel::use(std::shared_ptr<const Config> config) {
  config_ = std::move(config);
  checked_.clear();
}

void StoreModel::set_polling(const std::string& source, bool polling) {
  if (polling)
    polling_.insert(source);
  else
    polling_.erase(source);
}

asio::awaitable<Result<ServiceStatus>> StoreModel::status() {
  Result<StatusRows> rows = co_await store_.call([](Store& store) { return read_status(store); });
  if (!rows) co_return pass_on(rows);
  std::map<std::string, const SourceState*> states;
  for (const SourceState& state : rows->states) states[state.name] = &state;
  std::map<std::string, const SourceCount*> counts;
  for (const SourceCount& count : rows->source_counts) counts[count.source] = &count;
  ServiceStatus status;
  status.started = started_;
  status.now = now_();
  status.version = GAZETTE_VERSION;
  status.articles = rows->counts.articles;
  status.versions = rows->counts.versions;
  status.database_bytes = rows->counts.bytes;
  for (const SourceOptions& source : config_->sources) {
    const auto state = states.find(source.name);
    const auto count = counts.find(source.name);
    status.sources.push_back(source_status(source, state == states.end() ? nullptr : state->second,
                                           count == counts.end() ? nullptr : count->second));
    status.sources.back().polling = polling_.contains(source.name);
  }
  co_return status;
}

asio::awaitable<Result<std::vector<ExportArticle>>> StoreModel::newest(Selection selection, int limit) {
  co_return co_await store_.call([&](Store& store) { return newest_articles(store, selection, limit); });
}

asio::awaitable<Result<std::optional<ExportArticle>>> StoreModel::article(std::string id) {
  auto found = co_await store_.call([&](Store& store) { return store.find_article(id); });
  if (!found) co_return pass_on(found);
  if (!*found || (*found)->withdrawn) co_return std::optional<ExportArticle>{};
  co_return std::optional<ExportArticle>(to_export(std::move(**found)));
}

asio::awaitable<Result<std::vector<ExportArticle>>> StoreModel::search(std::string words, int limit) {
  ArticleQuery query;
  query.words = std::move(words);
  query.limit = limit;
  auto found = co_await store_.call([&](Store& store) { return store.articles(query); });
  if (!found) co_return pass_on(found);
  co_return to_exports(std::move(*found));
}

std::string StoreModel::public_url() const {
  const ServerOptions& server = config_->server;
  return server.public_url.empty() ? "http://" + server.address + ":" + std::to_string(server.port)
                                   : server.public_url;
}

/// A feed exporter's name, "all", or a source's name.
std::optional<FeedFilesOptions> StoreModel::feed_options(const std::string& name) const {
  for (const ExportOptions& exporter : config_->exporters) {
    if (!exporter.feed || exporter.feed->name != name) continue;
    FeedFilesOptions options = *exporter.feed;
    options.public_url = public_url();
    return options;
  }
  FeedFilesOptions options;
  options.name = name;
  options.public_url = public_url();
  options.republish = config_->republish;
  if (name == "all") {
    options.title = config_->server.title;
    return options;
  }
  for (const SourceOptions& source : config_->sources) {
    if (source.name != name) continue;
    options.title = source.title;
    options.selection.sources = {name};
    return options;
  }
  return std::nullopt;
}

std::vector<std::string> StoreModel::feed_names() const {
  std::vector<std::string> names = {"all"};
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const ExportOptions& exporter : config_->exporters)
    if (exporter.feed) add(exporter.feed->name);
  for (const SourceOptions& source : config_->sources) add(source.name);
  return names;
}

asio::awaitable<Result<SharedFeed>> StoreModel::feed_since(std::string name, FeedOutput format,
                                                           std::vector<FeedMark> known) {
  const std::optional<FeedFilesOptions> options = feed_options(name);
  if (!options) co_return SharedFeed{};
  const FeedRequest request{*options, format, nullptr, 0};
  std::sort(known.begin(), known.end());
  co_return co_await store_.call([&](Store& store) -> Result<SharedFeed> {
    auto articles = newest_articles(store, request.options.selection, request.options.limit);
    if (!articles) return pass_on(articles);
    const SharedFeed whole = render(request, *articles);
    const std::size_t all = articles->size();
    std::erase_if(*articles, [&](const ExportArticle& article) {
      return std::binary_search(known.begin(), known.end(), FeedMark{article.article.id, article.changed});
    });
    if (articles->empty() || articles->size() == all) return SharedFeed{};
    auto changes = std::make_shared<RenderedFeed>(*render(request, *articles));
    changes->etag = whole->etag;
    changes->last_modified = whole->last_modified;
    return SharedFeed(std::move(changes));
  });
}

asio::awaitable<Result<SharedFeed>> StoreModel::feed(std::string name, FeedOutput format, SharedFeed known) {
  const std::optional<FeedFilesOptions> options = feed_options(name);
  if (!options) co_return SharedFeed{};
  const auto key = std::make_pair(name, format);
  FeedRequest request{*options, format, known, 0};
  if (const auto found = checked_.find(key);
      found != checked_.end() && known && found->second.feed.lock() == known)
    request.change = found->second.change;
  const auto made = co_await store_.call([&](Store& store) { return make_feed(store, request); });
  if (!made) co_return pass_on(made);
  checked_[key] = {made->feed, made->change};
  co_return made->feed;
}

}  // namespace gazette

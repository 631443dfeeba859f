#include "daemon/reader/library.h"

#include <algorithm>
#include <unordered_map>

#include "exporters/feed_writer.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr Duration kSubscriptionsAge = std::chrono::seconds(5);

std::vector<std::string> names_of(const Config& config) {
  std::vector<std::string> names;
  for (const SourceOptions& source : config.sources) names.push_back(source.name);
  return names;
}

Result<Subscriptions> read_subscriptions(Store& store, const Config& config) {
  const Result<std::vector<SourceState>> states = store.source_states();
  if (!states) return pass_on(states);
  std::unordered_map<std::string_view, const SourceState*> by_name;
  for (const SourceState& state : *states) by_name[state.name] = &state;
  Subscriptions subscriptions;
  for (const SourceOptions& source : config.sources) {
    ReaderSubscription& one = subscriptions.all.emplace_back();
    one.name = one.title = source.name;
    one.labels = source.tags;
    if (const auto found = by_name.find(source.name); found != by_name.end()) {
      if (!found->second->title.empty()) one.title = found->second->title;
      one.link = found->second->link;
      one.updated = found->second->last_success;
    }
    if (!source.title.empty()) one.title = source.title;
  }
  return subscriptions;
}

/// In full: readers have a password, and are no public to which a source is given out again.
Result<std::vector<ReaderArticle>> read_articles(Store& store, const ReaderQuery& query) {
  const Result<std::vector<ReaderItem>> items = store.reader_items(query);
  if (!items) return pass_on(items);
  std::vector<ReaderArticle> articles;
  for (const ReaderItem& item : *items) {
    Result<std::optional<StoredArticle>> stored = store.article(item.article);
    if (!stored) return pass_on(stored);
    if (!*stored) continue;
    ReaderArticle& article = articles.emplace_back();
    article.item = item;
    article.html = render_markdown((*stored)->article.body());
    article.stored = std::move(**stored);
  }
  return articles;
}

}  // namespace

std::string feed_address(const ReaderSubscription& subscription, const std::string& base_url) {
  return base_url + "/feeds/" + subscription.name + ".atom";
}

std::string author_line(const Article& article) {
  std::vector<std::string> names;
  for (const Person& person : article.authors)
    if (!person.name.empty()) names.push_back(person.name);
  return join(names, ", ");
}

const ReaderSubscription* Subscriptions::find(std::string_view name) const {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const ReaderSubscription& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<std::string> Subscriptions::labels() const {
  std::set<std::string> labels;
  for (const ReaderSubscription& one : all) labels.insert(one.labels.begin(), one.labels.end());
  return {labels.begin(), labels.end()};
}

std::vector<std::string> Subscriptions::names_with(std::string_view label) const {
  std::vector<std::string> names;
  for (const ReaderSubscription& one : all)
    if (std::find(one.labels.begin(), one.labels.end(), label) != one.labels.end()) names.push_back(one.name);
  return names;
}

Library::Library(AsyncStore& store, AsyncStore& writer, std::shared_ptr<const Config> config,
                 std::function<Time()> now)
    : store_(store), writer_(writer), config_(std::move(config)), now_(std::move(now)) {}

void Library::use(std::shared_ptr<const Config> config) {
  config_ = std::move(config);
  subscriptions_at_.reset();
}

std::string Library::base_url() const {
  const ServerOptions& server = config_->server;
  if (!server.public_url.empty()) return server.public_url;
  return "http://" + server.address + ':' + std::to_string(server.port);
}

asio::awaitable<Result<void>> Library::visit(std::string reader) {
  if (visitors_.contains(reader)) co_return Result<void>{};
  const Time now = now_();
  const Result<void> added =
      co_await writer_.call([&](Store& store) { return store.add_reader(reader, now); });
  if (added) visitors_.insert(reader);
  co_return added;
}

asio::awaitable<Result<Subscriptions>> Library::subscriptions() {
  const Time now = now_();
  if (subscriptions_at_ && now - *subscriptions_at_ < kSubscriptionsAge && now >= *subscriptions_at_)
    co_return subscriptions_;
  const auto config = config_;
  Result<Subscriptions> read =
      co_await store_.call([&](Store& store) { return read_subscriptions(store, *config); });
  if (read && config == config_) {  // no reload came between
    subscriptions_ = *read;
    subscriptions_at_ = now;
  }
  co_return read;
}

asio::awaitable<Result<std::vector<ReaderFeed>>> Library::feeds(std::string reader) {
  const std::vector<std::string> names = names_of(*config_);
  co_return co_await store_.call([&](Store& store) { return store.reader_feeds(reader, names); });
}

asio::awaitable<Result<std::vector<ReaderItem>>> Library::items(ReaderQuery query) {
  query.subscribed = names_of(*config_);
  co_return co_await store_.call([&](Store& store) { return store.reader_items(query); });
}

asio::awaitable<Result<std::string>> Library::written(ReaderQuery query, Writer write) {
  query.subscribed = names_of(*config_);
  co_return co_await store_.call([&](Store& store) -> Result<std::string> {
    const Result<std::vector<ReaderArticle>> articles = read_articles(store, query);
    if (!articles) return pass_on(articles);
    return write(*articles);
  });
}

asio::awaitable<Result<void>> Library::mark(std::string reader, std::vector<std::int64_t> articles,
                                            ReaderMark mark) {
  co_return co_await writer_.call([&](Store& store) { return store.mark_items(reader, articles, mark); });
}

asio::awaitable<Result<void>> Library::mark_all_read(ReaderQuery query) {
  query.subscribed = names_of(*config_);
  co_return co_await writer_.call([&](Store& store) { return store.mark_all_read(query); });
}

asio::awaitable<Result<std::int64_t>> Library::count() {
  const auto counts = co_await store_.call([](Store& store) { return store.counts(); });
  if (!counts) co_return pass_on(counts);
  co_return counts->articles;
}

}  // namespace gazette

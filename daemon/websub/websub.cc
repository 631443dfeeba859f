#include "daemon/websub/websub.h"

#include <algorithm>
#include <set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include "daemon/net/manners/host_pauses.h"
#include "daemon/websub/rules/form.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr Duration kTendEvery = std::chrono::minutes(1);
constexpr int kConcurrency = 64;
constexpr Duration kTimeout = std::chrono::seconds(30);
constexpr int kChangesAtOnce = 1000;

/// Hubs and callbacks are told at once, however many share a host.
FetchOptions fetch_options(FetchOptions options) {
  options.host_gap = Duration::zero();
  options.concurrency = kConcurrency;
  options.timeout = kTimeout;
  return options;
}

std::vector<std::string> names_of(const Config& config) {
  std::vector<std::string> names;
  for (const SourceOptions& source : config.sources) names.push_back(source.name);
  return names;
}

/// Those that any change may be in.
std::vector<std::string> feeds_of(const Config& config) {
  std::vector<std::string> names = {"all"};
  for (const ExportOptions& exporter : config.exporters)
    if (exporter.feed) names.push_back(exporter.feed->name);
  return names;
}

}  // namespace

WebSub::WebSub(const Config& config, Parts parts)
    : server_(config.server),
      sources_(names_of(config)),
      feeds_(feeds_of(config)),
      parts_(std::move(parts)),
      pauses_(std::make_shared<HostPauses>()),
      web_(make_web(parts_.executor, fetch_options(config.fetch), {pauses_, parts_.now})),
      timer_(parts_.executor) {
  const auto log = [](const std::string& line) { spdlog::info("{}", line); };
  const std::string public_url = reachable_url();
  subscriber_ = std::make_unique<Subscriber>(
      Subscriber::Parts{parts_.executor, *web_, parts_.store, public_url, parts_.now, parts_.deliver, log});
  hub_ = std::make_unique<Hub>(
      Hub::Parts{parts_.executor, *web_, parts_.store, parts_.model, public_url, parts_.now, log});
}

WebSub::~WebSub() = default;

std::string WebSub::reachable_url() const {
  return server_.websub ? server_.public_url : std::string();
}

std::vector<Handler> WebSub::handlers() {
  const auto callback = [this](const Inquiry& inquiry) -> asio::awaitable<Resource> {
    if (reachable_url().empty()) co_return text_resource(404, "this server takes no pushes\n");
    co_return subscriber_->callback(inquiry);
  };
  const auto hub = [this](const Inquiry& inquiry) -> asio::awaitable<Resource> {
    if (reachable_url().empty() || !server_.hub.empty())
      co_return text_resource(404, "this server is no hub\n");
    co_return co_await hub_->answer(inquiry);
  };
  const auto limit = [this](std::string_view target) { return subscriber_->body_limit(target); };
  return {{"/websub/callback", callback, limit}, {"/hub", hub, {}}};
}

asio::awaitable<void> WebSub::run() {
  co_await subscriber_->load({sources_.begin(), sources_.end()});
  co_await hub_->load();
  if (const Result<ServiceStatus> status = co_await parts_.model.status(); status)
    told_ = status->last_change;
  while (!stopping_) {
    subscriber_->tend();
    co_await hub_->tend();
    timer_.expires_after(kTendEvery);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void WebSub::stop() {
  stopping_ = true;
  timer_.cancel();
  web_->shut_down();
}

asio::awaitable<void> WebSub::use(const Config& config) {
  server_ = config.server;
  subscriber_->use(reachable_url());
  hub_->use(reachable_url());
  sources_ = names_of(config);
  feeds_ = feeds_of(config);
  co_await subscriber_->load({sources_.begin(), sources_.end()});
}

asio::awaitable<void> WebSub::publish() {
  if (!server_.websub) co_return;
  if (server_.hub.empty())
    co_await hub_->publish();
  else
    co_await ping();
}

/// The hub comes for the feeds by itself: it is told which are others now.
asio::awaitable<void> WebSub::ping() {
  if (!told_) co_return;
  const Result<ChangeList> changes =
      co_await parts_.model.changes_after(*told_, kChangesAtOnce, Duration::zero());
  if (!changes || changes->items.empty()) co_return;
  std::set<std::string> names(feeds_.begin(), feeds_.end());
  for (const ChangeList::Item& item : changes->items)
    names.insert(item.article.sources.begin(), item.article.sources.end());
  FormFields fields = {{"hub.mode", "publish"}};
  for (const std::string& name : names)
    for (const char* format : {".atom", ".rss", ".json"})
      fields.emplace_back("hub.url", server_.public_url + "/feeds/" + name + format);
  WebRequest request;
  request.method = "POST";
  request.url = server_.hub;
  request.headers["Content-Type"] = "application/x-www-form-urlencoded";
  request.body = write_form(fields);
  const Result<WebResponse> answer = co_await web_->get(std::move(request));
  if (answer && answer->status >= 200 && answer->status < 300)
    told_ = changes->last;
  else
    spdlog::warn("hub {}: not told of a change: {}", server_.hub,
                 answer ? "HTTP status " + std::to_string(answer->status) : answer.error().message);
}

}  // namespace gazette

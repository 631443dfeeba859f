#include "daemon/poll/robots_cache.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kProduct = "gazette";
constexpr Duration kKeptFor = std::chrono::hours(24);         // RFC 9309 2.4
constexpr Duration kTriedAgainAfter = std::chrono::hours(1);  // one that could not be had
constexpr std::size_t kMaxText = 512'000;
constexpr std::size_t kMaxHosts = 5'000;
constexpr std::size_t kMaxHeldRules = 500'000;  // some 30 MB; what goes is in the store

bool was_had(int status) {
  return status >= 200 && status < 500 && status != 429;
}

std::string path_of(const std::string& url) {
  const UrlParts parts = split_url(url);
  return (parts.path.empty() ? "/" : parts.path) + (parts.query.empty() ? "" : "?" + parts.query);
}

}  // namespace

struct RobotsCache::Host {
  RobotsRules rules;
  Time valid_until{};
  bool unreachable = false;
  bool loading = false;
  std::list<asio::steady_timer> waiting;  ///< polls that wait for the one that loads
};

asio::awaitable<Result<void>> RobotsCache::check(Web& web, const WebRequest& like) {
  const std::string origin = url_origin(like.url);
  const std::shared_ptr<const Host> known = co_await host(web, like, origin);
  if (known->rules.allows(path_of(like.url))) co_return Result<void>{};
  co_return fail(ErrorKind::forbidden,
                 known->unreachable
                     ? url_host(like.url) + ": its robots.txt cannot be had; pages are left alone meanwhile"
                     : url_host(like.url) + ": its robots.txt asks not to fetch this (robots = false)");
}

asio::awaitable<Result<void>> RobotsCache::check_target(Web& web, WebRequest like, std::string target) {
  like.url = std::move(target);
  co_return co_await check(web, like);
}

asio::awaitable<Result<WebResponse>> RobotsCache::get(Web& web, WebRequest request, bool obey) {
  if (obey) {
    const Result<void> allowed = co_await check(web, request);
    if (!allowed) co_return pass_on(allowed);
    request.may_follow = [this, &web, like = request](std::string target) {
      return check_target(web, like, std::move(target));
    };
  }
  co_return co_await web.get(std::move(request));
}

asio::awaitable<std::shared_ptr<const RobotsCache::Host>> RobotsCache::host(Web& web, const WebRequest& like,
                                                                            const std::string& origin) {
  if (hosts_.size() > kMaxHosts || rules_held_ > kMaxHeldRules) {
    std::erase_if(hosts_, [](const auto& entry) { return !entry.second->loading; });
    rules_held_ = 0;  // those that are loading have none yet
  }
  std::shared_ptr<Host>& entry = hosts_[origin];
  if (!entry) entry = std::make_shared<Host>();
  const std::shared_ptr<Host> host = entry;
  if (host->loading) {
    asio::steady_timer& loaded =
        host->waiting.emplace_back(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    co_await loaded.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return host;
  }
  if (host->valid_until <= now_()) {
    host->loading = true;
    co_await load(web, like, origin, *host);
    host->loading = false;
    host->waiting.clear();  // wakes them
  }
  if (host->rules.crawl_delay()) web.raise_gap(origin, *host->rules.crawl_delay());
  co_return host;
}

asio::awaitable<void> RobotsCache::load(Web& web, const WebRequest& like, const std::string& origin,
                                        Host& host) {
  const auto stored = co_await store_.call([&](Store& store) { return store.robots(origin); });
  if (stored && *stored && (*stored)->at <= now_()) {
    use(host, **stored);
    if (host.valid_until > now_()) co_return;
  }
  WebRequest request;
  request.url = origin + "/robots.txt";
  request.accept = "text/plain, */*;q=0.1";
  request.access = like.access;
  request.access_origin = like.access_origin;
  request.throttle_scope = like.throttle_scope;
  request.unsaid_pause = like.unsaid_pause;
  Result<WebResponse> response = co_await web.get(std::move(request));
  StoredRobots robots;
  robots.at = now_();
  robots.status = response ? response->status : 0;
  if (response && response->status >= 200 && response->status <= 299)
    robots.body = response->body.substr(0, kMaxText);
  use(host, robots);
  if (!host.unreachable)
    co_await store_.call([&](Store& store) { return store.save_robots(origin, robots); });
}

void RobotsCache::use(Host& host, const StoredRobots& robots) {
  host.unreachable = !was_had(robots.status);
  host.rules = host.unreachable ? RobotsRules::refuse_all() : RobotsRules::parse(robots.body, kProduct);
  rules_held_ += host.rules.size();
  host.valid_until = robots.at + (host.unreachable ? kTriedAgainAfter : kKeptFor);
}

}  // namespace gazette

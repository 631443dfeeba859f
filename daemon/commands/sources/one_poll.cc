#include "daemon/commands/sources/one_poll.h"

#include "daemon/engine.h"
#include "daemon/net/manners/host_pauses.h"
#include "daemon/poll/poll_saver.h"
#include "daemon/poll/robots_cache.h"
#include "feeds/text/url.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kBudget = 100'000'000;  // bytes of listings at once: one poll never waits

/// Only pages and robots.txt say what they accept.
bool asks_for_listing(const WebRequest& request) {
  return request.accept.empty();
}

bool asks_for_robots(const WebRequest& request) {
  return split_url(request.url).path == "/robots.txt";
}

std::optional<WebResponse> first_of(std::deque<WebResponse>& prepared) {
  if (prepared.empty()) return std::nullopt;
  WebResponse response = std::move(prepared.front());
  prepared.pop_front();
  return response;
}

}  // namespace

asio::awaitable<Result<WebResponse>> PreparedWeb::get(WebRequest request) {
  const bool is_listing = asks_for_listing(request), is_robots = asks_for_robots(request);
  std::optional<WebResponse> prepared;
  if (!is_robots) prepared = first_of(is_listing ? listings : pages);
  if (prepared) {
    if (prepared->url.empty()) prepared->url = request.url;
    co_return std::move(*prepared);
  }
  const bool allowed = web_ && !is_listing && pages_allowed > 0;
  if (!allowed) co_return fail(ErrorKind::other, std::string(kLeftForLater));
  if (!is_robots) --pages_allowed;
  co_return co_await web_->get(std::move(request));
}

struct OnePoll::Parts {
  Parts(asio::io_context& loop, const Config& config, std::unique_ptr<Store> opened,
        const std::vector<HostPause>& known)
      : store(std::move(opened)),
        saver(loop.get_executor(), store, [] { return 1; }),
        robots(store, wall_clock) {
    pauses->load(known);
    web = make_web(loop.get_executor(), config.fetch, {pauses, wall_clock});
  }

  AsyncStore store;
  PollSaver saver;
  RobotsCache robots;
  std::shared_ptr<HostPauses> pauses = std::make_shared<HostPauses>();
  asio::thread_pool cpu{1};
  ByteBudget digesting{kBudget};
  std::unique_ptr<Web> web;
  bool stopping = false;
};

OnePoll::OnePoll(const Config& config, std::unique_ptr<Store> store, const std::vector<HostPause>& pauses)
    : parts_(std::make_unique<Parts>(loop_, config, std::move(store), pauses)) {}
OnePoll::~OnePoll() = default;

Web& OnePoll::web() {
  return *parts_->web;
}
RobotsCache& OnePoll::robots() {
  return parts_->robots;
}
AsyncStore& OnePoll::store() {
  return parts_->store;
}

PollTools OnePoll::tools(Web& web) {
  return {web,         parts_->store,     parts_->saver, *parts_->pauses, parts_->robots,
          parts_->cpu, parts_->digesting, wall_clock,    parts_->stopping};
}

PollReport OnePoll::poll(Web& web, const std::shared_ptr<const Source>& source) {
  PollTools with = tools(web);
  PollOrder order;
  order.older = false;  // they are for the next one
  return run(poll_source(with, source, order));
}

}  // namespace gazette

#include "daemon/engine.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <malloc.h>
#include <spdlog/spdlog.h>

#include "daemon/descriptors.h"
#include "daemon/poll/listing.h"
#include "feeds/text/strings.h"
#include "storage/sqlite_store.h"

namespace gazette {

namespace asio = boost::asio;

namespace {
constexpr std::size_t kLeastPolls = 256;
constexpr std::size_t kPollsARequest = 5;  // under way at once: more than all requests, hanging ones included
constexpr int kHeaps = 2;  // what one thread let go another may use; each thread's own would stay half empty
constexpr int kLargeBlock =
    128 * 1024;  // goes back to the system at once: glibc raises that by itself, and holes stay
constexpr std::size_t kDigestedAThread = 400'000;  // bytes of listings
constexpr std::size_t kPollsAHost = 4;             // their requests go one after the other
}  // namespace

Time wall_clock() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Result<std::unique_ptr<Store>> open_store(const Config& config, bool read_only) {
  SqliteOptions options;
  options.path = config.database;
  options.read_only = read_only;
  options.keep_responses = config.keep_responses;
  options.keep_response_bytes = config.keep_response_bytes;
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::path(config.database).parent_path();
  if (!read_only && !folder.empty() && !std::filesystem::create_directories(folder, error) && error)
    return fail(ErrorKind::storage, folder.string() + ": the folder cannot be made: " + error.message());
  return open_sqlite_store(options);
}

namespace {

/// Where hosts have no pause they have no limit either.
Admission::Limits admission_limits(const FetchOptions& fetch) {
  Admission::Limits limits;
  limits.total =
      std::max<std::size_t>(kLeastPolls, kPollsARequest * static_cast<std::size_t>(fetch.concurrency));
  limits.per_host = fetch.host_gap > Duration::zero() ? kPollsAHost : limits.total;
  return limits;
}

}  // namespace

Engine::Engine(asio::io_context& loop, std::unique_ptr<Store> store)
    : loop_(loop),
      store_(std::move(store)),
      saver_(loop.get_executor(), store_, [this] { return admission_.under_way(); }),
      robots_(store_, wall_clock),
      admission_({}),
      cpu_(std::max(1u, std::thread::hardware_concurrency())),
      digesting_(kDigestedAThread * std::max(1u, std::thread::hardware_concurrency())) {
  digesting_.on_crowded([this](bool crowded) {
    for (const auto& web : all_webs_) web->hold_back(crowded);
  });
}

Engine::~Engine() {
  cpu_.join();
}

Result<std::unique_ptr<Engine>> Engine::make(asio::io_context& loop, std::shared_ptr<const Config> config) {
  raise_descriptor_limit();
  mallopt(M_ARENA_MAX, kHeaps);
  mallopt(M_MMAP_THRESHOLD, kLargeBlock);
  Result<std::unique_ptr<Store>> store = open_store(*config);
  if (!store) return pass_on(store);
  const Result<std::vector<HostPause>> pauses = (*store)->pauses(wall_clock());
  if (!pauses) return pass_on(pauses);
  std::unique_ptr<Engine> engine(new Engine(loop, std::move(*store)));
  engine->pauses_->load(*pauses);
  if (const Result<void> used = engine->use(std::move(config)); !used) return pass_on(used);
  return engine;
}

Result<void> Engine::use(std::shared_ptr<const Config> config) {
  auto sources = make_sources(*config, config);
  if (!sources) return pass_on(sources);
  for (const std::string& note : config->notes) spdlog::warn("{}", escape_for_log(note));
  config_ = std::move(config);
  sources_ = std::move(*sources);
  by_name_.clear();
  for (const auto& source : sources_) by_name_[source->options.name] = source;
  admission_.use(admission_limits(config_->fetch));
  web_ = make_web(loop_.get_executor(), config_->fetch, {pauses_, wall_clock});
  std::erase_if(all_webs_, [](const std::shared_ptr<Web>& web) { return web.use_count() == 1; });
  web_->hold_back(digesting_.is_crowded());
  all_webs_.push_back(web_);
  return {};
}

std::shared_ptr<const Source> Engine::source(const std::string& name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

void Engine::poll(std::shared_ptr<const Source> source, PollOrder order,
                  std::function<void(PollReport)> done) {
  const std::string host = source->access_origin;
  admission_.add(host, [this, source = std::move(source), order = std::move(order), done = std::move(done)] {
    asio::co_spawn(loop_, run_poll(source, order, done), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);  // a bug of ours: end loudly
    });
  });
}

asio::awaitable<void> Engine::run_poll(std::shared_ptr<const Source> source, PollOrder order,
                                       std::function<void(PollReport)> done) {
  const std::shared_ptr<Web> web = web_;  // a reload must not take it away
  PollTools tools{*web, store_, saver_, *pauses_, robots_, cpu_, digesting_, wall_clock, stopping_};
  const std::string host = source->access_origin;
  PollReport report = co_await poll_source(tools, std::move(source), std::move(order));
  admission_.ended(host);
  done(std::move(report));
}

asio::awaitable<Result<WebResponse>> Engine::fetch(const std::string& source, WebRequest request) {
  const std::shared_ptr<Web> web = web_;  // a reload must not take it away
  const std::shared_ptr<const Source> asking = this->source(source);
  if (!asking) co_return fail(ErrorKind::other, "source " + source + " is not configured any more");
  WebRequest as_its_own = for_source(*asking, std::move(request));
  co_return co_await robots_.get(*web, std::move(as_its_own), asking->options.robots);
}

void Engine::stop() {
  stopping_ = true;
  begin_no_more();
  for (const auto& web : all_webs_) web->shut_down();
}

}  // namespace gazette

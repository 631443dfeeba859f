#include "daemon/engine.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <thread>

#include <boost/asio/co_spawn.hpp>

#include "storage/sqlite_store.h"

namespace gazette {

namespace asio = boost::asio;

Time wall_clock() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Result<std::unique_ptr<Store>> open_store(const Config& config, bool read_only) {
  if (config.database.starts_with("postgresql://") || config.database.starts_with("postgres://"))
    return fail(ErrorKind::config, "database: PostgreSQL is not supported yet; name a file");
  SqliteOptions options;
  options.path = config.database;
  options.read_only = read_only;
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::path(config.database).parent_path();
  if (!read_only && !folder.empty() && !std::filesystem::create_directories(folder, error) && error)
    return fail(ErrorKind::storage, folder.string() + ": the folder cannot be made: " + error.message());
  return open_sqlite_store(options);
}

Engine::Engine(asio::io_context& loop, std::unique_ptr<Store> store)
    : loop_(loop), store_(std::move(store)), cpu_(std::max(1u, std::thread::hardware_concurrency())) {}

Engine::~Engine() {
  cpu_.join();
}

Result<std::unique_ptr<Engine>> Engine::make(asio::io_context& loop, std::shared_ptr<const Config> config) {
  Result<std::unique_ptr<Store>> store = open_store(*config);
  if (!store) return pass_on(store);
  std::unique_ptr<Engine> engine(new Engine(loop, std::move(*store)));
  if (const Result<void> used = engine->use(std::move(config)); !used) return pass_on(used);
  return engine;
}

Result<void> Engine::use(std::shared_ptr<const Config> config) {
  auto sources = make_sources(*config);
  if (!sources) return pass_on(sources);
  config_ = std::move(config);
  sources_ = std::move(*sources);
  web_ = make_web(loop_.get_executor(), config_->fetch, {pauses_, wall_clock});
  std::erase_if(all_webs_, [](const std::shared_ptr<Web>& web) { return web.use_count() == 1; });
  all_webs_.push_back(web_);
  return {};
}

std::shared_ptr<const Source> Engine::source(const std::string& name) const {
  for (const auto& source : sources_)
    if (source->options.name == name) return source;
  return nullptr;
}

void Engine::poll(std::shared_ptr<const Source> source, bool unconditional,
                  std::function<void(PollReport)> done) {
  ++under_way_;
  asio::co_spawn(loop_, run_poll(std::move(source), unconditional, std::move(done)),
                 [](const std::exception_ptr& error) {
                   if (error) std::rethrow_exception(error);  // a bug of ours: end loudly
                 });
}

asio::awaitable<void> Engine::run_poll(std::shared_ptr<const Source> source, bool unconditional,
                                       std::function<void(PollReport)> done) {
  const std::shared_ptr<Web> web = web_;  // a reload must not take it away
  PollTools tools{*web, store_, cpu_, wall_clock, stopping_};
  PollReport report = co_await poll_source(tools, std::move(source), unconditional);
  --under_way_;
  done(std::move(report));
}

void Engine::stop() {
  stopping_ = true;
  for (const auto& web : all_webs_) web->shut_down();
}

}  // namespace gazette

#include "daemon/daemon.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <tuple>
#include <unordered_map>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "config/load.h"
#include "daemon/alert/alerter.h"
#include "daemon/daemon_lock.h"
#include "daemon/engine.h"
#include "daemon/images/image_keeper.h"
#include "daemon/metrics/metrics.h"
#include "daemon/notify.h"
#include "daemon/output/export_runner.h"
#include "daemon/output/feed_log.h"
#include "daemon/output/serve_model.h"
#include "daemon/output/status_report.h"
#include "daemon/reader/readers.h"
#include "daemon/schedule/due_queue.h"
#include "daemon/serve/server.h"
#include "daemon/spawn.h"
#include "daemon/websub/websub.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr Duration kLongestSleep = std::chrono::minutes(1);  // so that a machine that was suspended notices
constexpr Duration kProbeEvery = std::chrono::seconds(10);   // while our own network is down
constexpr Duration kExportDelay =
    std::chrono::milliseconds(500);                         // changes are gathered so long into one commit
constexpr Duration kExportRetry = std::chrono::seconds(1);  // doubled up to the next: a lock is soon free
constexpr Duration kLongestExportRetry = std::chrono::minutes(5);
constexpr Duration kImagesBefore =
    std::chrono::minutes(1);  // an export waits so long for its articles' images
constexpr Duration kImagesAgain =
    std::chrono::minutes(15);  // those that were missing are looked after so often
constexpr Duration kPushedInterval = std::chrono::hours(24);  // to see that no push is missed
constexpr Duration kStoreRetry = std::chrono::minutes(1);     // or sooner where a source is polled oftener
constexpr Duration kGrace = std::chrono::seconds(2);          // for polls under way at SIGTERM
constexpr Duration kDeadline = std::chrono::seconds(5);       // for everything at SIGTERM

class Daemon {
 public:
  Daemon(std::string config_file, std::shared_ptr<const Config> config)
      : config_file_(std::move(config_file)), config_(std::move(config)) {}

  Result<void> start();
  void run() { loop_.run(); }
  /// False: polls, an export or the command of an alert did not end by the deadline.
  bool has_ended() const { return engine_->polls_under_way() == 0 && !exporting_ && !alerter_->is_telling(); }

 private:
  asio::awaitable<void> follow_schedule();
  asio::awaitable<void> follow_changes();
  asio::awaitable<void> follow_publications();
  asio::awaitable<bool> extend_logs();
  asio::awaitable<void> follow_signals();
  asio::awaitable<void> feed_watchdog();
  asio::awaitable<Result<void>> load_schedule();
  enum class Images { all, more, in_vain };
  asio::awaitable<Images> keep_images();
  asio::awaitable<bool> export_changes();
  asio::awaitable<void> stop();
  asio::awaitable<void> reload();

  void spawn(asio::awaitable<void> part) { gazette::spawn(loop_.get_executor(), std::move(part)); }
  void begin_due_polls();
  void begin_poll(const std::string& name, const PollOrder& order);
  void take_push(const std::string& source, std::shared_ptr<const WebResponse> document);
  void poll_ended(const std::string& name, PollReport report, bool pushed);
  Duration until_next_due() const;
  void log_report(const PollReport& report) const;
  std::string metrics_text(const ServiceStatus& status) const;
  bool poll_now(const std::string& source);
  void note_changed();
  Result<void> make_exports();
  void wake(asio::steady_timer& timer) { timer.cancel(); }

  asio::io_context loop_;
  std::string config_file_;
  std::shared_ptr<const Config> config_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<ImageKeeper> images_;
  std::unique_ptr<AsyncStore> readers_;  ///< what the server shows
  std::unique_ptr<AsyncStore> exports_;  ///< what the exporters read; their work runs on its thread
  std::shared_ptr<ExportRunner> runner_;
  std::unique_ptr<StoreModel> model_;
  std::unique_ptr<WebSub> websub_;
  std::unique_ptr<Readers> reading_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<Alerter> alerter_;
  DueQueue due_;
  std::unordered_map<std::string, Duration> polling_;  ///< since when
  std::unordered_map<std::string, std::shared_ptr<const WebResponse>>
      pushes_;  ///< that wait for a poll to end
  std::unique_ptr<Metrics> metrics_ = std::make_unique<Metrics>();
  asio::steady_timer schedule_timer_{loop_}, export_timer_{loop_}, gather_timer_{loop_},
      publish_timer_{loop_}, watchdog_timer_{loop_};
  asio::signal_set signals_{loop_, SIGTERM, SIGINT, SIGHUP};
  bool changed_ = true;  ///< something may wait for the exporters (also from before a crash)
  bool unpublished_ = true;
  bool exporting_ = false;
  bool stopping_ = false;
};

Result<void> Daemon::make_exports() {
  Result<ExportRunner> runner = ExportRunner::make(config_->exporters);
  if (!runner) return pass_on(runner);
  runner_ = std::make_shared<ExportRunner>(std::move(*runner));
  return {};
}

Result<void> Daemon::start() {
  Result<std::unique_ptr<Engine>> engine = Engine::make(loop_, config_);
  if (!engine) return pass_on(engine);
  engine_ = std::move(*engine);
  images_ = std::make_unique<ImageKeeper>(*engine_);
  Result<std::unique_ptr<Store>> for_reading = open_store(*config_, true);
  if (!for_reading) return pass_on(for_reading);
  readers_ = std::make_unique<AsyncStore>(std::move(*for_reading));
  Result<std::unique_ptr<Store>> for_export = open_store(*config_);
  if (!for_export) return pass_on(for_export);
  exports_ = std::make_unique<AsyncStore>(std::move(*for_export));
  if (const Result<void> made = make_exports(); !made) return made;
  model_ = std::make_unique<StoreModel>(*readers_, config_, wall_clock);
  model_->use(ServiceHooks{&engine_->store(), [this](const std::string& source) { return poll_now(source); },
                           [this](const ServiceStatus& status) { return metrics_text(status); },
                           [this] { note_changed(); }});
  websub_ = std::make_unique<WebSub>(
      *config_, WebSub::Parts{loop_.get_executor(), engine_->store(), *model_, wall_clock,
                              [this](const std::string& source, std::shared_ptr<const WebResponse> document) {
                                take_push(source, std::move(document));
                              }});
  reading_ = std::make_unique<Readers>(*readers_, engine_->store(), config_, wall_clock);
  alerter_ = std::make_unique<Alerter>(
      Alerter::Parts{loop_.get_executor(), engine_->store(), [this] { return model_->status(); }, wall_clock},
      config_->alert);
  if (config_->server.enabled) {
    server_ = std::make_unique<HttpServer>(loop_.get_executor(), config_->server, *model_);
    for (Handler& handler : websub_->handlers()) server_->add(std::move(handler));
    for (Handler& handler : reading_->handlers()) server_->add(std::move(handler));
    const Result<int> port = server_->start();
    if (!port) return pass_on(port);
    if (*port > 0) spdlog::info("serving http://{}:{}/", config_->server.address, *port);
    if (!config_->server.unix_socket.empty()) spdlog::info("serving at {}", config_->server.unix_socket);
  }
  spawn(follow_signals());
  spawn(follow_schedule());
  spawn(follow_changes());
  spawn(follow_publications());
  spawn(websub_->run());
  spawn(alerter_->run());
  spawn(feed_watchdog());
  notify_systemd("READY=1\nSTATUS=" + count_of(config_->sources.size(), "source"));
  return {};
}

/// Due times as stored; a source never seen is due now.
asio::awaitable<Result<void>> Daemon::load_schedule() {
  const auto states = co_await engine_->store().call([](Store& store) { return store.source_states(); });
  if (!states) co_return pass_on(states);
  std::unordered_map<std::string, const SourceState*> by_name;
  for (const SourceState& state : *states) by_name[state.name] = &state;
  due_.clear();
  for (const auto& source : engine_->sources()) {
    const auto found = by_name.find(source->options.name);
    const SourceState* state = found == by_name.end() ? nullptr : found->second;
    if (state && state->url != source->options.url) state = nullptr;  // it starts anew
    if (polling_.contains(source->options.name) || (state && state->gone)) continue;
    due_.set(source->options.name,
             uptime() + (state ? remaining_wait(source->policy, *state, wall_clock()) : Duration::zero()));
  }
  co_return Result<void>{};
}

asio::awaitable<void> Daemon::follow_schedule() {
  if (const Result<void> loaded = co_await load_schedule(); !loaded)
    spdlog::error("schedule: {}", loaded.error().message);
  while (!stopping_) {
    model_->note_schedule();
    begin_due_polls();
    schedule_timer_.expires_after(until_next_due());
    co_await schedule_timer_.async_wait(kNoThrow);
  }
}

Duration Daemon::until_next_due() const {
  const std::optional<Duration> next = due_.next();
  if (!next) return kLongestSleep;
  if (engine_->network_is_down() && *next <= uptime()) return kProbeEvery;
  return std::clamp(*next - uptime(), Duration::zero(), kLongestSleep);
}

/// While our own network is down, one poll at a time finds out whether it is back.
void Daemon::begin_due_polls() {
  while (const std::optional<std::string> name = due_.take_due(uptime())) {
    if (polling_.contains(*name)) continue;  // a push is being read: it is due again at its end
    begin_poll(*name, {});
    if (engine_->network_is_down()) break;
  }
}

void Daemon::begin_poll(const std::string& name, const PollOrder& order) {
  polling_.emplace(name, uptime());
  model_->set_polling(name, true);
  engine_->poll(engine_->source(name), order,
                [this, name, pushed = order.pushed != nullptr](PollReport report) {
                  poll_ended(name, std::move(report), pushed);
                });
}

/// Read at once, or as soon as the poll that is under way has ended; then only the newest counts.
void Daemon::take_push(const std::string& source, std::shared_ptr<const WebResponse> document) {
  if (stopping_ || !engine_->source(source)) return;
  if (polling_.contains(source))
    pushes_[source] = std::move(document);
  else
    begin_poll(source, {"pushed", false, std::move(document)});
}

void Daemon::poll_ended(const std::string& name, PollReport report, bool pushed) {
  const Duration begun = polling_.extract(name).mapped();
  model_->set_polling(name, false);
  log_report(report);
  metrics_->poll_ended(measure_of(report, uptime() - begun));
  const bool gone = report.error && report.error->kind == ErrorKind::gone && report.next == kNever;
  if (!pushed) websub_->subscriber().note_poll(name, {report.hub, report.self}, report.added);
  // Without a stored answer (the store failed) it is tried again after a while, not at once.
  if (const auto source = engine_->source(name); source && !gone) {
    const Duration retry = std::min(kStoreRetry, source->policy.fixed.value_or(source->policy.min_interval));
    Duration wait = report.next ? *report.next - wall_clock() : retry;
    if (websub_->subscriber().is_pushed(name) && !report.error) wait = std::max(wait, kPushedInterval);
    due_.set(name, uptime() + wait);
  }
  if (auto waiting = pushes_.extract(name)) take_push(name, std::move(waiting.mapped()));
  if (report.added + report.updated + report.from_archives > 0) note_changed();
  wake(schedule_timer_);
}

void Daemon::note_changed() {
  changed_ = true;
  unpublished_ = true;
  wake(export_timer_);
  wake(publish_timer_);
  model_->note_change();
  if (server_) server_->note_change();
}

/// As soon as there is room; also one that is gone.
bool Daemon::poll_now(const std::string& source) {
  if (!engine_->source(source)) return false;
  if (!polling_.contains(source)) due_.set(source, uptime());
  wake(schedule_timer_);
  return true;
}

std::string Daemon::metrics_text(const ServiceStatus& status) const {
  ServiceGauges now = gauges_of(status);
  now.polls_under_way = static_cast<std::int64_t>(engine_->polls_under_way());
  now.polls_due = static_cast<std::int64_t>(polling_.size()) - now.polls_under_way;
  const HubCounts hub = websub_->counts();
  now.hub_subscribers = hub.subscribers;
  now.hub_delivered = hub.delivered;
  now.hub_failed = hub.failed;
  return metrics_->text(now, server_ ? server_->counts() : ServeCounts());
}

void Daemon::log_report(const PollReport& report) const {
  for (const std::string& note : report.notes) spdlog::info("{}: {}", report.source, note);
  if (report.error)
    spdlog::warn("{}: {}: {}", report.source, to_string(report.error->kind), report.error->message);
  else if (report.added + report.updated > 0)
    spdlog::info("{}: {} new, {} updated of {}", report.source, report.added, report.updated,
                 count_of(static_cast<std::size_t>(report.entries), "entry"));
  else
    spdlog::debug("{}: nothing new (status {})", report.source, report.status);
}

asio::awaitable<void> Daemon::follow_changes() {
  Duration delay = kExportDelay;
  while (!stopping_) {
    if (!changed_) {
      if (nobody_keeps_images(config_->exporters))
        export_timer_.expires_at(asio::steady_timer::time_point::max());
      else
        export_timer_.expires_after(kImagesAgain);
      const auto [woken] = co_await export_timer_.async_wait(kNoThrow);
      changed_ |= !woken;
      continue;
    }
    gather_timer_.expires_after(delay);
    co_await gather_timer_.async_wait(kNoThrow);
    if (stopping_) break;
    changed_ = false;
    const Images images = co_await keep_images();
    if (stopping_) break;
    const bool done = co_await export_changes() && images != Images::in_vain;
    // Or the next search does it, and says what is the matter.
    (void)co_await engine_->store().call([](Store& store) { return store.catch_up_search(); });
    delay = done ? kExportDelay : std::clamp(2 * delay, kExportRetry, kLongestExportRetry);
    if (!done || images == Images::more) changed_ = true;
  }
}

/// On the thread of the polls' store: this and no other appends to them.
asio::awaitable<bool> Daemon::extend_logs() {
  const std::vector<LoggedFeed> feeds = logged_feeds(*config_);
  const auto extend = [&feeds](Store& store) { return extend_feed_logs(store, feeds); };
  Result<bool> more = true;
  while (more && *more && !stopping_) more = co_await engine_->store().call(extend);
  if (!more) spdlog::error("archives of feeds: {}", more.error().message);
  co_return more.has_value();
}

/// Subscribers hear of a change at once, before the exporters gather theirs.
asio::awaitable<void> Daemon::follow_publications() {
  while (!stopping_) {
    publish_timer_.expires_at(asio::steady_timer::time_point::max());
    if (!std::exchange(unpublished_, false)) {
      co_await publish_timer_.async_wait(kNoThrow);
      continue;
    }
    (void)co_await extend_logs();
    if (server_) server_->note_change();
    co_await websub_->publish();
  }
}

/// Before articles are exported, so that their files come with their images; what takes longer comes later.
asio::awaitable<Daemon::Images> Daemon::keep_images() {
  if (nobody_keeps_images(config_->exporters)) co_return Images::all;
  const Result<ImageRound> round = co_await images_->run(kImagesBefore);
  if (!round) spdlog::error("images: {}", round.error().message);
  if (!round) co_return Images::in_vain;
  for (const std::string& note : round->notes) spdlog::info("image {}", note);
  if (round->kept + round->missing + round->refused > 0)
    spdlog::info("images: {} kept, {} missing, {} refused", round->kept, round->missing, round->refused);
  if (round->complete) co_return Images::all;
  co_return engine_->network_is_down() ? Images::in_vain : Images::more;
}

/// False if an exporter failed: its changes are handed over again.
asio::awaitable<bool> Daemon::export_changes() {
  const std::shared_ptr<ExportRunner> runner = runner_;
  const Time now = wall_clock();
  const bool logged = co_await extend_logs();
  exporting_ = true;
  const auto outcomes = co_await exports_->call([&](Store& store) { return runner->run(store, {}, now); });
  exporting_ = false;
  bool done = logged;
  for (const ExportOutcome& outcome : outcomes) {
    metrics_->export_ended(outcome.exporter, !outcome.report, outcome.report ? outcome.report->written : 0,
                           outcome.report ? outcome.report->removed : 0, outcome.took);
    if (!outcome.report) {
      spdlog::error("export {}: {}", outcome.exporter, outcome.report.error().message);
      done = false;
      continue;
    }
    const ExportReport& report = *outcome.report;
    for (const std::string& note : report.notes) spdlog::warn("export {}: {}", outcome.exporter, note);
    if (report.written + report.removed + report.images > 0)
      spdlog::info("export {}: {} written, {} images, {} removed{}", outcome.exporter, report.written,
                   report.images, report.removed, report.commit.empty() ? "" : ", commit " + report.commit);
  }
  co_return done;
}

asio::awaitable<void> Daemon::feed_watchdog() {
  const std::optional<Duration> interval = watchdog_interval();
  if (!interval) co_return;
  while (!stopping_) {
    // Fed only if the store answers: a hung database is what a watchdog is for.
    const auto counts = co_await engine_->store().call([](Store& store) { return store.counts(); });
    if (counts)
      notify_systemd("WATCHDOG=1\nSTATUS=" + count_of(config_->sources.size(), "source") + ", " +
                     count_of(static_cast<std::size_t>(counts->articles), "article") + ", " +
                     std::to_string(polling_.size()) + " being polled");
    watchdog_timer_.expires_after(*interval);
    co_await watchdog_timer_.async_wait(kNoThrow);
  }
}

asio::awaitable<void> Daemon::follow_signals() {
  while (!stopping_) {
    const auto [error, number] = co_await signals_.async_wait(kNoThrow);
    if (error) co_return;
    if (number == SIGHUP)
      co_await reload();
    else
      co_await stop();
  }
}

/// A broken new configuration is refused and the old one goes on.
asio::awaitable<void> Daemon::reload() {
  notify_systemd("RELOADING=1");
  Result<Config> loaded = load_config(config_file_);
  if (!loaded) {
    spdlog::error("reload refused, the old configuration goes on:\n{}", loaded.error().message);
    notify_systemd("READY=1\nSTATUS=reload refused: configuration has mistakes");
    co_return;
  }
  if (loaded->database != config_->database)
    spdlog::warn("reload: another database is used only after a restart");
  const auto place = [](const ServerOptions& s) { return std::tie(s.address, s.port, s.unix_socket); };
  if (place(loaded->server) != place(config_->server))
    spdlog::warn("reload: another listen address or unix_socket is used only after a restart");
  auto config = std::make_shared<const Config>(std::move(*loaded));
  if (const Result<void> used = engine_->use(config); !used) {
    spdlog::error("reload refused: {}", used.error().message);
    notify_systemd("READY=1\nSTATUS=reload refused");
    co_return;
  }
  config_ = std::move(config);
  model_->use(config_);
  reading_->use(config_);
  alerter_->use(config_->alert);
  if (const Result<void> used = server_ ? server_->use(config_->server) : Result<void>(); !used)
    spdlog::error("reload: {}", used.error().message);
  co_await websub_->use(*config_);
  if (const Result<void> made = make_exports(); !made) spdlog::error("exporters: {}", made.error().message);
  if (const Result<void> read = co_await load_schedule(); !read)
    spdlog::error("schedule: {}", read.error().message);
  changed_ = true;
  wake(export_timer_);
  wake(schedule_timer_);
  spdlog::info("reloaded: {}, {}", count_of(config_->sources.size(), "source"),
               count_of(config_->exporters.size(), "exporter"));
  notify_systemd("READY=1\nSTATUS=" + count_of(config_->sources.size(), "source"));
}

/// No new polls; those under way get a moment, then their requests are ended; what was stored and is not yet
/// exported is at the next start.
asio::awaitable<void> Daemon::stop() {
  if (stopping_) co_return;
  stopping_ = true;
  notify_systemd("STOPPING=1\nSTATUS=stopping");
  engine_->begin_no_more();
  spdlog::info("stopping: {} polls under way", engine_->polls_under_way());
  wake(schedule_timer_);
  wake(export_timer_);
  wake(gather_timer_);
  wake(watchdog_timer_);
  wake(publish_timer_);
  websub_->stop();
  alerter_->stop();
  const auto begun = std::chrono::steady_clock::now();
  asio::steady_timer pause(loop_);
  while (engine_->polls_under_way() > 0 && std::chrono::steady_clock::now() - begun < kGrace) {
    pause.expires_after(std::chrono::milliseconds(20));
    co_await pause.async_wait(kNoThrow);
  }
  engine_->stop();
  model_->note_change();  // who waits for events gets none
  if (server_) co_await server_->stop(kDeadline - kGrace);
  while (!has_ended() && std::chrono::steady_clock::now() - begun < kDeadline) {
    pause.expires_after(std::chrono::milliseconds(5));
    co_await pause.async_wait(kNoThrow);
  }
  loop_.stop();
}

}  // namespace

Result<void> run_daemon(const std::string& config_file) {
  Result<Config> config = load_config(config_file);
  if (!config) return pass_on(config);
  const Result<DaemonLock> lock = DaemonLock::take(config->database);
  if (!lock) return pass_on(lock);
  std::signal(SIGPIPE, SIG_IGN);
  Daemon daemon(config_file, std::make_shared<const Config>(std::move(*config)));
  if (const Result<void> started = daemon.start(); !started) return started;
  daemon.run();
  spdlog::info("stopped");
  // What such polls hold would outlive what it refers to; a git that hangs would be waited for. The store and
  // the sites bear any end.
  if (!daemon.has_ended()) std::_Exit(EXIT_SUCCESS);
  return {};
}

}  // namespace gazette

// run, poll, alert, version: what an operator does.
#include <csignal>
#include <filesystem>
#include <iostream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "config/load.h"
#include "daemon/alert/alerter.h"
#include "daemon/commands/commands.h"
#include "daemon/daemon.h"
#include "daemon/engine.h"
#include "daemon/metrics/troubles.h"
#include "daemon/output/status_report.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kFewSources = 50;  // up to so many, each source's outcome is a line

std::string report_line(const PollReport& report) {
  if (report.error)
    return fmt::format("FAIL  {}  {}: {}", report.source, to_string(report.error->kind),
                       report.error->message);
  if (report.held) return fmt::format("wait  {}", report.source);
  if (report.not_modified) return fmt::format("ok    {}  not modified ({})", report.source, report.status);
  return fmt::format("ok    {}  {}: {} new, {} updated", report.source,
                     count_of(static_cast<std::size_t>(report.entries), "entry"), report.added,
                     report.updated);
}

/// Polls a set of sources on an engine and tells how it goes.
class PollRun {
 public:
  PollRun(Engine& engine, std::size_t total)
      : engine_(engine), total_(total), terminal_(isatty(STDERR_FILENO) == 1) {}

  void begin(const std::shared_ptr<const Source>& source, bool force, std::function<void()> ended) {
    engine_.poll(source, {force ? "asked for, unconditionally" : "asked for", force},
                 [this, ended = std::move(ended)](const PollReport& report) {
                   note(report);
                   if (finished_ == total_) ended();
                 });
  }

  void say_summary() const {
    if (terminal_ && total_ > kFewSources) std::cerr << "\r\033[K";
    std::cerr << fmt::format("{} polled: {} failed, {} not modified; {}, {} updated{}\n",
                             count_of(total_, "source"), failed_, not_modified_,
                             count_of(static_cast<std::size_t>(added_), "new article"), updated_,
                             from_archives_ > 0 ? fmt::format(", {} from archives", from_archives_) : "");
  }
  bool any_failed() const { return failed_ > 0; }

 private:
  void note(const PollReport& report) {
    ++finished_;
    failed_ += report.error ? 1 : 0;
    not_modified_ += report.not_modified ? 1 : 0;
    added_ += report.added;
    updated_ += report.updated;
    from_archives_ += report.from_archives;
    const bool many = total_ > kFewSources;
    if (many && terminal_) std::cerr << "\r\033[K";
    if (!many || report.error) std::cerr << report_line(report) << '\n';
    if (!many)
      for (const std::string& text : report.notes) std::cerr << "      " << text << '\n';
    if (many && terminal_) std::cerr << fmt::format("{} of {} sources", finished_, total_) << std::flush;
  }

  Engine& engine_;
  std::size_t total_, finished_ = 0, failed_ = 0, not_modified_ = 0;
  int added_ = 0, updated_ = 0, from_archives_ = 0;
  bool terminal_;
};

/// The named sources, all, or those that are due.
Result<std::vector<std::shared_ptr<const Source>>> choose(Engine& engine, const PollArguments& arguments) {
  std::vector<std::shared_ptr<const Source>> chosen;
  for (const std::string& name : arguments.sources) {
    const std::shared_ptr<const Source> source = engine.source(name);
    if (!source) return tl::unexpected<Error>(no_such_source(name, engine.config()));
    if (std::find(chosen.begin(), chosen.end(), source) == chosen.end()) chosen.push_back(source);
  }
  if (!arguments.sources.empty()) return chosen;
  if (arguments.all) return engine.sources();
  const Result<std::unique_ptr<Store>> store = open_store(engine.config(), true);
  if (!store) return pass_on(store);
  const Result<std::vector<SourceState>> states = (*store)->source_states();
  if (!states) return pass_on(states);
  std::map<std::string, const SourceState*> by_name;
  for (const SourceState& state : *states) by_name[state.name] = &state;
  for (const auto& source : engine.sources()) {
    const auto found = by_name.find(source->options.name);
    const bool waits =
        found != by_name.end() && found->second->next_poll && *found->second->next_poll > wall_clock();
    if (!waits) chosen.push_back(source);
  }
  return chosen;
}

/// Where a timer polls there is no daemon that would.
void tell_troubles(asio::io_context& loop, Engine& engine) {
  if (engine.config().alert.command.empty()) return;
  const auto read = [&engine]() -> asio::awaitable<Result<ServiceStatus>> {
    Result<ServiceStatus> status = co_await engine.store().call(
        [&engine](Store& store) { return read_status(store, engine.config(), wall_clock()); });
    if (status) status->troubles = TroubleBook().update(*status, status->now);
    co_return status;
  };
  Alerter alerter({loop.get_executor(), engine.store(), read, wall_clock}, engine.config().alert);
  loop.restart();
  asio::co_spawn(loop, alerter.look(), [&loop](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);  // a bug of ours: end loudly
    loop.stop();
  });
  loop.run();
}

}  // namespace

std::string config_path(const std::string& named) {
  if (!named.empty()) return named;
  std::error_code error;
  if (!std::filesystem::exists("gazette.toml", error) &&
      std::filesystem::exists("/etc/gazette/gazette.toml", error))
    return "/etc/gazette/gazette.toml";
  return "gazette.toml";
}

Error no_such_source(const std::string& name, const Config& config) {
  return {ErrorKind::usage, "no source is named \"" + quoted_argument(name) + "\" in " + config.file};
}

std::string quoted_argument(const std::string& typed) {
  constexpr std::size_t kMost = 200;  // code points
  const std::string_view shown = first_code_points(typed, kMost);
  return escape_for_log(shown) + (shown.size() < typed.size() ? "..." : "");
}

int report(const Error& error) {
  // A configuration's mistakes begin with their file:line and stand alone, as compilers write them.
  if (error.kind == ErrorKind::config)
    std::cerr << error.message << '\n';
  else
    std::cerr << "gazette: " << escape_for_log(error.message) << '\n';
  return error.kind == ErrorKind::config || error.kind == ErrorKind::usage ? kUsage : kFailed;
}

int run_command(const std::string& config_file) {
  const Result<void> ended = run_daemon(config_path(config_file));
  return ended ? kDone : report(ended.error());
}

int poll_command(const PollArguments& arguments) {
  if (arguments.all && !arguments.sources.empty())
    return report({ErrorKind::usage, "--all is every source: name none, or leave it out"});
  Result<Config> config = load_config(config_path(arguments.config_file));
  if (!config) return report(config.error());
  asio::io_context loop;
  const Result<std::unique_ptr<Engine>> engine =
      Engine::make(loop, std::make_shared<const Config>(std::move(*config)));
  if (!engine) return report(engine.error());
  const auto chosen = choose(**engine, arguments);
  if (!chosen) return report(chosen.error());
  PollRun run(**engine, chosen->size());
  asio::signal_set signals(loop, SIGINT, SIGTERM);
  if (!chosen->empty())
    signals.async_wait([&](const boost::system::error_code& error, int) {
      if (!error) (*engine)->stop();
    });
  for (const auto& source : *chosen) run.begin(source, arguments.force, [&] { loop.stop(); });
  loop.run();
  run.say_summary();
  if (!(*engine)->is_stopping()) tell_troubles(loop, **engine);
  return run.any_failed() ? kFailed : kDone;
}

int alert_command(const std::string& config_file) {
  const Result<Config> config = load_config(config_path(config_file));
  if (!config) return report(config.error());
  if (config->alert.command.empty())
    return report({ErrorKind::usage, config->file + ": [alert] has no command: nobody is told of troubles"});
  const AlertMessage test{{{"gazette alert", "is a test, not a trouble", wall_clock()}}, {}};
  if (const Result<void> told = deliver_alert(config->alert, test); !told) return report(told.error());
  std::cerr << "told: " << alert_summary(test) << '\n';
  return kDone;
}

int version_command() {
  std::cout << "gazette " GAZETTE_VERSION "\n";
  return kDone;
}

}  // namespace gazette

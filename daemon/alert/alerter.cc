#include "daemon/alert/alerter.h"

#include <algorithm>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <spdlog/spdlog.h>

#include "exporters/git/process.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr Duration kPatience = std::chrono::seconds(30);  // with the command
constexpr std::size_t kMaxSaid = 4096;                    // of what it says, bytes
constexpr std::size_t kMaxShown = 300;                    // of that in the log, code points
constexpr Duration kLookEvery = std::chrono::minutes(10);
constexpr Duration kLeastPause = std::chrono::milliseconds(100);

/// A test's scale looks oftener.
Duration pause_of(const AlertOptions& options) {
  return std::clamp(options.after / 4, kLeastPause, kLookEvery);
}

std::string with_summary(std::string argument, const std::string& summary) {
  constexpr std::string_view kPlace = "{summary}";
  for (std::size_t at = argument.find(kPlace); at != std::string::npos;
       at = argument.find(kPlace, at + summary.size()))
    argument.replace(at, kPlace.size(), summary);
  return argument;
}

}  // namespace

Result<void> deliver_alert(const AlertOptions& options, const AlertMessage& message) {
  const std::string text = options.json ? alert_json(message) : alert_text(message);
  Command command;
  for (const std::string& argument : options.command)
    command.argv.push_back(with_summary(argument, alert_summary(message)));
  command.folder = options.folder;
  command.input = text;
  command.deadline = kPatience;
  command.output_limit = kMaxSaid;
  const Result<Finished> ended = run_command(command);
  if (!ended) return pass_on(ended);
  if (ended->late)
    return fail(ErrorKind::exporter, options.command.front() + " did not end within 30 seconds");
  if (ended->status == 0) return {};
  const std::string_view said = first_code_points(trim(ended->err), kMaxShown);
  return fail(ErrorKind::exporter, options.command.front() + " ended with status " +
                                       std::to_string(ended->status) + (said.empty() ? "" : ": ") +
                                       std::string(said));
}

asio::awaitable<void> Alerter::run() {
  while (!stopping_) {
    pause_.expires_after(pause_of(options_));
    co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!stopping_) co_await look();
  }
}

void Alerter::stop() {
  stopping_ = true;
  pause_.cancel();
}

asio::awaitable<void> Alerter::look() {
  const AlertOptions options = options_;
  if (options.command.empty()) co_return;
  const Result<ServiceStatus> status = co_await parts_.status();
  Result<std::vector<ToldTrouble>> told =
      co_await parts_.store.call([](Store& store) { return store.told_troubles(); });
  if (!status || !told) {
    spdlog::error("alert: {}", (status ? told.error() : status.error()).message);
    co_return;
  }
  const AlertPlan plan = plan_alert(*status, std::move(*told), options.after, parts_.now());
  if (plan.message.is_empty()) co_return;
  asio::thread_pool thread(1);
  telling_ = true;
  const Result<void> delivered =
      co_await run_on(thread, [&] { return deliver_alert(options, plan.message); });
  telling_ = false;
  if (!delivered) {
    spdlog::error("alert: {}; it is told again later", escape_for_log(delivered.error().message));
    co_return;
  }
  const Result<void> noted =
      co_await parts_.store.call([&](Store& store) { return store.save_told_troubles(plan.told); });
  if (noted)
    spdlog::info("alert: told: {}", alert_summary(plan.message));
  else
    spdlog::error("alert: told, but that could not be noted: {}", noted.error().message);
}

}  // namespace gazette

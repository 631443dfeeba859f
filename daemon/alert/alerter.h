// Alerter: tells the operator of troubles by the command of [alert]. On the event loop's thread; the command
// runs on one of its own. Failures are logged, and told again at the next look.
#pragma once

#include <functional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "config/config.h"
#include "daemon/alert/alert.h"
#include "daemon/poll/work.h"

namespace gazette {

/// Runs the command with the message; ends when it has ended, or is killed after 30 seconds. Blocks.
Result<void> deliver_alert(const AlertOptions& options, const AlertMessage& message);

class Alerter {
 public:
  struct Parts {
    boost::asio::any_io_executor executor;
    AsyncStore& store;
    std::function<boost::asio::awaitable<Result<ServiceStatus>>()> status;
    std::function<Time()> now;
  };
  Alerter(Parts parts, const AlertOptions& options)
      : parts_(std::move(parts)), options_(options), pause_(parts_.executor) {}

  /// Of another configuration.
  void use(const AlertOptions& options) { options_ = options; }
  /// Looks every few minutes until stop().
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> look();
  void stop();
  bool is_telling() const { return telling_; }

 private:
  Parts parts_;
  AlertOptions options_;
  boost::asio::steady_timer pause_;
  bool stopping_ = false, telling_ = false;
};

}  // namespace gazette

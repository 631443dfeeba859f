// WebSub: subscriber, publisher and hub of a daemon, put together from its configuration. On the loop's
// thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "config/config.h"
#include "daemon/serve/responder.h"
#include "daemon/websub/hub.h"
#include "daemon/websub/subscriber.h"

namespace gazette {

class HostPauses;

class WebSub {
 public:
  /// What it works with; all of it outlives the loop's run.
  struct Parts {
    boost::asio::any_io_executor executor;
    AsyncStore& store;
    ServeModel& model;
    std::function<Time()> now;
    std::function<void(const std::string& source, std::shared_ptr<const WebResponse>)> deliver;
  };
  WebSub(const Config& config, Parts parts);
  ~WebSub();

  /// What the server answers below /hub and /websub.
  std::vector<Handler> handlers();
  /// From the start to stop().
  boost::asio::awaitable<void> run();
  void stop();
  /// Sources, hub and public URL of another configuration.
  boost::asio::awaitable<void> use(const Config& config);
  /// The store changed, and the logs of the feeds are up to date: pushes, or tells the configured hub.
  boost::asio::awaitable<void> publish();

  Subscriber& subscriber() { return *subscriber_; }
  HubCounts counts() const { return hub_->counts(); }

 private:
  boost::asio::awaitable<void> ping();
  std::string reachable_url() const;  ///< empty: nobody is to come to us

  ServerOptions server_;
  std::vector<std::string> sources_, feeds_;
  Parts parts_;
  std::shared_ptr<HostPauses> pauses_;
  std::unique_ptr<Web> web_;
  std::unique_ptr<Subscriber> subscriber_;
  std::unique_ptr<Hub> hub_;
  boost::asio::steady_timer timer_;
  std::optional<std::int64_t> told_;  ///< up to which change the configured hub was told
  bool stopping_ = false;
};

}  // namespace gazette

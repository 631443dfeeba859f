// Hub: who subscribes to our feeds (WebSub sections 5 to 7): verified, pushed to with whole documents, tried
// again, let go. On the loop's thread. What a subscriber does wrong harms no other.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "daemon/net/web.h"
#include "daemon/poll/work.h"
#include "daemon/serve/http/inquiry.h"
#include "daemon/serve/http/resource.h"
#include "daemon/serve/serve_model.h"
#include "daemon/websub/rules/hub_rules.h"

namespace gazette {

struct HubCounts {
  std::int64_t subscribers = 0;
  std::uint64_t delivered = 0, failed = 0, verified = 0, unverified = 0;
};

class Hub {
 public:
  /// What it works with; all of it outlives the loop's run.
  struct Parts {
    boost::asio::any_io_executor executor;
    Web& web;
    AsyncStore& store;
    ServeModel& model;
    std::string public_url;
    std::function<Time()> now;
    std::function<void(const std::string& line)> log;
  };
  explicit Hub(Parts parts) : parts_(std::move(parts)) {}

  /// After a reload; empty: nobody can come to us.
  void use(std::string public_url) { parts_.public_url = std::move(public_url); }
  boost::asio::awaitable<void> load();
  /// Of /hub: a request to subscribe or not to.
  boost::asio::awaitable<Resource> answer(const Inquiry& inquiry);
  /// Something changed: feeds that are others now are pushed.
  boost::asio::awaitable<void> publish();
  /// Every minute: what failed is tried again, leases end.
  boost::asio::awaitable<void> tend();
  HubCounts counts() const;

 private:
  using Key = std::pair<std::string, std::string>;  ///< topic, callback
  struct Held {
    HubSubscriber row;
    bool busy = false;   ///< a delivery is under way
    SharedFeed waiting;  ///< and this is due behind it
  };

  boost::asio::awaitable<Result<SharedFeed>> feed_of(std::string topic, SharedFeed known);
  boost::asio::awaitable<void> verify(HubRequest request, SharedFeed feed);
  boost::asio::awaitable<void> deliver(Key key, SharedFeed feed);
  boost::asio::awaitable<void> deliver_again(std::string topic, std::vector<Key> keys);
  boost::asio::awaitable<void> deny(std::string topic);
  bool has_subscriber(const std::string& topic) const;
  const char* limit_of(const HubRequest& request) const;
  void note_delivery(Held& held, const Result<WebResponse>& answer);
  void save(const HubSubscriber& row);
  void remove(const Key& key);
  void spawn(boost::asio::awaitable<void> work);

  Parts parts_;
  std::map<Key, Held> held_;
  /// By topic that has a subscriber: as it was pushed last, without its text.
  std::map<std::string, SharedFeed> shown_;
  int verifying_ = 0;
  HubCounts counts_;
};

}  // namespace gazette

// Subscriber: our subscriptions to the hubs of our sources (WebSub sections 5 to 8), and their callbacks. On
// the loop's thread. What a hub does wrong is a log line; polling goes on in any case.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "daemon/net/web.h"
#include "daemon/poll/work.h"
#include "daemon/serve/http/inquiry.h"
#include "daemon/serve/http/resource.h"
#include "daemon/websub/rules/links.h"

namespace gazette {

class Subscriber {
 public:
  /// What it works with; all of it outlives the loop's run.
  struct Parts {
    boost::asio::any_io_executor executor;
    Web& web;
    AsyncStore& store;
    std::string public_url;
    std::function<Time()> now;
    /// A document came for a source.
    std::function<void(const std::string& source, std::shared_ptr<const WebResponse>)> deliver;
    std::function<void(const std::string& line)> log;
  };
  explicit Subscriber(Parts parts) : parts_(std::move(parts)) {}

  /// After a reload; empty: nobody can come to us.
  void use(std::string public_url) { parts_.public_url = std::move(public_url); }
  /// The subscriptions as they are stored; those of other sources than these are ended.
  boost::asio::awaitable<void> load(std::set<std::string> sources);
  /// A source was polled: it names `links`, and `added` articles were new that no hub had pushed.
  void note_poll(const std::string& source, const HubLinks& links, int added);
  /// Every minute: renewals, ends.
  void tend();

  /// Of /websub/callback/TOKEN.
  Resource callback(const Inquiry& inquiry);
  std::size_t body_limit(std::string_view target) const;
  /// It is pushed, so that it need not be polled often.
  bool is_pushed(const std::string& source) const;

 private:
  struct Held {
    HubSubscription now;
    std::optional<HubSubscription> next;  ///< a renewal under way, under a token of its own
    std::optional<Time> renew_after;      ///< one failed
    int missed = 0;                       ///< since the last push
    bool leaving = false;                 ///< to be unsubscribed
  };
  struct Place {
    Held* held = nullptr;
    HubSubscription* subscription = nullptr;
  };

  boost::asio::awaitable<void> subscribe(std::string source, HubLinks links);
  boost::asio::awaitable<void> unsubscribe(std::string source);
  boost::asio::awaitable<Result<WebResponse>> ask(const HubSubscription& subscription, std::string mode);
  Place find(std::string_view target);
  Resource verify(const Inquiry& inquiry);
  Resource take(const Inquiry& inquiry);
  void note_failure(Held& held, const std::string& why);
  void save(const HubSubscription& subscription);
  void remove(std::string source);  ///< a copy: the one in the subscription goes with it
  void spawn(boost::asio::awaitable<void> work);

  Parts parts_;
  std::set<std::string> sources_;
  std::map<std::string, Held> held_;  ///< by source
};

}  // namespace gazette

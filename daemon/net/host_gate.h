// HostGate: who may ask which host when. At most `concurrency` requests in all; per host one at a time with a
// pause between two (gap 0: no limit a host). On the loop's thread only; waiting costs a timer, not a thread.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "feeds/text/time.h"

namespace gazette {

class HostGate {
 public:
  HostGate(boost::asio::any_io_executor executor, int concurrency, Duration gap);

  /// Held while a request is in flight; letting it go admits the next.
  class Permit {
   public:
    Permit(HostGate& gate, std::string host) : gate_(&gate), host_(std::move(host)) {}
    Permit(Permit&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)), host_(std::move(other.host_)) {}
    Permit& operator=(Permit&&) = delete;
    ~Permit() {
      if (gate_) gate_->release(host_);
    }

   private:
    HostGate* gate_;
    std::string host_;
  };

  /// Returns when `origin` (scheme, host, port) may be asked.
  boost::asio::awaitable<Permit> enter(std::string origin);
  /// For shutdown: lets everybody in at once, now and from now on.
  void open_for_all();

 private:
  using Clock = std::chrono::steady_clock;
  using Waiter = std::shared_ptr<boost::asio::steady_timer>;  ///< never expires by itself: cancelled to wake
  struct Host {
    bool busy = false;
    Clock::time_point free_at{};
    std::deque<Waiter> waiting;
  };

  boost::asio::awaitable<void> wait_for_host(const std::string& origin);
  boost::asio::awaitable<void> wait_for_slot();
  boost::asio::awaitable<void> wait_in(std::deque<Waiter>& queue);
  void release(const std::string& origin);

  boost::asio::any_io_executor executor_;
  Duration gap_;
  int free_slots_;
  bool open_ = false;
  std::unordered_set<Waiter> pauses_;  ///< who waits for a host's pause to end
  std::deque<Waiter> waiting_for_slot_;
  std::unordered_map<std::string, Host> hosts_;
};

}  // namespace gazette

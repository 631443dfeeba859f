// HostGate: who may ask which host when. At most `concurrency` requests in all; per host one at a time with a
// pause after each (gap 0: no limit a host). A request that takes longer than `patience` no longer counts, up
// to four times `concurrency`: hosts that hang do not keep the others waiting. On the loop's thread only;
// waiting costs a timer, not a thread.
#pragma once

#include <chrono>
#include <deque>
#include <list>
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
  using Clock = std::chrono::steady_clock;
  struct Lease {
    Clock::time_point begun;
    bool counts = true;       ///< towards `concurrency`
    bool holds_host = false;  ///< it waited for its host; without a gap nobody does
  };
  using Leases = std::list<Lease>;

 public:
  struct Limits {
    int concurrency = 128;
    Duration gap = std::chrono::seconds(1);
    Duration patience = std::chrono::seconds(3);
  };
  HostGate(boost::asio::any_io_executor executor, Limits limits);

  /// Held while a request is in flight; letting it go admits the next. The gate must outlive it.
  class Permit {
   public:
    Permit(HostGate& gate, std::string host, Leases::iterator lease)
        : gate_(&gate), host_(std::move(host)), lease_(lease) {}
    Permit(Permit&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)), host_(std::move(other.host_)), lease_(other.lease_) {}
    Permit& operator=(Permit&&) = delete;
    ~Permit() {
      if (gate_) gate_->release(host_, lease_);
    }

   private:
    HostGate* gate_;
    std::string host_;
    Leases::iterator lease_;
  };

  /// Returns when `origin` (scheme, host, port) may be asked.
  boost::asio::awaitable<Permit> enter(std::string origin);
  /// A longer pause for one host (robots.txt's Crawl-delay); never a shorter one.
  void raise_gap(const std::string& origin, Duration gap);
  /// While true nobody is let in who is not in already.
  void hold_back(bool whether);
  /// For shutdown: lets everybody in at once, now and from now on.
  void open_for_all();

 private:
  using Waiter = std::shared_ptr<boost::asio::steady_timer>;  ///< never expires by itself: cancelled to wake
  struct Host {
    bool busy = false;
    Clock::time_point free_at{};
    std::deque<Waiter> waiting;
  };

  std::size_t most_in_flight() const;
  Duration gap_of(const std::string& origin) const;
  boost::asio::awaitable<void> wait_for_host(const std::string& origin);
  boost::asio::awaitable<void> wait_for_slot();
  boost::asio::awaitable<void> wait_in(std::deque<Waiter>& queue);
  void release(const std::string& origin, Leases::iterator lease);
  void release_host(const std::string& origin);
  void watch_slow();
  void give_up_slow();

  boost::asio::any_io_executor executor_;
  Limits limits_;
  int free_slots_;
  bool open_ = false, held_back_ = false, watching_ = false;
  Leases leases_;  ///< of the requests in flight, the oldest first
  boost::asio::steady_timer slow_timer_;
  std::unordered_set<Waiter> pauses_;  ///< who waits for a host's pause to end
  std::deque<Waiter> waiting_for_slot_;
  std::unordered_map<std::string, Host> hosts_;
  std::unordered_map<std::string, Duration> raised_gaps_;
};

}  // namespace gazette

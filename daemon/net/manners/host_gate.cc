#include "daemon/net/manners/host_gate.h"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gazette {

namespace asio = boost::asio;

namespace {
constexpr std::size_t kManyHosts = 20'000;  // past this, hosts whose pause is over are forgotten
constexpr int kMostInFlight = 4;            // slow ones included; times concurrency
constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);

/// Wakes the first that still waits.
bool wake_one(std::deque<std::shared_ptr<asio::steady_timer>>& queue) {
  if (queue.empty()) return false;
  queue.front()->cancel();
  queue.pop_front();
  return true;
}
}  // namespace

HostGate::HostGate(asio::any_io_executor executor, Limits limits)
    : executor_(std::move(executor)),
      limits_(limits),
      free_slots_(limits.concurrency),
      slow_timer_(executor_) {}

asio::awaitable<HostGate::Permit> HostGate::enter(std::string origin) {
  Lease wanted;
  wanted.holds_host = !open_ && gap_of(origin) > Duration::zero();
  if (wanted.holds_host) co_await wait_for_host(origin);
  if (!open_) co_await wait_for_slot();
  wanted.begun = Clock::now();
  const auto lease = leases_.insert(leases_.end(), wanted);
  if (!waiting_for_slot_.empty()) watch_slow();
  co_return Permit(*this, std::move(origin), lease);
}

void HostGate::raise_gap(const std::string& origin, Duration gap) {
  if (gap > gap_of(origin)) raised_gaps_[origin] = gap;
}

Duration HostGate::gap_of(const std::string& origin) const {
  if (raised_gaps_.empty()) return limits_.gap;
  const auto raised = raised_gaps_.find(origin);
  return raised == raised_gaps_.end() ? limits_.gap : std::max(limits_.gap, raised->second);
}

std::size_t HostGate::most_in_flight() const {
  return static_cast<std::size_t>(kMostInFlight * limits_.concurrency);
}

asio::awaitable<void> HostGate::wait_in(std::deque<Waiter>& queue) {
  auto timer = std::make_shared<asio::steady_timer>(executor_, Clock::time_point::max());
  queue.push_back(timer);
  co_await timer->async_wait(kNoThrow);
}

asio::awaitable<void> HostGate::wait_for_host(const std::string& origin) {
  Host& host = hosts_[origin];  // nodes of an unordered_map do not move
  // Whoever is woken owns the host already: release() leaves `busy` set when it hands over.
  if (host.busy)
    co_await wait_in(host.waiting);
  else
    host.busy = true;
  if (!open_ && host.free_at > Clock::now()) {
    const auto pause = std::make_shared<asio::steady_timer>(executor_, host.free_at);
    pauses_.insert(pause);
    co_await pause->async_wait(kNoThrow);
    pauses_.erase(pause);
  }
}

asio::awaitable<void> HostGate::wait_for_slot() {
  if (free_slots_ > 0 && !held_back_) {
    --free_slots_;
    co_return;
  }
  watch_slow();
  co_await wait_in(waiting_for_slot_);  // the slot is handed over
}

/// While somebody waits for a slot, the requests that take too long are looked for.
void HostGate::watch_slow() {
  if (watching_ || held_back_ || leases_.size() >= most_in_flight()) return;
  const auto oldest = std::find_if(leases_.begin(), leases_.end(), [](const Lease& l) { return l.counts; });
  if (oldest == leases_.end()) return;
  watching_ = true;
  slow_timer_.expires_at(oldest->begun + limits_.patience);
  slow_timer_.async_wait([this](const boost::system::error_code& error) {
    watching_ = false;
    if (error) return;
    give_up_slow();
  });
}

void HostGate::give_up_slow() {
  if (held_back_) return;
  const Clock::time_point slow = Clock::now() - limits_.patience;
  std::size_t in_flight = leases_.size();
  for (Lease& lease : leases_) {
    if (lease.begun > slow || waiting_for_slot_.empty() || in_flight >= most_in_flight()) return;
    if (!std::exchange(lease.counts, false)) continue;
    wake_one(waiting_for_slot_);
    ++in_flight;
  }
}

void HostGate::hold_back(bool whether) {
  held_back_ = whether;
  while (!held_back_ && free_slots_ > 0 && wake_one(waiting_for_slot_)) --free_slots_;
  if (!waiting_for_slot_.empty()) watch_slow();
}

void HostGate::open_for_all() {
  open_ = true;
  slow_timer_.cancel();
  while (wake_one(waiting_for_slot_)) {}
  for (auto& [origin, host] : hosts_)
    while (wake_one(host.waiting)) {}
  for (const Waiter& pause : pauses_) pause->cancel();
}

void HostGate::release(const std::string& origin, Leases::iterator lease) {
  const Lease ended = *lease;
  leases_.erase(lease);
  if (ended.counts && (held_back_ || !wake_one(waiting_for_slot_))) ++free_slots_;
  if (!waiting_for_slot_.empty())
    watch_slow();
  else if (watching_)
    slow_timer_.cancel();
  if (ended.holds_host) release_host(origin);
}

void HostGate::release_host(const std::string& origin) {
  const auto found = hosts_.find(origin);
  if (found == hosts_.end()) return;
  found->second.free_at = Clock::now() + gap_of(origin);
  if (wake_one(found->second.waiting)) return;
  found->second.busy = false;
  if (hosts_.size() > kManyHosts)
    std::erase_if(hosts_, [now = Clock::now()](const auto& host) {
      return !host.second.busy && host.second.free_at < now;
    });
}

}  // namespace gazette

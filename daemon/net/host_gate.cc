#include "daemon/net/host_gate.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gazette {

namespace asio = boost::asio;

namespace {
constexpr std::size_t kManyHosts = 20'000;  // past this, hosts whose pause is over are forgotten
constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);

/// Wakes the first that still waits.
bool wake_one(std::deque<std::shared_ptr<asio::steady_timer>>& queue) {
  if (queue.empty()) return false;
  queue.front()->cancel();
  queue.pop_front();
  return true;
}
}  // namespace

HostGate::HostGate(asio::any_io_executor executor, int concurrency, Duration gap)
    : executor_(std::move(executor)), gap_(gap), free_slots_(concurrency) {}

asio::awaitable<HostGate::Permit> HostGate::enter(std::string origin) {
  if (!open_ && gap_ > Duration::zero()) co_await wait_for_host(origin);
  if (!open_) co_await wait_for_slot();
  co_return Permit(*this, std::move(origin));
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
  if (free_slots_ > 0) {
    --free_slots_;
    co_return;
  }
  co_await wait_in(waiting_for_slot_);  // the slot is handed over
}

void HostGate::open_for_all() {
  open_ = true;
  while (wake_one(waiting_for_slot_)) {
  }
  for (auto& [origin, host] : hosts_)
    while (wake_one(host.waiting)) {
    }
  for (const Waiter& pause : pauses_) pause->cancel();
}

void HostGate::release(const std::string& origin) {
  if (!wake_one(waiting_for_slot_)) ++free_slots_;
  if (gap_ <= Duration::zero()) return;
  const auto found = hosts_.find(origin);
  if (found == hosts_.end()) return;
  found->second.free_at = Clock::now() + gap_;
  if (wake_one(found->second.waiting)) return;
  found->second.busy = false;
  if (hosts_.size() > kManyHosts)
    std::erase_if(hosts_, [now = Clock::now()](const auto& host) {
      return !host.second.busy && host.second.free_at < now;
    });
}

}  // namespace gazette

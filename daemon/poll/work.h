// Where work that is not the event loop's runs: CPU work in a pool, each store on a thread of its own. The
// coroutine comes back to its own executor (the loop) with the result.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <type_traits>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "storage/store.h"

namespace gazette {

/// Runs `work()` on `pool` and resumes the caller where it was. What `work` refers to must live until then.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work>> run_on(boost::asio::thread_pool& pool, Work work) {
  using R = std::invoke_result_t<Work>;
  co_return co_await boost::asio::co_spawn(
      pool.get_executor(),
      [work = std::move(work)]() mutable -> boost::asio::awaitable<R> { co_return work(); },
      boost::asio::use_awaitable);
}

/// So many at once: coroutines on one loop wait in line for a place. It must outlive them.
class Places {
 public:
  explicit Places(std::size_t count) : free_(count) {}

  /// Held until it is destroyed; then the next in line has it.
  class Place {
   public:
    explicit Place(Places& places) : places_(&places) {}
    Place(Place&& other) noexcept : places_(std::exchange(other.places_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (places_) places_->leave();
    }

   private:
    Places* places_;
  };

  boost::asio::awaitable<Place> take() {
    if (free_ > 0) {
      --free_;
      co_return Place(*this);
    }
    using Timer = boost::asio::steady_timer;
    const auto turn =
        std::make_shared<Timer>(co_await boost::asio::this_coro::executor, Timer::time_point::max());
    line_.push_back(turn);
    co_await turn->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    co_return Place(*this);
  }

 private:
  void leave() {
    if (line_.empty()) {
      ++free_;
      return;
    }
    line_.front()->cancel();
    line_.pop_front();
  }

  std::size_t free_;
  std::deque<std::shared_ptr<boost::asio::steady_timer>> line_;
};

/// A Store that only its own thread touches.
class AsyncStore {
 public:
  explicit AsyncStore(std::unique_ptr<Store> store) : store_(std::move(store)), thread_(1) {}
  /// Waits for what is under way.
  ~AsyncStore() { thread_.join(); }

  /// `co_await store.call([&](Store& s) { return s.counts(); })`
  template <class Work>
  boost::asio::awaitable<std::invoke_result_t<Work, Store&>> call(Work work) {
    return run_on(thread_, [this, work = std::move(work)]() mutable { return work(*store_); });
  }

 private:
  std::unique_ptr<Store> store_;
  boost::asio::thread_pool thread_;
};

}  // namespace gazette

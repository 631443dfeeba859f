// Where work that is not the event loop's runs: CPU work in a pool, each store on a thread of its own. The
// coroutine comes back to its own executor (the loop) with the result.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "storage/store.h"

namespace gazette {

/// Runs `work()` on `pool` and resumes the caller where it was. What `work` refers to must live until then.
/// Posted there and back; a coroutine of its own would cost a poll of an unchanged feed a tenth.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work>> run_on(boost::asio::thread_pool& pool, Work work) {
  std::optional<std::invoke_result_t<Work>> result;
  std::exception_ptr error;
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(
      [&](auto resume) {
        // Its executor is told to stay: there may be nothing else to do in the meantime.
        auto home = boost::asio::prefer(boost::asio::get_associated_executor(resume),
                                        boost::asio::execution::outstanding_work.tracked);
        boost::asio::post(pool, [&, home = std::move(home), resume = std::move(resume)]() mutable {
          try {
            result.emplace(work());
          } catch (...) {
            error = std::current_exception();
          }
          boost::asio::post(home, std::move(resume));
        });
      },
      boost::asio::use_awaitable);
  if (error) std::rethrow_exception(error);
  co_return std::move(*result);
}

/// So many bytes at once: coroutines on one loop that need more wait in line. What is larger than all of it
/// goes alone. It must outlive them.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t bytes) : total_(bytes), free_(bytes) {}

  /// Held until it is destroyed; then the next in line have it.
  class Share {
   public:
    Share(ByteBudget& budget, std::size_t bytes) : budget_(&budget), bytes_(bytes) {}
    Share(Share&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
    Share& operator=(Share&&) = delete;
    ~Share() {
      if (budget_) budget_->give_back(bytes_);
    }

   private:
    ByteBudget* budget_;
    std::size_t bytes_;
  };

  boost::asio::awaitable<Share> take(std::size_t bytes) {
    const std::size_t wanted = std::min(bytes, total_);
    if (line_.empty() && wanted <= free_) {
      free_ -= wanted;
      co_return Share(*this, wanted);
    }
    const auto turn =
        std::make_shared<Timer>(co_await boost::asio::this_coro::executor, Timer::time_point::max());
    line_.push_back({turn, wanted});
    note_waiting(waiting_bytes_ + wanted);
    co_await turn->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    co_return Share(*this, wanted);
  }

  /// So much stands in line that nobody should bring more; `changed` hears of it.
  bool is_crowded() const { return waiting_bytes_ > total_; }
  void on_crowded(std::function<void(bool)> changed) { changed_ = std::move(changed); }

 private:
  using Timer = boost::asio::steady_timer;  ///< never ends by itself: cancelled to wake
  struct Waiting {
    std::shared_ptr<Timer> turn;
    std::size_t bytes;
  };

  void give_back(std::size_t bytes) {
    free_ += bytes;
    while (!line_.empty() && line_.front().bytes <= free_) {
      const Waiting next = std::move(line_.front());
      line_.pop_front();
      free_ -= next.bytes;
      next.turn->cancel();
      note_waiting(waiting_bytes_ - next.bytes);
    }
  }

  void note_waiting(std::size_t bytes) {
    const bool before = is_crowded();
    waiting_bytes_ = bytes;
    if (is_crowded() != before && changed_) changed_(!before);
  }

  std::size_t total_, free_, waiting_bytes_ = 0;
  std::deque<Waiting> line_;
  std::function<void(bool)> changed_;
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

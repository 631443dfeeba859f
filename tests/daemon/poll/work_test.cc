// Work of polls that is not the loop's: it comes back to the loop; how much of it is in memory at once.
#include "daemon/poll/work.h"

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace gazette {
namespace {

/// What one coroutine on a loop that has nothing else to do makes of `body`.
template <class Body>
void run_alone(Body body) {
  boost::asio::io_context loop;
  boost::asio::co_spawn(loop, body(), [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
  loop.run();
}

TEST(RunOn, the_work_is_done_elsewhere_and_the_caller_goes_on_where_it_was) {
  boost::asio::thread_pool pool(1);
  std::thread::id before, during, after;
  std::unique_ptr<int> result;
  run_alone([&]() -> boost::asio::awaitable<void> {
    before = std::this_thread::get_id();
    result = co_await run_on(pool, [&during] {
      std::this_thread::sleep_for(
          std::chrono::milliseconds(20));  // the loop has nothing else to do, but stays
      during = std::this_thread::get_id();
      return std::make_unique<int>(7);
    });
    after = std::this_thread::get_id();
  });
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, 7);
  EXPECT_EQ(before, after);
  EXPECT_NE(before, during);
}

TEST(RunOn, an_exception_reaches_the_caller) {
  boost::asio::thread_pool pool(1);
  std::string caught;
  run_alone([&]() -> boost::asio::awaitable<void> {
    try {
      co_await run_on(pool, []() -> int { throw std::runtime_error("no memory"); });
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
  });
  EXPECT_EQ(caught, "no memory");
}

class Budget : public ::testing::Test {
 protected:
  /// Takes so much and keeps it until release().
  void take(std::size_t bytes) {
    const std::size_t number = shares_.size();
    shares_.emplace_back();
    boost::asio::co_spawn(
        loop_,
        [](Budget& self, std::size_t wanted, std::size_t place) -> boost::asio::awaitable<void> {
          auto share = co_await self.budget_.take(wanted);
          self.shares_[place].emplace(std::move(share));
        }(*this, bytes, number),
        boost::asio::detached);
    run();
  }
  void release(std::size_t number) {
    shares_[number].reset();
    run();
  }
  void run() {
    loop_.restart();
    loop_.poll();
  }
  std::vector<std::size_t> held() const {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < shares_.size(); ++i)
      if (shares_[i]) numbers.push_back(i);
    return numbers;
  }
  using Numbers = std::vector<std::size_t>;

  boost::asio::io_context loop_;
  ByteBudget budget_{100};
  std::vector<std::optional<ByteBudget::Share>> shares_;
};

TEST_F(Budget, so_many_bytes_at_once_first_come_first_served) {
  take(60);
  take(40);
  take(50);  // waits
  take(1);   // behind it, though it would fit
  EXPECT_EQ(held(), (Numbers{0, 1}));
  release(1);
  EXPECT_EQ(held(), Numbers{0});
  release(0);
  EXPECT_EQ(held(), (Numbers{2, 3}));
}

TEST_F(Budget, what_is_larger_than_all_of_it_goes_alone) {
  take(10);
  take(1000);
  EXPECT_EQ(held(), Numbers{0});
  release(0);
  EXPECT_EQ(held(), Numbers{1});
  take(1);
  EXPECT_EQ(held(), Numbers{1});
  release(1);
  EXPECT_EQ(held(), Numbers{2});
}

TEST_F(Budget, it_tells_when_the_line_grows_too_long_and_when_it_is_short_again) {
  std::vector<bool> said;
  budget_.on_crowded([&](bool crowded) { said.push_back(crowded); });
  take(100);
  take(100);
  EXPECT_EQ(said, std::vector<bool>{});
  take(1);
  EXPECT_EQ(said, std::vector<bool>{true});
  EXPECT_TRUE(budget_.is_crowded());
  release(0);
  EXPECT_EQ(said, (std::vector<bool>{true, false}));
  EXPECT_FALSE(budget_.is_crowded());
}

}  // namespace
}  // namespace gazette

// What many polls read and store goes together, and none waits long.
#include "daemon/poll/poll_saver.h"

#include <chrono>
#include <exception>
#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "storage/sqlite_store.h"

namespace gazette {
namespace {

namespace asio = boost::asio;

class Savers : public ::testing::Test {
 protected:
  void spawn(asio::awaitable<void> body) {
    asio::co_spawn(loop_, std::move(body), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
  }
  static asio::awaitable<void> save(PollSaver& saver, std::string source, std::size_t bytes, int& stored) {
    PollResult poll;
    poll.state.name = source;
    poll.state.etag = "of " + source;
    poll.body.assign(bytes, 'x');
    const Result<SaveReport> report = co_await saver.save(poll);
    EXPECT_TRUE(report);
    ++stored;
  }
  static asio::awaitable<void> ask(PollSaver& saver, std::string source, std::string& etag) {
    const Result<SourceState> state = co_await saver.state(source);
    EXPECT_TRUE(state);
    EXPECT_EQ(state->name, source);
    etag = state->etag;
  }
  void begin(const std::string& source, std::size_t bytes = 0) {
    spawn(save(*saver_, source, bytes, stored_));
  }
  /// Until so many are stored; a test that fails takes a while.
  void run_until(int stored) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    loop_.restart();
    while (stored_ < stored && std::chrono::steady_clock::now() < end)
      loop_.run_one_for(std::chrono::milliseconds(100));
    EXPECT_EQ(stored_, stored);
  }

  asio::io_context loop_;
  std::size_t under_way_ = 1;
  int stored_ = 0;
  AsyncStore store_{*open_sqlite_store({":memory:", false, 1000, 3})};
  /// Whoever waits for others waits for ever.
  std::unique_ptr<PollSaver> saver_ = waiting(std::chrono::hours(1));

  std::unique_ptr<PollSaver> waiting(std::chrono::milliseconds longest) {
    return std::make_unique<PollSaver>(
        loop_.get_executor(), store_, [this] { return under_way_; }, longest);
  }
};

TEST_F(Savers, one_alone_does_not_wait_for_others) {
  begin("a");
  run_until(1);
  begin("b");
  run_until(2);
}

TEST_F(Savers, those_that_are_still_to_come_are_waited_for) {
  under_way_ = 3;
  begin("a");
  begin("b");
  loop_.run_for(std::chrono::milliseconds(50));
  EXPECT_EQ(stored_, 0);
  begin("c");
  run_until(3);
}

TEST_F(Savers, but_not_longer_than_a_moment) {
  saver_ = waiting(std::chrono::milliseconds(1));
  under_way_ = 3;
  begin("a");
  begin("b");
  run_until(2);
}

TEST_F(Savers, large_listings_do_not_wait) {
  under_way_ = 1'000;
  begin("a", 200'000);
  begin("b", 200'000);
  run_until(2);
}

TEST_F(Savers, each_is_told_of_its_own_source) {
  under_way_ = 2;
  begin("a");
  begin("b");
  run_until(2);
  std::string a, b, none = "?";
  spawn(ask(*saver_, "a", a));
  spawn(ask(*saver_, "c", none));
  spawn(ask(*saver_, "b", b));
  loop_.restart();
  loop_.run();
  EXPECT_EQ(a, "of a");
  EXPECT_EQ(b, "of b");
  EXPECT_EQ(none, "");
}

}  // namespace
}  // namespace gazette

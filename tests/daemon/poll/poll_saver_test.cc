// What many polls read and store goes together, and none waits long.
#include "daemon/poll/poll_saver.h"

#include <exception>

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
    spawn(save(saver_, source, bytes, stored_));
  }

  asio::io_context loop_;
  std::size_t under_way_ = 1;
  int stored_ = 0;
  AsyncStore store_{*open_sqlite_store({":memory:", false, 1000, 3})};
  PollSaver saver_{loop_.get_executor(), store_, [this] { return under_way_; }};
};

/// How long the loop runs until it has nothing left to do.
std::chrono::steady_clock::duration time_of(asio::io_context& loop) {
  const auto begun = std::chrono::steady_clock::now();
  loop.restart();
  loop.run();
  return std::chrono::steady_clock::now() - begun;
}

/// The pause is 30 ms. Twenty of them, so that a machine that is busy for a moment does not matter.
TEST_F(Savers, one_alone_does_not_wait_for_others) {
  std::chrono::steady_clock::duration all{};
  for (int i = 0; i < 20; ++i) {
    begin("s" + std::to_string(i));
    all += time_of(loop_);
  }
  EXPECT_LT(all, std::chrono::milliseconds(20 * 30));
  EXPECT_EQ(stored_, 20);
}

TEST_F(Savers, those_that_are_still_to_come_are_waited_for_a_moment) {
  under_way_ = 3;
  begin("a");
  begin("b");
  EXPECT_GE(time_of(loop_), std::chrono::milliseconds(30)) << "the third one is slow";
  EXPECT_EQ(stored_, 2);
}

TEST_F(Savers, large_listings_do_not_wait) {
  under_way_ = 1'000;
  std::chrono::steady_clock::duration all{};
  for (int i = 0; i < 10; ++i) {
    begin("a", 200'000);
    begin("b", 200'000);
    all += time_of(loop_);
  }
  EXPECT_LT(all, std::chrono::milliseconds(10 * 30));
  EXPECT_EQ(stored_, 20);
}

TEST_F(Savers, each_is_told_of_its_own_source) {
  under_way_ = 2;
  begin("a");
  begin("b");
  time_of(loop_);
  std::string a, b, none = "?";
  spawn(ask(saver_, "a", a));
  spawn(ask(saver_, "c", none));
  spawn(ask(saver_, "b", b));
  time_of(loop_);
  EXPECT_EQ(a, "of a");
  EXPECT_EQ(b, "of b");
  EXPECT_EQ(none, "");
}

}  // namespace
}  // namespace gazette

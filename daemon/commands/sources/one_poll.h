// A poll outside of the daemon: the main path itself (poll_source), with a client that gives answers which
// are there already before it asks anybody. On the caller's loop; one at a time.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "daemon/net/web.h"
#include "daemon/poll/poll_source.h"
#include "storage/store.h"

namespace gazette {

/// How the error of what is left undone ends.
inline constexpr std::string_view kLeftForLater = "left for the next poll";

/// Gives what is there: listings in the order they are asked for, then pages; further pages come from `web`
/// as far as `pages_allowed` goes, robots.txt always. Whatever else is asked for stays undone.
class PreparedWeb final : public Web {
 public:
  explicit PreparedWeb(Web* web) : web_(web) {}  ///< null: nobody is asked

  std::deque<WebResponse> listings, pages;
  std::size_t pages_allowed = 0;

  boost::asio::awaitable<Result<WebResponse>> get(WebRequest request) override;
  void shut_down() override {}

 private:
  Web* web_;
};

/// Everything that a poll needs, made of a configuration and a store.
class OnePoll {
 public:
  /// `pauses`: hosts that asked to be left alone.
  OnePoll(const Config& config, std::unique_ptr<Store> store, const std::vector<HostPause>& pauses);
  ~OnePoll();

  Web& web();
  RobotsCache& robots();
  PollTools tools(Web& web);
  PollReport poll(Web& web, const std::shared_ptr<const Source>& source);

  /// Runs a coroutine to its end.
  template <class T>
  T run(boost::asio::awaitable<T> work);
  /// Asks the store.
  template <class Question>
  auto ask(Question question) {
    return run(store().call(std::move(question)));
  }

 private:
  AsyncStore& store();
  struct Parts;
  boost::asio::io_context loop_;
  std::unique_ptr<Parts> parts_;
};

template <class T>
T OnePoll::run(boost::asio::awaitable<T> work) {
  std::optional<T> answer;
  boost::asio::co_spawn(loop_, std::move(work), [&](const std::exception_ptr& error, T value) {
    if (error) std::rethrow_exception(error);  // a bug of ours: end loudly
    answer.emplace(std::move(value));
  });
  loop_.restart();
  loop_.run();
  return std::move(*answer);
}

}  // namespace gazette

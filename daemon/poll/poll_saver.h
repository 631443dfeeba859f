// PollSaver: many polls end at about the same moment; what they have to store goes in with one transaction,
// as each writes the pages that it changed whole, and neighbours change the same ones. A poll waits for
// others a few milliseconds at most, and not at all if there are none. So many begin together, too, and are
// told together what is remembered of their sources. On the event loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/poll/work.h"

namespace gazette {

class PollSaver {
 public:
  /// `under_way`: how many polls there are now, those included that wait here. `longest`: a poll waits for
  /// others.
  PollSaver(const boost::asio::any_io_executor& executor, AsyncStore& store,
            std::function<std::size_t()> under_way,
            std::chrono::milliseconds longest = std::chrono::milliseconds(30))
      : executor_(executor),
        store_(store),
        under_way_(std::move(under_way)),
        longest_(longest),
        pause_(executor) {}

  /// As Store::source_state(). `source` must live until then.
  boost::asio::awaitable<Result<SourceState>> state(const std::string& source);
  /// As Store::save_poll(). `poll` must live until it is stored.
  boost::asio::awaitable<Result<SaveReport>> save(const PollResult& poll);

 private:
  struct Asking;
  struct Waiting;
  boost::asio::awaitable<void> read_all();
  bool are_enough() const;
  boost::asio::awaitable<void> write_all();

  boost::asio::any_io_executor executor_;
  AsyncStore& store_;
  std::function<std::size_t()> under_way_;
  std::chrono::milliseconds longest_;
  std::vector<Asking*> asking_;
  bool reading_ = false;
  boost::asio::steady_timer pause_;  ///< ends early when enough have come
  std::vector<Waiting*> waiting_;
  std::size_t waiting_bytes_ = 0;  ///< of their listings
  bool writing_ = false;
};

}  // namespace gazette

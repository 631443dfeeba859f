// PollSaver: many polls end at the same moment; what they have to store waits while the store writes, and
// goes in with the next transaction together. On the event loop's thread.
#pragma once

#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "daemon/poll/work.h"

namespace gazette {

class PollSaver {
 public:
  PollSaver(boost::asio::any_io_executor executor, AsyncStore& store)
      : executor_(std::move(executor)), store_(store) {}

  /// As Store::save_poll(). `poll` must live until it is stored.
  boost::asio::awaitable<Result<SaveReport>> save(const PollResult& poll);

 private:
  struct Waiting;
  boost::asio::awaitable<void> write_all();

  boost::asio::any_io_executor executor_;
  AsyncStore& store_;
  std::vector<Waiting*> waiting_;
  bool writing_ = false;
};

}  // namespace gazette

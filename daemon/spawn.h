// spawn(): a coroutine of ours beside the others on the loop. None of them throws; one that does is a bug (or
// memory has run out): the daemon ends loudly, and systemd starts it again, instead of going on without that
// part.
#pragma once

#include <exception>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>

namespace gazette {

inline void spawn(const boost::asio::any_io_executor& executor, boost::asio::awaitable<void> part) {
  boost::asio::co_spawn(executor, std::move(part), [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
}

}  // namespace gazette

#include "daemon/poll/poll_saver.h"

#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

namespace gazette {

namespace asio = boost::asio;

/// A poll whose result is to be stored; the timer never expires by itself.
struct PollSaver::Waiting {
  Waiting(const asio::any_io_executor& executor, const PollResult& result)
      : poll(&result), stored(executor, asio::steady_timer::time_point::max()) {}
  const PollResult* poll;
  asio::steady_timer stored;
  Result<SaveReport> report;
};

asio::awaitable<Result<SaveReport>> PollSaver::save(const PollResult& poll) {
  Waiting waiting(executor_, poll);
  waiting_.push_back(&waiting);
  if (!std::exchange(writing_, true))
    asio::co_spawn(executor_, write_all(), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);  // a bug of ours: end loudly
    });
  co_await waiting.stored.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return std::move(waiting.report);
}

asio::awaitable<void> PollSaver::write_all() {
  while (!waiting_.empty()) {
    const std::vector<Waiting*> batch = std::exchange(waiting_, {});
    std::vector<const PollResult*> polls;
    for (const Waiting* waiting : batch) polls.push_back(waiting->poll);
    std::vector<Result<SaveReport>> reports =
        co_await store_.call([&polls](Store& store) { return store.save_polls(polls); });
    for (std::size_t i = 0; i < batch.size(); ++i) {
      batch[i]->report = std::move(reports[i]);
      batch[i]->stored.cancel();
    }
  }
  writing_ = false;
}

}  // namespace gazette

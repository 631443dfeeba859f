#include "daemon/poll/poll_saver.h"

#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>

namespace gazette {

namespace asio = boost::asio;

namespace {
constexpr std::size_t kEnoughBytes = 250'000;  // they are in memory until they are stored
}  // namespace

/// A poll that begins; the timer never expires by itself.
struct PollSaver::Asking {
  Asking(const asio::any_io_executor& executor, const std::string& name)
      : source(&name), answered(executor, asio::steady_timer::time_point::max()) {}
  const std::string* source;
  asio::steady_timer answered;
  Result<SourceState> state;
};

/// A poll whose result is to be stored; the timer never expires by itself.
struct PollSaver::Waiting {
  Waiting(const asio::any_io_executor& executor, const PollResult& result)
      : poll(&result), stored(executor, asio::steady_timer::time_point::max()) {}
  const PollResult* poll;
  asio::steady_timer stored;
  Result<SaveReport> report;
};

asio::awaitable<Result<SourceState>> PollSaver::state(const std::string& source) {
  Asking asking(executor_, source);
  asking_.push_back(&asking);
  if (!std::exchange(reading_, true))
    asio::co_spawn(executor_, read_all(), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);  // a bug of ours: end loudly
    });
  co_await asking.answered.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return std::move(asking.state);
}

asio::awaitable<void> PollSaver::read_all() {
  while (!asking_.empty()) {
    const std::vector<Asking*> batch = std::exchange(asking_, {});
    std::vector<std::string> names;
    for (const Asking* asking : batch) names.push_back(*asking->source);
    Result<std::vector<SourceState>> states =
        co_await store_.call([&names](Store& store) { return store.source_states(names); });
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (states)
        batch[i]->state = std::move((*states)[i]);
      else
        batch[i]->state = pass_on(states);
      batch[i]->answered.cancel();
    }
  }
  reading_ = false;
}

asio::awaitable<Result<SaveReport>> PollSaver::save(const PollResult& poll) {
  Waiting waiting(executor_, poll);
  waiting_.push_back(&waiting);
  waiting_bytes_ += poll.body.size();
  if (!std::exchange(writing_, true))
    asio::co_spawn(executor_, write_all(), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);  // a bug of ours: end loudly
    });
  else if (are_enough())
    pause_.cancel();
  co_await waiting.stored.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return std::move(waiting.report);
}

bool PollSaver::are_enough() const {
  return waiting_bytes_ >= kEnoughBytes || waiting_.size() >= under_way_();
}

asio::awaitable<void> PollSaver::write_all() {
  while (!waiting_.empty()) {
    if (!are_enough()) {
      pause_.expires_after(longest_);
      co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    const std::vector<Waiting*> batch = std::exchange(waiting_, {});
    waiting_bytes_ = 0;
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

// Who may ask which host when: over the real client and a server that records what it sees.
#include "daemon/net/manners/host_gate.h"

#include "tests/daemon/net/fetching.h"

namespace gazette::testing {
namespace {

using Gate = Fetching;
using std::chrono::milliseconds;

FetchOptions with_gap(milliseconds gap, int concurrency = 128) {
  FetchOptions options = loopback_options();
  options.host_gap = gap;
  options.concurrency = concurrency;
  return options;
}

TEST_F(Gate, T9_one_request_in_flight_a_host_with_a_pause_after_each) {
  use(with_gap(milliseconds(30)));
  Fault slow;
  slow.delay = milliseconds(10);
  for (int i = 0; i < 20; ++i) {
    const std::string path = "/" + std::to_string(i);
    origin_.fault(path, slow);
    begin(request_for(origin_.url(path)));
  }
  run();
  const std::vector<Request> requests = origin_.requests();
  ASSERT_EQ(requests.size(), 20u);
  EXPECT_EQ(origin_.max_overlap(), 1);
  for (std::size_t i = 1; i < requests.size(); ++i)
    EXPECT_GE(requests[i].time - requests[i - 1].time, milliseconds(39)) << i;
}

TEST_F(Gate, T9_redirects_within_a_host_pause_too) {
  use(with_gap(milliseconds(50)));
  origin_.redirect("/a", "/b");
  get(origin_.url("/a"));
  const std::vector<Request> requests = origin_.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_GE(requests[1].time - requests[0].time, milliseconds(49));
}

TEST_F(Gate, HostsDoNotWaitForEachOther) {
  use(with_gap(milliseconds(1)));
  Fault silent;
  silent.delay = std::chrono::minutes(5);
  origin_.fault("/silent", silent);
  Origin other;
  const auto hanging = begin(request_for(origin_.url("/silent")));
  const auto quick = begin(request_for(other.url("/a")));
  while (!*quick) loop_.run_one();
  EXPECT_TRUE(**quick);
  EXPECT_FALSE(*hanging);
  web_->shut_down();
  run();
}

TEST_F(Gate, WithoutAPauseARequestThatHangsDoesNotKeepTheOthersOfItsHost) {
  use(with_gap(milliseconds(0)));
  Fault silent;
  silent.delay = std::chrono::minutes(5);
  origin_.fault("/silent", silent);
  const auto hanging = begin(request_for(origin_.url("/silent")));
  const auto quick = begin(request_for(origin_.url("/a")));
  while (!*quick) loop_.run_one();
  EXPECT_TRUE(**quick);
  EXPECT_FALSE(*hanging);
  web_->shut_down();
  run();
}

TEST_F(Gate, AtMostSoManyRequestsInAll) {
  use(with_gap(milliseconds(0), 3));
  Fault slow;
  slow.delay = milliseconds(20);
  for (int i = 0; i < 12; ++i) {
    const std::string path = "/" + std::to_string(i);
    origin_.fault(path, slow);
    begin(request_for(origin_.url(path)));
  }
  run();
  EXPECT_EQ(origin_.requests().size(), 12u);
  EXPECT_EQ(origin_.max_overlap(), 3);
}

TEST_F(Gate, Q10_a_host_that_asks_for_a_longer_pause_gets_it) {
  use(with_gap(milliseconds(1)));
  web_->raise_gap(origin_.base_url(), milliseconds(60));
  web_->raise_gap(origin_.base_url(), milliseconds(20));  // never shorter again
  for (int i = 0; i < 3; ++i) get(origin_.url("/a"));
  const std::vector<Request> requests = origin_.requests();
  for (std::size_t i = 1; i < requests.size(); ++i)
    EXPECT_GE(requests[i].time - requests[i - 1].time, milliseconds(59)) << i;
}

TEST_F(Gate, ManyHostsThatHangDoNotKeepTheOthersWaiting) {
  HostGate gate(loop_.get_executor(), {2, Duration::zero(), milliseconds(20)});
  std::vector<HostGate::Permit> hanging;
  int in = 0;
  for (int i = 0; i < 12; ++i)
    boost::asio::co_spawn(
        loop_,
        [](HostGate& g, std::vector<HostGate::Permit>& held, int& count) -> boost::asio::awaitable<void> {
          held.push_back(co_await g.enter("http://h"));
          ++count;
        }(gate, hanging, in),
        boost::asio::detached);
  loop_.run_for(milliseconds(5));
  EXPECT_EQ(in, 2);  // the limit at first
  loop_.restart();
  loop_.run_for(milliseconds(300));
  EXPECT_EQ(in, 8);  // four times as many at most
  hanging.pop_back();
  loop_.restart();
  loop_.run_for(milliseconds(100));
  EXPECT_EQ(in, 9);
  gate.open_for_all();
  loop_.restart();
  loop_.run();
  EXPECT_EQ(in, 12);
}

TEST_F(Gate, NobodyIsLetInWhileItIsHeldBack) {
  use(with_gap(milliseconds(0), 2));
  origin_.on_prefix("/", [](const Request&) { return Answer::of("hello", "text/plain"); });
  web_->hold_back(true);
  std::vector<std::shared_ptr<std::optional<Result<WebResponse>>>> answers;
  for (int i = 0; i < 5; ++i) answers.push_back(begin(request_for(origin_.url("/" + std::to_string(i)))));
  boost::asio::steady_timer later(loop_, milliseconds(50));
  later.async_wait([&](const boost::system::error_code&) {
    EXPECT_EQ(origin_.requests().size(), 0u);
    web_->hold_back(false);
  });
  run();
  for (const auto& answer : answers) EXPECT_TRUE(*answer && **answer);
  EXPECT_LE(origin_.max_overlap(), 2);
}

TEST_F(Gate, ShutDownLetsWaitersGoWithoutAsking) {
  use(with_gap(std::chrono::hours(1)));
  std::vector<std::shared_ptr<std::optional<Result<WebResponse>>>> answers;
  for (int i = 0; i < 5; ++i) answers.push_back(begin(request_for(origin_.url("/a"))));
  while (!*answers[0]) loop_.run_one();
  web_->shut_down();
  run();
  for (std::size_t i = 1; i < answers.size(); ++i) {
    ASSERT_TRUE(*answers[i]);
    EXPECT_FALSE(**answers[i]);
  }
  EXPECT_EQ(origin_.requests().size(), 1u);
}

}  // namespace
}  // namespace gazette::testing

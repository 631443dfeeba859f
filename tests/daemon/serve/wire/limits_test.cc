// What one client, and all together, may take of the server.
#include <fstream>
#include <iostream>

#include <dirent.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "daemon/serve/wire/listener.h"
#include "tests/daemon/serve/server_fixture.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Clients = std::vector<std::unique_ptr<Client>>;
using Limits = ServerTest;

/// kB of memory in use.
long resident_kb() {
  std::ifstream in("/proc/self/statm");
  long total = 0, resident = 0;
  in >> total >> resident;
  return resident * 4;
}

/// The server notices that a client has gone a moment after it went.
template <class Question>
bool soon(Question question) {
  for (int i = 0; i < 250; ++i) {
    if (question()) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

TEST_F(Limits, SlowRequestsAreToldSoAndCut) {
  ServerLimits limits;
  limits.request = 300ms;
  start(limits);
  Client slow(port), half(port);
  half.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  std::thread dripping([&] {
    for (const char c : "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(500, 'a') + "\r\n\r\n") {
      std::this_thread::sleep_for(20ms);
      if (!slow.send(std::string(1, c))) return;
    }
  });
  for (Client* client : {&slow, &half}) {
    EXPECT_THAT(client->read_all(), StartsWith("HTTP/1.1 408 "));
    EXPECT_TRUE(client->ended());
  }
  dripping.join();
}

TEST_F(Limits, IdleConnectionsEndWithoutAWord) {
  ServerLimits limits;
  limits.idle = 200ms;
  start(limits);
  Client silent(port), used(port);
  used.send(std::string("GET /healthz") + kGet);
  EXPECT_THAT(used.read_answer(), StartsWith("HTTP/1.1 200 "));
  for (Client* client : {&silent, &used}) {
    EXPECT_EQ(client->read_all(), "");
    EXPECT_TRUE(client->ended());
  }
}

TEST_F(Limits, ReaderThatDoesNotReadIsCut) {
  ServerLimits limits;
  limits.write = 200ms;
  auto large = std::make_shared<RenderedFeed>(*model.feeds.begin()->second);
  large->body.assign(60'000'000, 'x');
  model.feeds["/feeds/large.atom"] = large;
  start(limits);
  Client deaf(port);
  deaf.send(std::string("GET /feeds/large.atom") + kGet);
  std::this_thread::sleep_for(1s);
  EXPECT_LT(deaf.read_all().size(), 60'000'000u);
  EXPECT_TRUE(deaf.ended());
  Client keen(port);  // a reader at full speed gets all of it, however long it is
  keen.send(std::string("GET /feeds/large.atom") + kGetAndClose);
  EXPECT_GT(keen.count_all(30s), 60'000'000u);
}

TEST_F(Limits, AnswersThatTheModelOwesEnd) {
  ServerLimits limits;
  limits.answer = 200ms;
  model.delay = 3s;
  start(limits);
  Client client(port);
  client.send(std::string("GET /articles/a1") + kGet);
  EXPECT_EQ(client.read_all(2s), "");
  EXPECT_TRUE(client.ended());
}

/// 2,000 that do nothing, 2,000 that never finish their request: bounded memory, and others are served.
TEST_F(Limits, S108_CrowdsDelayNobodyAndTakeLittle) {
  start();
  rlimit descriptors{};
  getrlimit(RLIMIT_NOFILE, &descriptors);
  const std::size_t crowd = std::min<std::size_t>(2000, (descriptors.rlim_cur - 200) / 4);
  [[maybe_unused]] const long before = resident_kb();
  Clients idle, slow;
  for (std::size_t i = 0; i < crowd; ++i) {
    idle.push_back(std::make_unique<Client>(port));
    slow.push_back(std::make_unique<Client>(port));
    slow.back()->send("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(1000, 'a'));
  }
  EXPECT_THAT(get("/"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(get("/feeds/all.atom"), StartsWith("HTTP/1.1 200 "));
#ifdef __SANITIZE_THREAD__
  std::cerr << "ThreadSanitizer keeps a shadow of all memory: what the crowd takes is not compared\n";
#else
  EXPECT_LT(resident_kb() - before, static_cast<long>(crowd) * 2 * 20);
#endif
  for (Client* one : {idle.front().get(), idle.back().get()}) {
    one->send(std::string("GET /healthz") + kGet);
    EXPECT_THAT(one->read_answer(), StartsWith("HTTP/1.1 200 "));
  }
}

TEST_F(Limits, TooManyConnectionsAreToldSo) {
  ServerLimits limits;
  limits.connections = 5;
  start(limits);
  {
    Clients holders;  // in the middle of a request, so none of them can be sent away
    for (int i = 0; i < 5; ++i) {
      holders.push_back(std::make_unique<Client>(port));
      holders.back()->send(std::string("GET /healthz") + kGet);
      EXPECT_THAT(holders.back()->read_answer(), StartsWith("HTTP/1.1 200 "));
      holders.back()->send("GET /");
    }
    std::string refused;
    EXPECT_TRUE(soon([&] { return (refused = get("/healthz")).starts_with("HTTP/1.1 503 "); }));
    EXPECT_NE(header_of(refused, "Retry-After"), "-");
    for (const auto& holder : holders) {
      holder->send("healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      EXPECT_THAT(holder->read_answer(), StartsWith("HTTP/1.1 200 "));
    }
  }
  EXPECT_TRUE(soon([&] { return get("/healthz").starts_with("HTTP/1.1 200 "); }));
}

TEST_F(Limits, WhoIdlesLongestMakesRoom) {
  ServerLimits limits;
  limits.connections = 3;
  start(limits);
  Client first(port), second(port), third(port);
  for (Client* client : {&second, &third, &first}) {
    client->send(std::string("GET /healthz") + kGet);
    EXPECT_THAT(client->read_answer(), StartsWith("HTTP/1.1 200 "));
  }
  Client fourth(port);
  fourth.send(std::string("GET /healthz") + kGet);
  EXPECT_THAT(fourth.read_answer(), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(second.read_all(), "");
  EXPECT_TRUE(second.ended());
  first.send(std::string("GET /healthz") + kGet);
  EXPECT_THAT(first.read_answer(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(Limits, OneAddressHasItsShare) {
  ServerLimits limits;
  limits.per_address = 3;
  limits.spare_local = false;
  start(limits);
  Clients greedy;
  for (int i = 0; i < 3; ++i) {
    greedy.push_back(std::make_unique<Client>(port, "127.0.0.5"));
    greedy.back()->send("GET /healthz");
  }
  const auto status_from = [this](const char* address) {
    Client client(port, address);
    client.send(std::string("GET /healthz") + kGetAndClose);
    return status_of(client.read_all());
  };
  EXPECT_TRUE(soon([&] { return status_from("127.0.0.5") == 429; }));
  EXPECT_EQ(status_from("127.0.0.6"), 200);
  greedy.pop_back();
  EXPECT_TRUE(soon([&] { return status_from("127.0.0.5") == 200; }));
}

/// A request that hangs half way loses its place to a new one after a second.
TEST_F(Limits, SlowestMakesRoomWhenNobodyIdles) {
  ServerLimits limits;
  limits.connections = 2;
  start(limits);
  Client slow(port), slower(port);
  for (Client* client : {&slow, &slower}) client->send("GET /");
  EXPECT_TRUE(soon([&] { return get("/healthz").starts_with("HTTP/1.1 200 "); }));
}

TEST_F(Limits, KeepAliveAndPipelining) {
  start();
  Client client(port);
  std::string many;
  for (int i = 0; i < 500; ++i) many += std::string("GET /articles/a1") + kGet;
  std::thread sender([&] { client.send(many + "GET /healthz" + kGetAndClose); });
  const std::string all = client.read_all(20s);
  sender.join();
  EXPECT_TRUE(client.ended());
  std::size_t answers = 0;
  for (std::size_t at = 0; (at = all.find("HTTP/1.1 200 OK", at)) != std::string::npos; ++at) ++answers;
  EXPECT_EQ(answers, 501u);
  EXPECT_TRUE(all.ends_with("ok\n"));
  EXPECT_THAT(ask("GET /healthz HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

/// Who pipelines and does not read: what was asked waits in the kernel, not in our memory; others get their
/// turn.
TEST_F(Limits, S109_PipelinedDepthIsBounded) {
  ServerLimits limits;
  limits.write = 500ms;
  start(limits);
  Client flood(port);
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += std::string("GET /feeds/all.atom") + kGet;
  [[maybe_unused]] const long before = resident_kb();
  std::thread sender([&] { flood.send(many); });
  EXPECT_THAT(get("/healthz"), StartsWith("HTTP/1.1 200 "));
  std::this_thread::sleep_for(300ms);
  EXPECT_LT(resident_kb() - before, 8'000);
  sender.join();  // the server has ended it
  EXPECT_THAT(get("/healthz"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(Limits, RequestsOnOneConnectionAreCounted) {
  ServerLimits limits;
  limits.requests = 3;
  start(limits);
  Client client(port);
  for (int i = 0; i < 5; ++i) client.send(std::string("GET /healthz") + kGet);
  const std::string all = client.read_all();
  EXPECT_TRUE(client.ended());
  EXPECT_THAT(all, HasSubstr("Connection: close"));
  std::size_t answers = 0;
  for (std::size_t at = 0; (at = all.find("HTTP/1.1 200", at)) != std::string::npos; ++at) ++answers;
  EXPECT_EQ(answers, 3u);
}

TEST_F(Limits, BodiesAreReadToTheirEnd) {
  start();
  Client client(port);
  client.send("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /nothing" +
              std::string(kGet));
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 404 "));
}

/// Takes every descriptor but one; gives them back at the end.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int highest = dup(0);
    taken_.push_back(highest);
    rlimit tight = before_;
    tight.rlim_cur = static_cast<rlim_t>(highest) + 1;
    setrlimit(RLIMIT_NOFILE, &tight);
    for (int fd = dup(0); fd >= 0; fd = dup(0)) taken_.push_back(fd);
    close(taken_.back());
    taken_.pop_back();
  }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;
  ~NoDescriptors() {
    for (const int fd : taken_) close(fd);
    setrlimit(RLIMIT_NOFILE, &before_);
  }

 private:
  rlimit before_{};
  std::vector<int> taken_;
};

TEST_F(Limits, S110_OutOfDescriptorsAnIdleOneMakesRoom) {
  start();
  Clients idle;
  for (int i = 0; i < 10; ++i) {
    idle.push_back(std::make_unique<Client>(port));
    idle.back()->send(std::string("GET /healthz") + kGet);
    EXPECT_THAT(idle.back()->read_answer(), StartsWith("HTTP/1.1 200 "));
  }
  {
    const NoDescriptors none;
    Client late(port);  // takes the last one, so that the server has none to accept it with
    late.send(std::string("GET /healthz") + kGet);
    EXPECT_THAT(late.read_answer(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(idle.front()->read_all(), "");
    EXPECT_TRUE(idle.front()->ended());
  }
  EXPECT_THAT(get("/healthz"), StartsWith("HTTP/1.1 200 "));
}

}  // namespace
}  // namespace gazette::testing

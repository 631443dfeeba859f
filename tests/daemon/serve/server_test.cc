// The server over real sockets, with a model of values.
#include "daemon/serve/server.h"

#include <future>
#include <thread>

#include <arpa/inet.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/daemon/serve/fake_model.h"

namespace gazette {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kGet = " HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr const char* kGetAndClose = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// A client that sends what no library would.
class Client {
 public:
  explicit Client(int port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  }
  ~Client() { close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void end() { shutdown(fd_, SHUT_WR); }

  /// Everything until the server closes; `ended()` is false if it had not by the timeout.
  std::string read_all(std::chrono::milliseconds timeout = 5s) {
    const auto deadline = SteadyClock::now() + timeout;
    while (!ended_ && SteadyClock::now() < deadline) receive(deadline);
    return std::exchange(buffer_, {});
  }
  /// One answer with its body, by its Content-Length; empty if none comes.
  std::string read_answer(bool head_only = false, std::chrono::milliseconds timeout = 5s) {
    const auto deadline = SteadyClock::now() + timeout;
    for (;;) {
      const std::size_t head = buffer_.find("\r\n\r\n");
      if (head != std::string::npos) {
        const std::size_t at = buffer_.find("Content-Length: ");
        const std::size_t length = head_only || at > head ? 0 : std::stoul(buffer_.substr(at + 16));
        if (buffer_.size() >= head + 4 + length) {
          const std::string answer = buffer_.substr(0, head + 4 + length);
          buffer_.erase(0, answer.size());
          return answer;
        }
      }
      if (ended_ || SteadyClock::now() >= deadline) return {};
      receive(deadline);
    }
  }
  bool ended() const { return ended_; }

 private:
  void receive(SteadyClock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
    pollfd wait{fd_, POLLIN, 0};
    if (poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) <= 0) return;
    char bytes[16384];
    const ssize_t n = recv(fd_, bytes, sizeof bytes, 0);
    if (n > 0)
      buffer_.append(bytes, static_cast<std::size_t>(n));
    else
      ended_ = true;
  }
  int fd_;
  std::string buffer_;
  bool ended_ = false;
};

class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    model.now_status.now = from_unix_ms(1'764'000'000'000);
    model.now_status.version = "1.2.3";
    model.articles = {testing::make_article("a1", "Tides", "The *tide*.", model.now_status.now)};
    auto feed = std::make_shared<RenderedFeed>();
    feed->body = "<feed>" + std::string(5000, 'x') + "</feed>";
    feed->etag = "\"f00d\"";
    feed->content_type = "application/atom+xml; charset=utf-8";
    feed->last_modified = from_unix_ms(1'700'000'000'000);
    feed->max_age = 5min;
    model.feeds[{"all", FeedOutput::atom}] = feed;
  }
  void TearDown() override {
    if (!loop_thread.joinable()) return;
    run([this]() -> boost::asio::awaitable<void> {
      server.reset();
      co_return;
    });
    loop.stop();
    loop_thread.join();
  }

  void start(ServerLimits limits = {}) {
    ServerOptions options;
    options.port = 0;
    options.public_url = "https://news.example.org";
    server = std::make_unique<HttpServer>(loop.get_executor(), options, model, limits);
    const Result<int> bound = server->start();
    ASSERT_TRUE(bound) << bound.error().message;
    port = *bound;
    loop_thread = std::thread([this] {
      const auto guard = boost::asio::make_work_guard(loop);
      loop.run();
    });
  }
  template <class Work>
  void run(Work work) {
    boost::asio::co_spawn(loop, std::move(work), boost::asio::use_future).get();
  }
  std::string ask(const std::string& bytes) {
    Client client(port);
    client.send(bytes);
    const std::string answer = client.read_all();
    EXPECT_TRUE(client.ended());
    return answer;
  }

  boost::asio::io_context loop;
  testing::FakeModel model;
  std::unique_ptr<HttpServer> server;
  std::thread loop_thread;
  int port = 0;
};

TEST_F(ServerTest, Pages) {
  start();
  const struct Case {
    const char* target;
    const char* status;
    const char* part;
  } cases[] = {
      {"/", "200", "Tides"},
      {"/articles/a1", "200", "<em>tide</em>"},
      {"/articles/a2", "404", "no such article"},
      {"/search?q=Tides", "200", "1 article"},
      {"/search?q=%", "400", "Bad request"},
      {"/feeds/all.atom", "200", "<feed>"},
      {"/feeds/none.atom", "404", "no feed"},
      {"/style.css", "200", "prefers-color-scheme: dark"},
      {"/icon.svg", "200", "<svg"},
      {"/healthz", "200", "\r\n\r\nok\n"},
      {"/nothing", "404", "nothing at this address"},
      {"/../../etc/passwd", "404", "nothing at this address"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.target);
    const std::string answer = ask(std::string("GET ") + c.target + kGetAndClose);
    EXPECT_THAT(answer, StartsWith(std::string("HTTP/1.1 ") + c.status + ' '));
    EXPECT_THAT(answer, HasSubstr(c.part));
    EXPECT_THAT(answer, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nDate: "));
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    if (answer.find("<!doctype html>") == std::string::npos) continue;
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Security-Policy: default-src 'none'; style-src 'self';"));
    EXPECT_THAT(answer, HasSubstr("\r\nReferrer-Policy: no-referrer\r\n"));
  }
}

TEST_F(ServerTest, FeedHeadersAndValidators) {
  start();
  Client client(port);
  client.send(std::string("GET /feeds/all.atom") + kGet);
  const std::string first = client.read_answer();
  for (const char* header :
       {"ETag: \"f00d\"", "Last-Modified: Tue, 14 Nov 2023 22:13:20 GMT",
        "Cache-Control: public, max-age=300", "Vary: Accept-Encoding",
        "Content-Type: application/atom+xml; charset=utf-8",
        "Link: <https://news.example.org/feeds/all.atom>; rel=\"self\"", "Connection: keep-alive"})
    EXPECT_THAT(first, HasSubstr("\r\n" + std::string(header) + "\r\n"));
  client.send("GET /feeds/all.atom HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"other\", W/\"f00d\"\r\n\r\n");
  const std::string same = client.read_answer();
  EXPECT_THAT(same, StartsWith("HTTP/1.1 304 Not Modified\r\n"));
  EXPECT_THAT(same, HasSubstr("\r\nETag: \"f00d\"\r\n"));
  EXPECT_THAT(same, Not(HasSubstr("<feed>")));
  client.send(
      "GET /feeds/all.atom HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"a\"\r\nIf-None-Match: \"f00d\"\r\n\r\n");
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 304 "));  // a list over two lines
  client.send("GET /feeds/all.atom HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
  const std::string packed = client.read_answer();
  EXPECT_THAT(packed, HasSubstr("\r\nContent-Encoding: gzip\r\n"));
  EXPECT_THAT(packed, HasSubstr("\r\nETag: \"f00d-gz\"\r\n"));
  EXPECT_LT(packed.size(), 1000u);
}

TEST_F(ServerTest, HeadIsGetWithoutABody) {
  start();
  for (const char* target : {"/", "/feeds/all.atom", "/nothing", "/healthz"}) {
    SCOPED_TRACE(target);
    Client client(port);
    client.send(std::string("GET ") + target + kGet);
    std::string get = client.read_answer();
    client.send(std::string("HEAD ") + target + kGet);
    std::string head = client.read_answer(true);
    get.resize(get.find("\r\n\r\n") + 4);
    for (std::string* answer : {&get, &head}) answer->erase(answer->find("Date: "), 37);
    EXPECT_EQ(head, get);
    client.send(std::string("GET /healthz") + kGet);  // nothing of a body is left in between
    EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
}

TEST_F(ServerTest, KeepAliveAndPipelining) {
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

TEST_F(ServerTest, GetWithABody) {
  start();
  Client client(port);
  client.send("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /nothing" +
              std::string(kGet));
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 404 "));
}

const std::string kHost = "Host: x\r\n", kEnd = "\r\n\r\n";
struct RefusedCase {
  const char* name;
  std::string bytes;
  const char* status;  ///< nullptr: whatever, but 4xx or the end
};

const RefusedCase kRefused[] = {
    {"post", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "405"},
    {"delete", "DELETE / HTTP/1.1\r\n" + kHost + "\r\n", "405"},
    {"options", "OPTIONS * HTTP/1.1\r\n" + kHost + "\r\n", "405"},
    {"connect", "CONNECT a:443 HTTP/1.1\r\n" + kHost + "\r\n", "405"},
    {"unknown method", "BREW / HTTP/1.1\r\n" + kHost + "\r\n", "405"},
    {"long header", "GET / HTTP/1.1\r\n" + kHost + "X: " + std::string(20'000, 'a') + kEnd, "431"},
    {"many headers",
     [] {
       std::string s = "GET / HTTP/1.1\r\nHost: x\r\n";
       for (int i = 0; i < 3000; ++i) s += "X: y\r\n";
       return s + "\r\n";
     }(),
     "431"},
    {"endless header", "GET / HTTP/1.1\r\n" + std::string(100'000, 'a'), "431"},
    {"long target", "GET /" + std::string(6000, 'a') + kGet, "414"},
    {"large body", "GET / HTTP/1.1\r\n" + kHost + "Content-Length: 200000000\r\n\r\nabc", "413"},
    {"large chunk",
     "GET / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n20000\r\n" +
         std::string(0x20000, 'a') + "\r\n0\r\n\r\n",
     "413"},
    {"expect", "GET / HTTP/1.1\r\n" + kHost + "Expect: 100-continue\r\nContent-Length: 10\r\n\r\n", "413"},
    {"no host", "GET / HTTP/1.1\r\n\r\n", "400"},
    {"two hosts", "GET / HTTP/1.1\r\n" + kHost + kHost + "\r\n", "400"},
    {"length and chunks",
     "GET / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x" +
         kGet,
     "400"},
    {"chunks and length",
     "GET / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /x" +
         kGet,
     "400"},
    {"two lengths", "GET / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
     "400"},
    {"negative length", "GET / HTTP/1.1\r\n" + kHost + "Content-Length: -5" + kEnd, "400"},
    {"huge length", "GET / HTTP/1.1\r\n" + kHost + "Content-Length: 99999999999999999999999" + kEnd, "400"},
    {"bad chunk", "GET / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
    {"chunk too large for a number",
     "GET / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", "400"},
    {"space in a name", "GET / HTTP/1.1\r\n" + kHost + "Content-Length : 5" + kEnd, nullptr},
    {"folded header", "GET / HTTP/1.1\r\n" + kHost + "X: a\r\n b" + kEnd, nullptr},
    {"nul in a header", std::string("GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 36), "400"},
    {"nul in the target", std::string("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 28), "400"},
    {"bare line feeds", "GET / HTTP/1.1\nHost: x\n\n", nullptr},
    {"bare return", "GET / HTTP/1.1\r\nHost: x\r\rX: y" + kEnd, "400"},
    {"no version", "GET /\r\n\r\n", "400"},
    {"a version of the future", "GET / HTTP/3.0\r\n" + kHost + "\r\n", "400"},
    {"h2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
    {"tls hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(500, '\x7f'),
     "400"},
    {"garbage", "\xff\xfe\xfd\r\n\r\n", "400"},
    {"asterisk", "GET * HTTP/1.1\r\n" + kHost + "\r\n", "400"},
    {"raw 8-bit target", "GET /\xff\xfe HTTP/1.1\r\n" + kHost + "\r\n", "400"},
    {"injection", "GET /feeds/%0d%0aSet-Cookie:%20x.atom" + std::string(kGet), "400"},
    {"only an end", "\r\n\r\n", nullptr},
    {"nothing", "", nullptr},
    {"half a request", "GET / HT", nullptr},
    {"half a body", "GET / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\n\r\nab", nullptr},
};

/// Nothing that a stranger sends is a 500, hangs, or keeps the next one from an answer.
TEST_F(ServerTest, RefusedRequests) {
  ServerLimits limits;
  limits.timeout = 500ms;
  start(limits);
  for (const RefusedCase& c : kRefused) {
    SCOPED_TRACE(c.name);
    Client client(port);
    client.send(c.bytes);
    client.end();
    const std::string answer = client.read_all(3s);
    EXPECT_TRUE(client.ended());
    const std::string expected = c.status ? std::string("HTTP/1.1 ") + c.status + ' ' : std::string();
    EXPECT_THAT(answer, StartsWith(expected));
    EXPECT_THAT(answer, Not(HasSubstr("HTTP/1.1 5")));
    EXPECT_THAT(answer, Not(HasSubstr("Set-Cookie: x\r\n")));
    EXPECT_THAT(ask(std::string("GET /healthz") + kGetAndClose), StartsWith("HTTP/1.1 200 "));
  }
  EXPECT_THAT(ask("POST / HTTP/1.1\r\nHost: x\r\n\r\n"), HasSubstr("\r\nAllow: GET, HEAD\r\n"));
}

TEST_F(ServerTest, SlowRequestsAreCut) {
  ServerLimits limits;
  limits.timeout = 300ms;
  start(limits);
  const auto begin = SteadyClock::now();
  Client slow(port), idle(port), half(port);
  half.send("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  std::thread dripping([&] {
    for (const char c : std::string("GET / HTTP/1.1\r\nHost: x\r\nX: 1234567890\r\n\r\n")) {
      std::this_thread::sleep_for(20ms);
      if (!slow.send(std::string(1, c))) return;
    }
  });
  for (Client* client : {&slow, &idle, &half}) {
    EXPECT_THAT(client->read_all(), Not(HasSubstr("200 OK")));
    EXPECT_TRUE(client->ended());
  }
  EXPECT_LT(SteadyClock::now() - begin, 2s);
  dripping.join();
}

TEST_F(ServerTest, ReaderThatDoesNotReadIsCut) {
  ServerLimits limits;
  limits.timeout = 200ms;
  auto large = std::make_shared<RenderedFeed>(*model.feeds.begin()->second);
  large->body.assign(60'000'000, 'x');
  model.feeds[{"large", FeedOutput::atom}] = large;
  start(limits);
  Client deaf(port);
  deaf.send(std::string("GET /feeds/large.atom") + kGet);
  std::this_thread::sleep_for(1s);
  EXPECT_LT(deaf.read_all().size(), 60'000'000u);
  EXPECT_TRUE(deaf.ended());
  Client keen(port);  // a reader at full speed gets all of it, however long it is
  keen.send(std::string("GET /feeds/large.atom") + kGetAndClose);
  EXPECT_GT(keen.read_all(30s).size(), 60'000'000u);
}

TEST_F(ServerTest, IdleConnectionsDelayNobody) {
  start();
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 200; ++i) idle.push_back(std::make_unique<Client>(port));
  for (std::size_t i = 0; i < idle.size(); i += 2) idle[i]->send("GET / HT");
  const auto begin = SteadyClock::now();
  EXPECT_THAT(ask(std::string("GET /") + kGetAndClose), StartsWith("HTTP/1.1 200 "));
  EXPECT_LT(SteadyClock::now() - begin, 1s);
}

TEST_F(ServerTest, TooManyConnectionsAreToldSo) {
  ServerLimits limits;
  limits.connections = 5;
  start(limits);
  {
    std::vector<std::unique_ptr<Client>> holders;
    for (int i = 0; i < 5; ++i) {
      holders.push_back(std::make_unique<Client>(port));
      holders.back()->send(std::string("GET /healthz") + kGet);
      EXPECT_THAT(holders.back()->read_answer(), StartsWith("HTTP/1.1 200 "));
    }
    const std::string refused = ask(std::string("GET /healthz") + kGet);
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(refused, HasSubstr("\r\nRetry-After: "));
  }
  std::string again;  // their places are free once the server has seen them go
  for (int i = 0; i < 50 && !again.starts_with("HTTP/1.1 200 "); ++i) {
    std::this_thread::sleep_for(20ms);
    again = ask(std::string("GET /healthz") + kGetAndClose);
  }
  EXPECT_THAT(again, StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, BrokenStoreIsA503) {
  start();
  model.failure = Error{ErrorKind::storage, "disk on fire at /secret/path"};
  for (const char* target : {"/", "/articles/a1", "/search?q=a", "/feeds/all.atom", "/healthz"}) {
    SCOPED_TRACE(target);
    const std::string answer = ask(std::string("GET ") + target + kGetAndClose);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(answer, Not(HasSubstr("secret")));
  }
  model.failure.reset();
  model.now_status.store_ok = false;
  EXPECT_THAT(ask(std::string("GET /healthz") + kGetAndClose), StartsWith("HTTP/1.1 503 "));
}

TEST_F(ServerTest, StopEndsIdleOnesAtOnceAndLetsOthersFinish) {
  model.delay = 300ms;
  start();
  Client idle(port), busy(port);
  busy.send(std::string("GET /articles/a1") + kGet);
  std::this_thread::sleep_for(100ms);
  const auto begin = SteadyClock::now();
  run([this]() { return server->stop(5s); });
  EXPECT_LT(SteadyClock::now() - begin, 3s);
  const std::string answer = busy.read_all(1s);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(busy.ended());
  EXPECT_EQ(idle.read_all(1s), "");
  EXPECT_TRUE(idle.ended());
}

TEST_F(ServerTest, StopKeepsItsDeadline) {
  model.delay = 3s;
  start();
  Client busy(port);
  busy.send(std::string("GET /articles/a1") + kGet);
  std::this_thread::sleep_for(100ms);
  const auto begin = SteadyClock::now();
  run([this]() { return server->stop(200ms); });
  EXPECT_GE(SteadyClock::now() - begin, 150ms);
  EXPECT_LT(SteadyClock::now() - begin, 1500ms);
  EXPECT_EQ(busy.read_all(1s), "");
  EXPECT_TRUE(busy.ended());
}

TEST(HttpServerStart, SaysWhatIsWrong) {
  boost::asio::io_context loop;
  testing::FakeModel model;
  ServerOptions options;
  options.address = "not an address";
  HttpServer wrong(loop.get_executor(), options, model);
  const Result<int> none = wrong.start();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::config);
  options.address = "127.0.0.1";
  options.port = 0;
  HttpServer first(loop.get_executor(), options, model);
  const Result<int> port = first.start();
  ASSERT_TRUE(port);
  options.port = *port;
  HttpServer second(loop.get_executor(), options, model);
  const Result<int> taken = second.start();
  ASSERT_FALSE(taken);
  EXPECT_THAT(taken.error().message, HasSubstr(std::to_string(*port)));
}

}  // namespace
}  // namespace gazette

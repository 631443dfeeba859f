// The server as a whole: what it answers, and how it starts and stops.
#include "daemon/serve/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/subscriptions/opml.h"
#include "tests/daemon/serve/server_fixture.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

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

TEST_F(ServerTest, BrokenStoreIsA503) {
  start();
  on_loop([this] { model.failure = Error{ErrorKind::storage, "disk on fire at /secret/path"}; });
  for (const char* target : {"/", "/articles/a1", "/search?q=a", "/feeds/all.atom", "/healthz"}) {
    SCOPED_TRACE(target);
    const std::string answer = ask(std::string("GET ") + target + kGetAndClose);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(answer, Not(HasSubstr("secret")));
  }
  on_loop([this] {
    model.failure.reset();
    model.now_status.store_ok = false;
  });
  EXPECT_THAT(ask(std::string("GET /healthz") + kGetAndClose), StartsWith("HTTP/1.1 503 "));
}

TEST_F(ServerTest, ReadyMeansThatTheStoreAnswersAndSourcesArePolled) {
  start();
  const auto readiness = [this] { return ask(std::string("GET /readyz") + kGetAndClose); };
  EXPECT_THAT(readiness(), HasSubstr("the scheduler does not run"));
  on_loop([this] { model.now_status.scheduled = model.now_status.now - 1min; });
  EXPECT_THAT(readiness(), StartsWith("HTTP/1.1 200 "));
  on_loop([this] { model.now_status.scheduled = model.now_status.now - 10min; });
  EXPECT_THAT(readiness(), StartsWith("HTTP/1.1 503 "));
  on_loop([this] {
    model.now_status.scheduled = model.now_status.now;
    model.now_status.store_ok = false;
  });
  EXPECT_THAT(readiness(), HasSubstr("the store does not answer"));
}

TEST_F(ServerTest, OpmlListsOurFeedsAndNoAddressOfTheirs) {
  SourceStatus source;
  source.name = "lwn";
  source.title = "LWN & more";
  source.url = "https://lwn.net/rss?key=secret";
  source.tags = {"linux"};
  model.now_status.sources = {source};
  start();
  const std::string answer = ask(std::string("GET /opml") + kGetAndClose);
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: text/x-opml; charset=utf-8\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("secret")));
  const std::string body = body_of(answer);
  const Result<SubscriptionList> list = parse_opml({body, "", "", "", ""});
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_EQ(list->subscriptions.size(), 1u);
  EXPECT_EQ(list->subscriptions[0].title, "LWN & more");
  EXPECT_EQ(list->subscriptions[0].url, "https://news.example.org/feeds/lwn.atom");
  EXPECT_EQ(list->subscriptions[0].home, "https://news.example.org/sources/lwn");
  EXPECT_EQ(list->subscriptions[0].tags, std::vector<std::string>{"linux"});
}

TEST_F(ServerTest, StopEndsIdleOnesAtOnceAndLetsOthersFinish) {
  model.delay = 300ms;
  start();
  Client idle(port), busy(port);
  busy.send(std::string("GET /articles/a1") + kGet);
  std::this_thread::sleep_for(100ms);
  run([this]() { return server->stop(5s); });
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
  run([this]() { return server->stop(200ms); });
  EXPECT_EQ(busy.read_all(1s), "");
  EXPECT_TRUE(busy.ended());
}

TEST(HttpServerStart, SaysWhatIsWrong) {
  boost::asio::io_context loop;
  FakeModel model;
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
}  // namespace gazette::testing

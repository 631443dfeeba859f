// ServerTest: the server over real sockets, with a model of values, on a loop of its own.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/serve/server.h"
#include "tests/daemon/serve/client.h"
#include "tests/daemon/serve/fake_model.h"

namespace gazette::testing {

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    options.port = 0;
    options.public_url = "https://news.example.org";
  }
  void SetUp() override {
    model.now_status.now = from_unix_ms(1'764'000'000'000);
    model.now_status.version = "1.2.3";
    model.all_articles = {make_article("a1", "Tides", "The *tide*.", model.now_status.now)};
    auto feed = std::make_shared<RenderedFeed>();
    feed->body = "<feed>" + std::string(5000, 'x') + "</feed>";
    feed->etag = "\"f00d\"";
    feed->content_type = "application/atom+xml; charset=utf-8";
    feed->last_modified = from_unix_ms(1'700'000'000'000);
    feed->max_age = 5min;
    feed->link =
        "<https://news.example.org/feeds/all.atom>; rel=\"self\", <https://news.example.org/hub>; "
        "rel=\"hub\"";
    model.feeds["/feeds/all.atom"] = feed;
  }
  void TearDown() override {
    if (!loop_thread.joinable()) return;
    on_loop([this] { server.reset(); });
    loop.stop();
    loop_thread.join();
  }

  void start(ServerLimits limits = {}) {
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
  /// The model belongs to the loop's thread.
  template <class Change>
  void on_loop(Change change) {
    run([&]() -> boost::asio::awaitable<void> {
      change();
      co_return;
    });
  }
  /// The answer to a GET with further header lines, each with its end.
  std::string get(const std::string& target, const std::string& lines = {}) {
    return ask("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + lines + "\r\n");
  }
  std::string ask(const std::string& bytes) {
    Client client(port);
    client.send(bytes);
    const std::string answer = client.read_all();
    EXPECT_TRUE(client.ended());
    return answer;
  }

  boost::asio::io_context loop;
  FakeModel model;
  ServerOptions options;
  std::unique_ptr<HttpServer> server;
  std::thread loop_thread;
  int port = 0;
};

}  // namespace gazette::testing

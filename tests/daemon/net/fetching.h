// What the tests of the client share: a Web on a loop of its own, asked as if it blocked.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "daemon/net/manners/host_pauses.h"
#include "daemon/net/web.h"
#include "tests/origin/origin.h"

namespace gazette::testing {

/// Options for loopback: private addresses allowed, no pause between requests.
inline FetchOptions loopback_options() {
  FetchOptions options;
  options.allow_private = true;
  options.host_gap = Duration::zero();
  options.timeout = std::chrono::seconds(20);
  return options;
}

class Fetching : public ::testing::Test {
 protected:
  void use(const FetchOptions& options) {
    web_ = make_web(loop_.get_executor(), options, {pauses_, [this] { return now_; }});
  }

  /// Begins a request; its answer is in the optional once `run()` came back.
  std::shared_ptr<std::optional<Result<WebResponse>>> begin(WebRequest request) {
    if (!web_) use(loopback_options());
    auto answer = std::make_shared<std::optional<Result<WebResponse>>>();
    boost::asio::co_spawn(
        loop_,
        [](Web& web, WebRequest asked, auto out) -> boost::asio::awaitable<void> {
          out->emplace(co_await web.get(std::move(asked)));
        }(*web_, std::move(request), answer),
        boost::asio::detached);
    return answer;
  }
  void run() {
    loop_.restart();
    loop_.run();
  }

  Result<WebResponse> get(WebRequest request) {
    const auto answer = begin(std::move(request));
    run();
    return **answer;
  }
  Result<WebResponse> get(const std::string& url) { return get(request_for(url)); }

  static WebRequest request_for(const std::string& url) {
    WebRequest request;
    request.url = url;
    return request;
  }

  boost::asio::io_context loop_;
  std::shared_ptr<HostPauses> pauses_ = std::make_shared<HostPauses>();
  Time now_ = *parse_date("2026-03-01T12:00:00Z");
  std::unique_ptr<Web> web_;
  Origin origin_;
};

}  // namespace gazette::testing

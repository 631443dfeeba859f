// WebSubTest: subscriber or hub on a loop of its own, over a real store, with a web that the test answers.
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/poll/work.h"
#include "daemon/websub/rules/form.h"
#include "storage/sqlite_store.h"
#include "tests/daemon/serve/fake_model.h"

namespace gazette::testing {

using namespace std::chrono_literals;

class FakeWeb final : public Web {
 public:
  boost::asio::awaitable<Result<WebResponse>> get(WebRequest request) override {
    requests.push_back(request);
    co_return answer(request);
  }
  void shut_down() override {}

  std::vector<WebRequest> requests;
  std::function<Result<WebResponse>(const WebRequest&)> answer = [](const WebRequest&) {
    return status(202);
  };

  static WebResponse status(int code, std::string body = {}) {
    WebResponse response;
    response.status = code;
    response.body = std::move(body);
    return response;
  }
};

class WebSubTest : public ::testing::Test {
 protected:
  WebSubTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gazette-websub-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    auto opened = open_sqlite_store({(folder / "g.db").string()});
    for (const char* name : {"one", "two"}) {
      SourceState state;
      state.name = name;
      EXPECT_TRUE((*opened)->save_source_state(state));
    }
    store = std::make_unique<AsyncStore>(std::move(*opened));
  }
  ~WebSubTest() override {
    store.reset();
    std::filesystem::remove_all(folder);
  }
  /// All that is to be done now, also what waits for the store.
  void settle() {
    for (int i = 0; i < 20; ++i) {
      loop.restart();
      loop.run_for(5ms);
    }
  }
  template <class T>
  T run(boost::asio::awaitable<T> work) {
    auto done = boost::asio::co_spawn(loop, std::move(work), boost::asio::use_future);
    loop.restart();
    while (done.wait_for(0s) != std::future_status::ready) loop.run_one_for(10ms), loop.restart();
    return done.get();
  }
  /// The form of the n-th request; negative: from the end.
  std::map<std::string, std::string> form(int n = -1) const {
    const std::size_t at =
        n < 0 ? web.requests.size() - static_cast<std::size_t>(-n) : static_cast<std::size_t>(n);
    return read_form(web.requests.at(at).body);
  }

  std::filesystem::path folder;
  boost::asio::io_context loop;
  std::unique_ptr<AsyncStore> store;
  FakeWeb web;
  Time now = from_unix_ms(1'764'000'000'000);
  std::vector<std::string> log;
};

}  // namespace gazette::testing

// What the tests of a poll share: the real client, a loopback origin that records every request, a store in
// memory, and a clock that is set by hand.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "daemon/net/manners/host_pauses.h"
#include "daemon/poll/poll_saver.h"
#include "daemon/poll/poll_source.h"
#include "daemon/poll/robots_cache.h"
#include "storage/sqlite_store.h"
#include "tests/origin/origin.h"

namespace gazette::testing {

/// An RSS document with items of these ids; `extra` stands in the channel.
inline std::string rss(const std::vector<std::string>& ids, const std::string& extra = {}) {
  std::string text =
      "<?xml version=\"1.0\"?><rss version=\"2.0\" "
      "xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"><channel>"
      "<title>Sample</title><link>https://news.example/</link>" +
      extra;
  for (const std::string& id : ids)
    text += "<item><guid>" + id + "</guid><title>Title " + id + "</title><description>Text of " + id +
            "</description></item>";
  return text + "</channel></rss>";
}

class Polling : public ::testing::Test {
 protected:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  template <class Question>
  auto ask(Question question) {
    std::optional<std::invoke_result_t<Question, Store&>> answer;
    boost::asio::co_spawn(
        loop_,
        [](AsyncStore& store, Question asked, auto& out) -> boost::asio::awaitable<void> {
          out.emplace(co_await store.call(std::move(asked)));
        }(*store_, std::move(question), answer),
        boost::asio::detached);
    loop_.restart();
    loop_.run();
    return std::move(*answer);
  }

  Polling() {
    config_.fetch.allow_private = true;
    config_.fetch.host_gap = Duration::zero();
    config_.fetch.timeout = std::chrono::seconds(20);
    source().name = "one";
    source().url = origin_.url("/feed");
    source().full_text = FullText::never;
    open_store();
  }

  SourceOptions& source() {
    if (config_.sources.empty()) config_.sources.emplace_back();
    return config_.sources.front();
  }
  /// As if the program had ended and begun again on the same database.
  void open_store(const std::string& path = ":memory:", int keep_responses = 3) {
    web_.reset();
    store_ = std::make_unique<AsyncStore>(*open_sqlite_store({path, false, 1000, keep_responses}));
    saver_ = std::make_unique<PollSaver>(loop_.get_executor(), *store_, [] { return 1; });
    robots_ = std::make_unique<RobotsCache>(*store_, [this] { return now_; });
    pauses_ = std::make_shared<HostPauses>();
    pauses_->load(*ask([this](Store& store) { return store.pauses(now_); }));
  }

  /// One poll of a source at now_.
  PollReport poll(const PollOrder& order = {}, std::size_t which = 0) {
    if (!web_) web_ = make_web(loop_.get_executor(), config_.fetch, {pauses_, [this] { return now_; }});
    const auto sources = make_sources(config_);
    EXPECT_TRUE(sources);
    PollTools tools{*web_,    *store_, *saver_, *pauses_, *robots_, cpu_, digesting_, [this] { return now_; },
                    stopping_};
    PollReport report;
    boost::asio::co_spawn(
        loop_,
        [](PollTools& with, std::shared_ptr<const Source> source, PollOrder how,
           PollReport& out) -> boost::asio::awaitable<void> {
          out = co_await poll_source(with, std::move(source), std::move(how));
        }(tools, sources->at(which), order, report),
        boost::asio::detached);
    loop_.restart();
    loop_.run();
    return report;
  }
  /// The clock goes on to the moment that was decided, then it is polled.
  PollReport poll_when_due() {
    if (const auto due = state().next_poll) now_ = *due;
    return poll();
  }

  SourceState state(const std::string& name = "one") {
    return *ask([&](Store& store) { return store.source_state(name); });
  }
  std::vector<PollDecision> decisions() {
    return *ask([](Store& store) { return store.decisions("one"); });
  }
  std::size_t articles() {
    return static_cast<std::size_t>(ask([](Store& store) { return store.counts(); })->articles);
  }

  /// Every request for /feed is answered so from now on.
  void answer(int status, const Headers& headers = {}, const std::string& body = rss({"1"})) {
    origin_.on("/feed", [=](const Request&) {
      Answer made{status, status == 304 ? "" : body, headers};
      made.headers.emplace_back("Content-Type", "application/rss+xml");
      return made;
    });
  }
  /// 200 with this, or 304 with `unchanged` when it is asked for conditionally.
  void answer_conditionally(const Headers& headers, const Headers& unchanged = {}) {
    origin_.on("/feed", [=](const Request& request) {
      const bool conditional =
          !request.header("if-none-match").empty() || !request.header("if-modified-since").empty();
      Answer made{conditional ? 304 : 200, conditional ? "" : rss({"1"}), conditional ? unchanged : headers};
      made.headers.emplace_back("Content-Type", "application/rss+xml");
      return made;
    });
  }
  Request last_request(const std::string& path = "/feed") { return origin_.requests(path).back(); }
  /// How long after the poll the next one is due, without jitter: 10 % are allowed.
  void expect_wait(Duration wait) {
    const SourceState s = state();
    ASSERT_TRUE(s.next_poll && s.last_poll);
    EXPECT_GE(*s.next_poll - *s.last_poll, wait) << s.reason;
    EXPECT_LE(*s.next_poll - *s.last_poll, wait + wait / 10) << s.reason;
  }

  boost::asio::io_context loop_;
  boost::asio::thread_pool cpu_{1};
  ByteBudget digesting_{1};
  bool stopping_ = false;
  Time now_ = *parse_date("2026-03-02T12:00:00Z");
  Origin origin_;
  Config config_;
  std::unique_ptr<AsyncStore> store_;
  std::unique_ptr<PollSaver> saver_;
  std::unique_ptr<RobotsCache> robots_;
  std::shared_ptr<HostPauses> pauses_;
  std::unique_ptr<Web> web_;
};

}  // namespace gazette::testing

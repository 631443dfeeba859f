// When is it polled next: what section T of the checklist asks for, each item by its name, on a clock set by
// hand.
#include <set>

#include "tests/daemon/poll/polling.h"

namespace gazette::testing {
namespace {

using Timing = Polling;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_F(Timing, T1_an_hour_with_validators_a_day_without) {
  answer(200, {{"ETag", "\"1\""}});
  poll();
  expect_wait(hours(1));
  answer(200, {}, rss({"1", "2"}));
  poll();
  expect_wait(hours(24));
  EXPECT_EQ(state().rule, "unconditional");
}

TEST_F(Timing, T2_no_request_while_the_answer_is_fresh) {
  struct Case {
    const char* name;
    Headers headers;
    Duration wait;
  };
  const std::vector<Case> cases = {
      {"max-age", {{"Cache-Control", "max-age=10800"}}, hours(3)},
      {"max-age less Age", {{"Cache-Control", "max-age=14400"}, {"Age", "3600"}}, hours(3)},
      {"Expires",
       {{"Date", "Mon, 02 Mar 2026 10:00:00 GMT"}, {"Expires", "Mon, 02 Mar 2026 14:00:00 GMT"}},
       hours(4)},
      {"s-maxage is for others", {{"Cache-Control", "s-maxage=86400"}}, hours(1)},
      {"no-cache", {{"Cache-Control", "no-cache"}}, hours(1)},
      {"no-store", {{"Cache-Control", "no-store, max-age=10800"}}, hours(1)},
      {"max-age=0", {{"Cache-Control", "max-age=0"}}, hours(1)},
      {"shorter than ours", {{"Cache-Control", "max-age=60"}}, hours(1)},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Headers headers = c.headers;
    headers.emplace_back("ETag", c.name);
    answer(200, headers, rss({c.name}));
    poll();
    expect_wait(c.wait);
  }
}

TEST_F(Timing, T3_freshness_survives_a_304) {
  answer_conditionally({{"ETag", "\"1\""}, {"Cache-Control", "max-age=18000"}});
  for (int i = 0; i < 3; ++i) {
    poll_when_due();
    expect_wait(hours(5));
  }
}

TEST_F(Timing, T3_hints_of_the_feed_survive_a_304) {
  origin_.serve("/feed", rss({"1"}, "<ttl>360</ttl>"), "application/rss+xml");
  for (int i = 0; i < 3; ++i) {
    poll_when_due();
    expect_wait(hours(6));
  }
  EXPECT_EQ(origin_.requests("/feed").back().status, 304);
}

TEST_F(Timing, T4_ttl_and_update_period_are_lower_bounds) {
  struct Case {
    const char* extra;
    Duration wait;
  };
  for (const Case& c :
       {Case{"<ttl>180</ttl>", hours(3)}, Case{"<ttl>1</ttl>", hours(1)},
        Case{"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", hours(6)},
        Case{"<ttl>60</ttl><sy:updatePeriod>daily</sy:updatePeriod>", hours(24)}}) {
    SCOPED_TRACE(c.extra);
    answer(200, {{"ETag", "\"1\""}}, rss({"1"}, c.extra));
    poll();
    expect_wait(c.wait);
  }
}

TEST_F(Timing, T4_skipped_hours_and_days_move_the_poll) {
  answer(200, {{"ETag", "\"1\""}}, rss({"1"}, "<skipHours><hour>13</hour><hour>14</hour></skipHours>"));
  poll();  // at 12:00, due between 13:00 and 13:06
  EXPECT_GE(*state().next_poll, now_ + hours(3));
  EXPECT_LT(*state().next_poll, now_ + hours(3) + minutes(10));
  answer(200, {{"ETag", "\"2\""}}, rss({"2"}, "<skipDays><day>Monday</day></skipDays>"));
  poll();  // on a Monday
  EXPECT_GE(*state().next_poll, now_ + hours(12));
  EXPECT_LT(*state().next_poll, now_ + hours(12) + minutes(10));
  std::string all;
  for (int h = 0; h < 24; ++h) all += "<hour>" + std::to_string(h) + "</hour>";
  answer(200, {{"ETag", "\"3\""}}, rss({"3"}, "<skipHours>" + all + "</skipHours>"));
  poll();
  expect_wait(hours(1));
}

TEST_F(Timing, T5_absurd_hints_are_capped) {
  for (const char* age : {"max-age=504576000", "max-age=99999999999999999999"}) {
    answer(200, {{"ETag", age}, {"Cache-Control", age}}, rss({age}));
    poll();
    expect_wait(hours(24));
  }
  config_.fetch.max_interval = hours(6);
  answer(200, {{"ETag", "\"x\""}, {"Cache-Control", "max-age=504576000"}}, rss({"x"}));
  poll();
  expect_wait(hours(6));
}

TEST_F(Timing, T6_retry_after_in_both_forms_on_429_503_and_3xx) {
  for (const int status : {429, 503, 302, 301}) {
    for (const char* value : {"10800", "Mon, 02 Mar 2026 15:00:00 GMT"}) {
      SCOPED_TRACE(std::to_string(status) + ' ' + value);
      now_ = *parse_date("2026-03-02T12:00:00Z");
      pauses_ = std::make_shared<HostPauses>();
      web_.reset();
      origin_.forget_requests();
      source().url += source().url.ends_with("feed") ? "?" : "x";  // another source
      answer(status, {{"Retry-After", value}, {"Location", "/elsewhere"}});
      poll();
      expect_wait(hours(3));
      EXPECT_EQ(state().rule, "retry-after");
      EXPECT_EQ(state().failures, 0);  // who asks to wait does not fail
      EXPECT_EQ(origin_.requests().size(), 1u);
    }
  }
}

TEST_F(Timing, T6_three_days_are_three_days_and_the_cap_is_configurable) {
  answer(503, {{"Retry-After", "259200"}});
  poll();
  expect_wait(days(3));
  const std::size_t asked = origin_.count("/feed");
  now_ += days(2);  // by hand, before it is over
  const PollReport early = poll({"asked for", false});
  EXPECT_TRUE(early.held);
  EXPECT_EQ(origin_.count("/feed"), asked);
  EXPECT_EQ(state().rule, "decided-before");
  now_ += days(1) + seconds(1);
  poll();
  EXPECT_EQ(origin_.count("/feed"), asked + 1);
  pauses_ = std::make_shared<HostPauses>();
  web_.reset();
  config_.fetch.max_retry_after = hours(10);
  source().url += "?another";
  answer(503, {{"Retry-After", "99999999999999999999"}});
  poll();
  expect_wait(hours(10));
}

TEST_F(Timing, T6_a_pause_outlives_a_restart) {
  config_.fetch.throttle_scope = ThrottleScope::host;
  const std::string path = "/tmp/gazette-t6-" + std::to_string(getpid());
  open_store(path);
  answer(429, {{"Retry-After", "7200"}});
  poll();
  open_store(path);
  now_ += hours(1);
  config_.sources.push_back(source());
  config_.sources[1].name = "two";
  config_.sources[1].url = origin_.url("/other");
  EXPECT_TRUE(poll({}, 1).held);
  EXPECT_EQ(origin_.count("/other"), 0u);
  for (const char* suffix : {"", "-wal", "-shm"}) std::remove((path + suffix).c_str());
}

TEST_F(Timing, T6_a_redirect_is_followed_once_its_wait_is_over) {
  answer(302, {{"Retry-After", "7200"}, {"Location", "/elsewhere"}});
  origin_.serve("/elsewhere", rss({"1"}), "application/rss+xml");
  poll();
  EXPECT_EQ(poll_when_due().added, 1);
  EXPECT_EQ(origin_.count("/elsewhere"), 1u);
}

TEST_F(Timing, T6_a_redirect_that_asked_to_wait_is_not_followed_earlier_by_hand) {
  answer(302, {{"Retry-After", "7200"}, {"Location", "/elsewhere"}});
  origin_.serve("/elsewhere", rss({"1"}), "application/rss+xml");
  poll();
  now_ += minutes(10);
  poll({"asked for", false});
  EXPECT_EQ(origin_.count("/elsewhere"), 0u);
  EXPECT_EQ(poll_when_due().added, 1);
}

TEST_F(Timing, T7_a_429_without_retry_after) {
  answer(429, {{"Cache-Control", "max-age=10800"}});
  poll();
  expect_wait(hours(3));
  pauses_ = std::make_shared<HostPauses>();
  web_.reset();
  answer(429);
  source().interval = minutes(10);
  for (const int hours_to_wait : {1, 2, 4, 8}) {
    poll_when_due();
    expect_wait(hours(hours_to_wait));
  }
}

TEST_F(Timing, T7_T8_a_429_without_a_time_holds_its_whole_scope_and_polls_by_hand) {
  for (int i = 2; i <= 3; ++i) {
    config_.sources.push_back(source());
    config_.sources.back().name = "source" + std::to_string(i);
    config_.sources.back().url = origin_.url("/feed" + std::to_string(i));
  }
  config_.fetch.throttle_scope = ThrottleScope::host;
  answer(429);
  poll();
  now_ += minutes(30);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(poll({"asked for", false}, i).held) << i;
  EXPECT_EQ(origin_.requests().size(), 1u);
  now_ += minutes(30);
  EXPECT_FALSE(poll({}, 1).held);
}

TEST_F(Timing, T8_a_pause_holds_those_that_are_redirected_to_its_host) {
  Origin other("127.0.0.2");
  origin_.redirect("/feed", other.url("/feed"), 302);
  other.serve("/feed", rss({"1"}), "application/rss+xml");
  config_.fetch.throttle_scope = ThrottleScope::host;
  config_.sources.push_back(source());
  config_.sources[1].name = "two";
  config_.sources[1].url = other.url("/busy");
  EXPECT_EQ(poll().added, 1);
  other.on("/busy", [](const Request&) { return Answer{503, "", {{"Retry-After", "7200"}}}; });
  poll({}, 1);
  now_ += hours(1);
  EXPECT_TRUE(poll().held);
  EXPECT_EQ(state().failures, 0) << "nobody failed";
  EXPECT_EQ(origin_.count("/feed"), 1u) << "it would be asked in vain";
  now_ += hours(2);
  EXPECT_TRUE(poll().not_modified);
}

TEST_F(Timing, T8_the_scope_of_a_pause) {
  Origin other("127.0.0.2");
  for (int i = 2; i <= 4; ++i) {
    config_.sources.push_back(source());
    config_.sources.back().name = "source" + std::to_string(i);
    config_.sources.back().url = i == 4 ? other.url("/feed") : origin_.url("/feed" + std::to_string(i));
  }
  const auto asked = [&] {
    for (std::size_t i = 1; i < 4; ++i) poll({}, i);
    return origin_.count("/feed2") + origin_.count("/feed3");
  };
  answer(429, {{"Retry-After", "3600"}});
  source().throttle_scope = ThrottleScope::url;
  poll();
  EXPECT_EQ(asked(), 2u);
  now_ += hours(2);
  source().throttle_scope = ThrottleScope::host;
  poll();
  EXPECT_EQ(asked(), 2u);  // nobody asks this host now
  EXPECT_EQ(other.requests().size(), 2u);
}

TEST_F(Timing, T11_failures_grow_apart_and_a_success_ends_them) {
  config_.fetch.adaptive = false;
  for (const int status : {500, 403, 404, 502}) {
    SCOPED_TRACE(status);
    answer(200, {{"ETag", "\"1\""}}, rss({std::to_string(status)}));
    poll();
    answer(status);
    Duration before{};
    for (int i = 0; i < 10; ++i) {
      poll_when_due();
      const Duration wait = *state().next_poll - now_;
      EXPECT_GE(wait, before);
      EXPECT_LE(wait, hours(27));
      before = wait;
    }
    EXPECT_GE(before, hours(24));
    EXPECT_EQ(state().failures, 10);
    EXPECT_EQ(state().error_kind, "http");
    EXPECT_TRUE(state().failing_since);
    answer(200, {{"ETag", "\"1\""}});
    poll_when_due();
    expect_wait(hours(1));
    EXPECT_EQ(state().failures, 0);
    EXPECT_FALSE(state().failing_since);
    EXPECT_EQ(state().error, "");
  }
}

TEST_F(Timing, T11_timeouts_and_refused_connections_back_off_too) {
  config_.fetch.timeout = std::chrono::milliseconds(100);
  Fault silent;
  silent.delay = minutes(5);
  origin_.fault("/feed", silent);
  poll();
  poll_when_due();
  EXPECT_EQ(state().error_kind, "timeout");
  expect_wait(hours(2));
  source().url = "http://127.0.0.1:1/feed";
  poll();
  EXPECT_EQ(state().error_kind, "connect");
  expect_wait(hours(1));  // another URL begins anew
}

TEST_F(Timing, T11_while_our_own_network_is_down_nobody_is_blamed) {
  answer(200);
  for (const char* name : {"a", "b", "c", "d"}) {
    SourceOptions other = source();
    other.name = name;
    other.url = "http://" + other.name + ".invalid/feed";
    config_.sources.push_back(std::move(other));
  }
  for (std::size_t i = 1; i <= 4; ++i) poll({}, i);
  EXPECT_EQ(state("a").failures, 1);  // nobody knows yet
  EXPECT_EQ(state("b").failures, 1);
  for (const char* name : {"c", "d"}) {  // three unrelated ones: it is us
    SCOPED_TRACE(name);
    EXPECT_EQ(state(name).failures, 0);
    EXPECT_EQ(state(name).rule, "network-down");
    EXPECT_LE(*state(name).next_poll - now_, minutes(10));
  }
  poll({}, 0);  // somebody answers
  poll({}, 3);
  EXPECT_EQ(state("c").failures, 1);
}

TEST_F(Timing, T12_one_request_a_poll_whatever_comes) {
  for (const int status : {400, 403, 404, 410, 429, 500, 503}) {
    origin_.forget_requests();
    state();
    source().url = origin_.url("/status" + std::to_string(status));
    origin_.on("/status" + std::to_string(status), [status](const Request&) {
      return Answer{status, "", {}};
    });
    poll();
    EXPECT_EQ(origin_.requests().size(), 1u) << status;
  }
}

TEST_F(Timing, T13_a_monthly_source_is_asked_once_a_day) {
  std::string text = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Rare</title>";
  for (int month = 1; month <= 12; ++month)
    text += "<item><guid>" + std::to_string(month) + "</guid><title>t</title><pubDate>" +
            format_rfc822(now_ - days(30) * month) + "</pubDate></item>";
  origin_.serve("/feed", text + "</channel></rss>", "application/rss+xml");
  poll();
  expect_wait(hours(24));
  EXPECT_EQ(state().rule, "rhythm");
  poll_when_due();
  expect_wait(hours(24));
}

TEST_F(Timing, T14_polls_by_hand_and_restarts_make_nothing_earlier) {
  answer_conditionally({{"ETag", "\"1\""}, {"Cache-Control", "max-age=21600"}});
  poll();
  const Time due = *state().next_poll;
  now_ += hours(2);
  poll({"asked for", false});
  EXPECT_GE(*state().next_poll, due);
  now_ += hours(2);
  answer(500);  // even if that fails
  const Time second = *state().next_poll;
  poll({"asked for", false});
  EXPECT_GE(*state().next_poll, second);
}

TEST_F(Timing, T15_a_new_source_costs_one_request) {
  source().full_text = FullText::automatic;
  origin_.serve("/feed", rss({"1", "2"}, "<image><url>" + origin_.url("/logo.png") + "</url></image>"),
                "application/rss+xml");
  poll();
  EXPECT_EQ(origin_.requests().size(), 1u);
}

TEST_F(Timing, EveryDecisionIsStoredWithItsReason) {
  answer(200, {{"ETag", "\"1\""}});
  poll();
  now_ += hours(1);
  answer(304);
  poll({"asked for", false});
  now_ += hours(1);
  answer(500);
  poll();
  now_ += hours(1);
  answer(429, {{"Retry-After", "7200"}});
  poll();
  now_ += hours(1);
  poll();  // too early for the server
  const std::vector<PollDecision> all = decisions();
  ASSERT_EQ(all.size(), 5u);
  struct Case {
    const char *cause, *outcome, *rule;
    int status;
  };
  const Case cases[] = {{"", "not asked: 127.0.0.1 answered 429 and asked for 2h", "decided-before", 0},
                        {"due", "HTTP status 429: asks to wait 2h", "retry-after", 429},
                        {"due", "http: HTTP status 500", "backoff", 500},
                        {"asked for", "not modified", "min-interval", 304},
                        {"new", "1 entry, 1 new", "min-interval", 200}};
  for (std::size_t i = 0; i < 5; ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(all[i].cause, cases[i].cause);
    EXPECT_EQ(all[i].outcome, cases[i].outcome);
    EXPECT_EQ(all[i].rule, cases[i].rule);
    EXPECT_EQ(all[i].status, cases[i].status);
    EXPECT_FALSE(all[i].reason.empty());
    EXPECT_TRUE(all[i].next);
  }
}

TEST_F(Timing, OurOwnNetworkDownIsNobodysFault) {
  config_.fetch.allow_private = false;
  for (int i = 2; i <= 5; ++i) {
    config_.sources.push_back(source());
    config_.sources.back().name = "source" + std::to_string(i);
    config_.sources.back().url =
        "http://no-such-host-" + std::to_string(i) + ".invalid" + std::to_string(i) + "/";
  }
  for (std::size_t i = 1; i < 5; ++i) poll({}, i);
  const SourceState blamed = state("source2"), spared = state("source5");
  EXPECT_EQ(blamed.failures, 1);  // one alone may be to blame
  EXPECT_EQ(spared.failures, 0);
  EXPECT_EQ(spared.rule, "network-down");
  EXPECT_LE(*spared.next_poll - now_, minutes(10));
}

}  // namespace
}  // namespace gazette::testing

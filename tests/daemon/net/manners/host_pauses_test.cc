#include "daemon/net/manners/host_pauses.h"

#include <gtest/gtest.h>

#include "daemon/net/manners/network_watch.h"
#include "tests/daemon/net/fetching.h"

namespace gazette::testing {
namespace {

using std::chrono::hours;

const Time kNow = *parse_date("2026-03-01T12:00:00Z");

TEST(HostPauses, RegistrableDomains) {
  struct Case {
    const char *host, *domain;
  };
  for (const Case& c :
       {Case{"example.org", "example.org"}, Case{"a.b.example.org", "example.org"},
        Case{"a.example.co.uk", "example.co.uk"}, Case{"me.github.io", "me.github.io"},
        Case{"news.sina.com.cn", "sina.com.cn"}, Case{"com", "com"}, Case{"localhost", "localhost"},
        Case{"127.0.0.1", "127.0.0.1"}, Case{"::1", "::1"}, Case{"", ""}})
    EXPECT_EQ(registrable_domain(c.host), c.domain) << c.host;
}

TEST(HostPauses, T8_scope_is_what_was_asked_for) {
  const std::string asked = "https://a.example.org/feed";
  struct Case {
    const char* name;
    ThrottleScope scope;
    std::vector<std::string> held, free;
  };
  const std::vector<Case> cases = {
      {"url",
       ThrottleScope::url,
       {asked},
       {"https://a.example.org/other", "https://b.example.org/feed", "https://example.net/"}},
      {"host",
       ThrottleScope::host,
       {asked, "https://a.example.org/other"},
       {"https://b.example.org/feed", "http://a.example.org/feed", "https://a.example.org:8443/"}},
      {"domain",
       ThrottleScope::domain,
       {asked, "https://b.example.org/feed", "http://example.org:81/"},
       {"https://example.net/", "https://notexample.org/"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    HostPauses pauses;
    pauses.add(c.scope, asked, kNow + hours(1), "why");
    for (const std::string& url : c.held) EXPECT_TRUE(pauses.find(url, kNow)) << url;
    for (const std::string& url : c.free) EXPECT_FALSE(pauses.find(url, kNow)) << url;
    EXPECT_FALSE(pauses.find(asked, kNow + hours(1)));
  }
}

TEST(HostPauses, TheLongestHolds) {
  HostPauses pauses;
  pauses.add(ThrottleScope::host, "https://a.example.org/", kNow + hours(2), "long");
  pauses.add(ThrottleScope::host, "https://a.example.org/", kNow + hours(1), "short");
  pauses.add(ThrottleScope::domain, "https://a.example.org/", kNow + hours(3), "longest");
  EXPECT_EQ(pauses.find("https://a.example.org/x", kNow)->reason, "longest");
  EXPECT_EQ(pauses.find("https://a.example.org/x", kNow)->until, kNow + hours(3));
  EXPECT_EQ(pauses.take_new().size(), 2u);  // the short one changed nothing
  EXPECT_TRUE(pauses.take_new().empty());
}

TEST(HostPauses, ComeBackFromTheStore) {
  HostPauses before, after;
  before.add(ThrottleScope::host, "https://a.example.org/", kNow + hours(2), "why");
  after.load(before.take_new());
  EXPECT_EQ(after.find("https://a.example.org/x", kNow)->reason, "why");
  EXPECT_TRUE(after.take_new().empty());  // they are stored already
}

TEST(NetworkWatch, IsDownWhenUnrelatedHostsCannotBeReached) {
  NetworkWatch watch;
  watch.not_reached("a.example.org");
  watch.not_reached("b.example.org");  // the same domain
  watch.not_reached("example.net");
  EXPECT_FALSE(watch.is_down());
  watch.not_reached("example.com");
  EXPECT_TRUE(watch.is_down());
  watch.reached();
  EXPECT_FALSE(watch.is_down());
}

using Throttled = Fetching;

TEST_F(Throttled, T6_a_host_that_asked_for_a_pause_is_not_asked_by_anybody) {
  FetchOptions options = loopback_options();
  options.throttle_scope = ThrottleScope::host;
  use(options);
  Origin other;
  origin_.on("/busy", [](const Request&) { return Answer{429, "", {{"Retry-After", "3600"}}}; });
  other.redirect("/to-busy", origin_.url("/page"), 302);
  ASSERT_EQ(get(origin_.url("/busy"))->status, 429);
  for (const std::string& url : {origin_.url("/busy"), origin_.url("/page"), other.url("/to-busy")}) {
    const auto held = get(url);
    ASSERT_FALSE(held) << url;
    EXPECT_NE(held.error().message.find("answered 429 and asked for 1h"), std::string::npos)
        << held.error().message;
  }
  EXPECT_EQ(origin_.requests().size(), 1u);
  EXPECT_TRUE(get(other.url("/a")));
  now_ += hours(1);
  EXPECT_TRUE(get(origin_.url("/page")));
}

TEST_F(Throttled, T8_on_private_addresses_only_the_url_is_left_alone) {
  origin_.on("/busy", [](const Request&) { return Answer{503, "", {{"Retry-After", "3600"}}}; });
  ASSERT_EQ(get(origin_.url("/busy"))->status, 503);
  EXPECT_FALSE(get(origin_.url("/busy")));
  EXPECT_TRUE(get(origin_.url("/page")));
}

TEST_F(Throttled, T6_the_cap_is_configurable) {
  FetchOptions options = loopback_options();
  options.max_retry_after = hours(2);
  use(options);
  origin_.on("/busy", [](const Request&) { return Answer{429, "", {{"Retry-After", "259200"}}}; });
  get(origin_.url("/busy"));
  EXPECT_EQ(pauses_->find(origin_.url("/busy"), now_)->until, now_ + hours(2));
}

TEST_F(Throttled, T6_a_redirect_that_asks_to_wait_is_not_followed_before) {
  origin_.on("/old", [](const Request&) {
    return Answer{302, "", {{"Location", "/new"}, {"Retry-After", "60"}}};
  });
  EXPECT_EQ(get(origin_.url("/old"))->status, 302);
  EXPECT_EQ(origin_.count("/new"), 0u);
  WebRequest request = request_for(origin_.url("/old"));
  request.wait_is_over = true;
  ASSERT_TRUE(get(request));
  EXPECT_EQ(origin_.count("/new"), 1u);
}

}  // namespace
}  // namespace gazette::testing

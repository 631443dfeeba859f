#include "daemon/websub/rules/hub_rules.h"

#include <gtest/gtest.h>

#include "daemon/websub/rules/form.h"

namespace gazette {
namespace {

using namespace std::chrono_literals;

constexpr const char* kForm = "application/x-www-form-urlencoded; charset=utf-8";
const std::string kHub = "https://news.example.org/hub";
const std::string kGood =
    "hub.mode=subscribe&hub.topic=https%3A%2F%2Fnews.example.org%2Ffeeds%2Fall.atom&hub.callback=https%3A%2F%"
    "2Fe.org%2Fcb%3Fx%3D1";

TEST(HubRules, H1_what_a_subscriber_asks_for) {
  const auto request =
      read_hub_request(kGood + "&hub.secret=s3cret&hub.lease_seconds=7200&unknown=1", kForm, kHub);
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->subscribes);
  EXPECT_EQ(request->topic, "https://news.example.org/feeds/all.atom");
  EXPECT_EQ(request->callback, "https://e.org/cb?x=1");
  EXPECT_EQ(request->secret, "s3cret");
  EXPECT_EQ(request->lease, 2h);
}

TEST(HubRules, H1_what_is_refused_says_why) {
  const std::string topic = "hub.topic=https%3A%2F%2Fa.example%2F", mode = "hub.mode=subscribe";
  const struct Case {
    std::string body;
    const char* type;
  } cases[] = {
      {"", kForm},
      {mode, kForm},
      {topic + "&hub.callback=https%3A%2F%2Fe.org%2F", kForm},
      {"hub.mode=publish&" + topic + "&hub.callback=https%3A%2F%2Fe.org%2F", kForm},
      {mode + "&hub.callback=https%3A%2F%2Fe.org%2F", kForm},
      {kGood, "application/json"},
      {kGood, ""},
      {kGood + "&hub.secret=" + std::string(200, 'x'), kForm},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.body);
    const auto request = read_hub_request(c.body, c.type, kHub);
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().kind, ErrorKind::usage);
    EXPECT_FALSE(request.error().message.empty());
  }
}

TEST(HubRules, H11_callbacks_that_lead_nowhere_good) {
  for (const std::string& callback :
       {std::string("https://news.example.org/websub/callback/x"), std::string("ftp://e.org/"),
        std::string("javascript:x"), std::string("e.org/cb"), std::string("https://user:word@e.org/"),
        std::string("https://e.org/#x"), "https://e.org/" + std::string(2000, 'x'),
        std::string("https://e.org/a\nb")}) {
    const std::string body =
        "hub.mode=subscribe&" +
        write_form({{"hub.topic", "https://news.example.org/feeds/all.atom"}, {"hub.callback", callback}});
    EXPECT_FALSE(read_hub_request(body, kForm, kHub)) << callback;
  }
}

TEST(HubRules, H4_no_lease_is_perpetual) {
  const struct Case {
    const char* asked;
    Duration granted;
  } cases[] = {{"", 24h * 10},
               {"0", 24h * 10},
               {"-5", 24h * 10},
               {"x", 24h * 10},
               {"60", 1h},
               {"3600", 1h},
               {"864000", 24h * 10},
               {"99999999999", 24h * 30},
               {"99999999999999999999", 24h * 10}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.asked);
    const auto request = read_hub_request(kGood + "&hub.lease_seconds=" + c.asked, kForm, kHub);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->lease, c.granted);
  }
}

TEST(HubRules, H3_intent_is_verified_at_the_callback) {
  HubRequest request;
  request.topic = "https://news.example.org/feeds/all.atom?q=a&tag=b";
  request.callback = "https://e.org/cb?x=1";
  request.lease = 1h;
  const auto fields = read_form(query_of(verification_url(request, "c0ffee")));
  EXPECT_EQ(fields.at("x"), "1") << "its own query stays";
  EXPECT_EQ(fields.at("hub.mode"), "subscribe");
  EXPECT_EQ(fields.at("hub.topic"), request.topic);
  EXPECT_EQ(fields.at("hub.challenge"), "c0ffee");
  EXPECT_EQ(fields.at("hub.lease_seconds"), "3600");
  request.subscribes = false;
  EXPECT_EQ(read_form(query_of(verification_url(request, "c"))).at("hub.mode"), "unsubscribe");
}

TEST(HubRules, H12_a_denial_says_why) {
  const auto fields = read_form(query_of(denial_url("https://e.org/cb", "https://n.example/f", "gone")));
  EXPECT_EQ(fields.at("hub.mode"), "denied");
  EXPECT_EQ(fields.at("hub.topic"), "https://n.example/f");
  EXPECT_EQ(fields.at("hub.reason"), "gone");
}

TEST(HubRules, H8_retries_grow_and_are_bounded) {
  const Time now = from_unix_ms(1'764'000'000'000);
  EXPECT_EQ(retry_at(1, now), now + 1min);
  EXPECT_EQ(retry_at(2, now), now + 2min);
  EXPECT_EQ(retry_at(5, now), now + 16min);
  EXPECT_EQ(retry_at(100, now), now + 6h);
}

}  // namespace
}  // namespace gazette

#include "daemon/websub/rules/leases.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

using namespace std::chrono_literals;

const HubLinks kLinks{"https://hub.example/", "https://e.org/feed"};

Time at(Duration since) {
  return from_unix_ms(1'764'000'000'000) + since;
}

HubSubscription in_state(const std::string& state) {
  HubSubscription row;
  row.source = "one";
  row.hub = kLinks.hub;
  row.topic = kLinks.topic;
  row.state = state;
  row.asked = at(0h);
  if (state == "active") row.lease_until = at(30h);
  return row;
}

TEST(WebSubLeases, a_hub_that_is_named_first_or_is_another_one_is_asked) {
  EXPECT_TRUE(is_due(std::nullopt, kLinks, at(0h)));
  EXPECT_FALSE(is_due(std::nullopt, {}, at(0h)));
  EXPECT_TRUE(is_due(in_state("active"), {"https://other.example/", kLinks.topic}, at(1h)));
  EXPECT_TRUE(is_due(in_state("active"), {kLinks.hub, "https://e.org/other"}, at(1h)));
  EXPECT_FALSE(is_due(in_state("active"), {}, at(29h))) << "it is not named any more: it ends by itself";
}

TEST(WebSubLeases, S9_renewed_after_two_thirds) {
  EXPECT_EQ(renewal(in_state("active")), at(20h));
  EXPECT_FALSE(is_due(in_state("active"), kLinks, at(19h)));
  EXPECT_TRUE(is_due(in_state("active"), kLinks, at(20h)));
  HubSubscription brief = in_state("active");
  brief.lease_until = at(1min);
  EXPECT_EQ(renewal(brief), at(5min)) << "a hub's joke is no storm";
  EXPECT_TRUE(is_active(in_state("active"), at(29h)));
  EXPECT_FALSE(is_active(in_state("active"), at(30h)));
  EXPECT_FALSE(is_active(in_state("pending"), at(1h)));
}

TEST(WebSubLeases, S7_S10_who_said_no_or_nothing_is_asked_again_later) {
  EXPECT_FALSE(is_due(in_state("pending"), kLinks, at(9min)));
  EXPECT_TRUE(is_due(in_state("pending"), kLinks, at(10min)));
  EXPECT_FALSE(is_due(in_state("denied"), kLinks, at(23h)));
  EXPECT_TRUE(is_due(in_state("denied"), kLinks, at(24h)));
  EXPECT_FALSE(is_due(in_state("ended"), kLinks, at(5h)));
  EXPECT_TRUE(is_due(in_state("ended"), kLinks, at(6h)));
  HubSubscription missed = in_state("ended");
  missed.error = kMissedPushes;
  EXPECT_FALSE(is_due(missed, kLinks, at(24h * 6)));
  EXPECT_TRUE(is_due(missed, kLinks, at(24h * 7)));
}

TEST(WebSubLeases, S15_one_miss_may_have_been_on_its_way) {
  EXPECT_FALSE(is_distrusted(1));
  EXPECT_TRUE(is_distrusted(2));
}

}  // namespace
}  // namespace gazette

#include "daemon/serve/admission/rate_limiter.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

using namespace std::chrono_literals;

TEST(RateLimiter, SavesUpAndRunsOut) {
  RateLimiter limiter({2, 5});
  SteadyTime now{};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(limiter.take(1, now), 0);
  EXPECT_EQ(limiter.take(1, now), 1);
  EXPECT_EQ(limiter.take(2, now), 0);  // another client's bucket is its own
  now += 500ms;
  EXPECT_EQ(limiter.take(1, now), 0);
  EXPECT_GT(limiter.take(1, now), 0);
  now += 24h;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(limiter.take(1, now), 0);
  EXPECT_GT(limiter.take(1, now), 0);  // no more than a burst is saved up
}

TEST(RateLimiter, WhoWouldHaveToWaitIsKnownWithoutTaking) {
  RateLimiter limiter({0.1, 2});
  const SteadyTime now{};
  for (int i = 0; i < 9; ++i) EXPECT_FALSE(limiter.is_exhausted(1, now));
  limiter.take(1, now);
  EXPECT_FALSE(limiter.is_exhausted(1, now));
  limiter.take(1, now);
  EXPECT_TRUE(limiter.is_exhausted(1, now));
  EXPECT_FALSE(limiter.is_exhausted(2, now));
  EXPECT_FALSE(limiter.is_exhausted(1, now + 10s));
}

TEST(RateLimiter, SlowRatesAreToldInSeconds) {
  RateLimiter limiter({0.1, 1});
  EXPECT_EQ(limiter.take(1, SteadyTime{}), 0);
  EXPECT_EQ(limiter.take(1, SteadyTime{}), 10);
  EXPECT_EQ(limiter.take(1, SteadyTime{} + 5s), 5);
}

TEST(RateLimiter, ManyClientsDoNotFillTheMemory) {
  RateLimiter limiter({1, 2});
  const SteadyTime now{};
  for (std::uint64_t client = 0; client < 200'000; ++client) EXPECT_EQ(limiter.take(client, now), 0);
  EXPECT_LE(limiter.clients(), 50'000u);
}

TEST(RateLimiter, ZeroIsNoLimit) {
  RateLimiter limiter({0, 0});
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(limiter.take(1, SteadyTime{}), 0);
}

}  // namespace
}  // namespace gazette

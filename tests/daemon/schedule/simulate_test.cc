#include "daemon/schedule/simulate.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

SimulatedSource source(const std::string& name, const std::string& host, Duration gap) {
  SimulatedSource made;
  made.name = name;
  made.host = host;
  made.said.etag = "\"1\"";
  use_even_rhythm(made, gap);
  return made;
}

SimulationOptions options(int how_many_days) {
  SimulationOptions made;
  made.days = how_many_days;
  made.start = *parse_date("2026-03-01T00:00:00Z");
  return made;
}

TEST(Simulate, AnHourlySourceIsAskedEveryHour) {
  const Simulation r = simulate({source("a", "h", hours(1))}, options(10));
  EXPECT_GE(r.polls, 218u);  // 240 less a tenth of jitter
  EXPECT_LE(r.polls, 240u);
  EXPECT_EQ(r.entries, 240u);
  EXPECT_LE(r.worst_staleness, minutes(67));
  EXPECT_EQ(r.by_host.at("h"), r.polls);
}

TEST(Simulate, AWeeklySourceIsAskedOnceADay) {
  const Simulation r = simulate({source("a", "h", days(7))}, options(28));
  EXPECT_GE(r.polls, 24u);
  EXPECT_LE(r.polls, 29u);
  EXPECT_GE(r.unchanged, r.polls - 6);
}

TEST(Simulate, FreshnessAndMissingValidatorsAreKept) {
  SimulatedSource fresh = source("a", "h", hours(1)), blunt = source("b", "h", hours(1));
  fresh.said.fresh_for = hours(6);
  blunt.said.etag.clear();
  EXPECT_LE(simulate({fresh}, options(10)).polls, 41u);
  const Simulation r = simulate({blunt}, options(10));
  EXPECT_LE(r.polls, 11u);
  EXPECT_EQ(r.unchanged, 0u);
}

TEST(Simulate, OneRequestAtATimeAHost) {
  std::vector<SimulatedSource> crowd, spread;
  for (int i = 0; i < 120; ++i) {
    crowd.push_back(source("s" + std::to_string(i), "one", hours(1)));
    spread.push_back(source("s" + std::to_string(i), "host" + std::to_string(i), hours(1)));
  }
  SimulationOptions slow = options(1);
  slow.gap = seconds(9);
  slow.answer = seconds(1);
  const Simulation r = simulate(crowd, slow);
  EXPECT_EQ(r.peak_minute, 6u);
  EXPECT_GE(r.longest_queue, minutes(19));
  EXPECT_EQ(simulate(spread, slow).peak_minute, 120u);
  EXPECT_EQ(simulate(spread, slow).longest_queue, Duration::zero());
}

TEST(Simulate, SourcesAddedTogetherComeApart) {
  std::vector<SimulatedSource> many;
  for (int i = 0; i < 600; ++i)
    many.push_back(source("s" + std::to_string(i), "host" + std::to_string(i), hours(1)));
  const Simulation r = simulate(many, options(3));
  EXPECT_EQ(r.peak_minute, 600u);  // the first time
  EXPECT_LE(r.peak_minute_after_first_hour, 180u);
}

TEST(Simulate, TheSameInputGivesTheSameResult) {
  std::vector<SimulatedSource> many;
  for (int i = 0; i < 50; ++i) many.push_back(source("s" + std::to_string(i), "h", hours(1 + i)));
  const Simulation a = simulate(many, options(5)), b = simulate(many, options(5));
  EXPECT_EQ(a.polls, b.polls);
  EXPECT_EQ(a.median_staleness, b.median_staleness);
}

TEST(Simulate, NothingGivesNothing) {
  const Simulation r = simulate({}, options(1));
  EXPECT_EQ(r.polls, 0u);
  SimulatedSource silent = source("a", "h", hours(1));
  silent.published.clear();
  EXPECT_EQ(simulate({silent}, options(1)).entries, 0u);
}

}  // namespace
}  // namespace gazette

// Troubles begin when they last and end when all has been well for a while; what flaps is one.
#include "daemon/metrics/troubles.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace gazette {
namespace {

using namespace std::chrono_literals;

Time at(Duration since) {
  return from_unix_ms(1'764'000'000'000) + since;
}

class TroubleTest : public testing::Test {
 protected:
  TroubleTest() {
    status.sources.resize(1);
    status.sources[0].name = "lwn";
    status.sources[0].error = "HTTP status 500";
  }
  void fails(int failures, Duration since) {
    status.sources[0].failures = failures;
    status.sources[0].failing_since = at(since);
  }
  void is_well() {
    status.sources[0].failures = 0;
    status.sources[0].failing_since.reset();
  }
  std::vector<Trouble> look(Duration when) {
    status.now = at(when);
    return book.update(status, status.now);
  }
  ServiceStatus status;
  TroubleBook book;
};

TEST_F(TroubleTest, a_failure_that_does_not_last_is_none) {
  EXPECT_TRUE(look(0h).empty());
  fails(1, 0h);
  EXPECT_TRUE(look(5h).empty()) << "one failure, though long ago";
  fails(10, 5h);
  EXPECT_TRUE(look(5h + 59min).empty()) << "many, but only now";
  is_well();
  EXPECT_TRUE(look(20h).empty());
}

TEST_F(TroubleTest, one_that_lasts_begins_once_and_ends_after_an_hour_of_being_well) {
  fails(3, 0h);
  const auto first = look(1h);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].subject, "source lwn");
  EXPECT_EQ(first[0].what, "fails: HTTP status 500");
  EXPECT_EQ(first[0].since, at(0h));
  EXPECT_FALSE(first[0].ended);
  fails(9, 0h);
  EXPECT_EQ(look(9h).size(), 1u);
  EXPECT_EQ(look(9h)[0].noticed, first[0].noticed);
  is_well();
  EXPECT_FALSE(look(10h)[0].ended) << "not yet";
  const auto over = look(11h);
  ASSERT_EQ(over.size(), 1u);
  EXPECT_EQ(over[0].ended, at(10h));
  EXPECT_EQ(look(10h + 24h * 7)[0].ended, at(10h)) << "shown for a week";
  EXPECT_TRUE(look(12h + 24h * 7).empty());
}

TEST_F(TroubleTest, what_flaps_is_one_trouble) {
  fails(3, 0h);
  ASSERT_EQ(look(2h).size(), 1u);
  for (int i = 0; i < 20; ++i) {
    is_well();
    look(3h + i * 30min);
    fails(1, 3h + i * 30min + 10min);
    const auto now = look(3h + i * 30min + 20min);
    ASSERT_EQ(now.size(), 1u);
    EXPECT_EQ(now[0].since, at(0h));
    EXPECT_FALSE(now[0].ended);
  }
}

TEST_F(TroubleTest, all_that_can_be_wrong) {
  status.sources[0].gone = true;
  ExporterState site{"site", at(0h), "detached HEAD", at(0h), 0, 0, 0, {}, {}};
  status.exporters.push_back(site);
  status.store_ok = false;
  status.scheduled = at(0h);
  std::vector<std::string> subjects;
  for (const Trouble& trouble : look(1h)) subjects.push_back(trouble.subject + ' ' + trouble.what);
  std::sort(subjects.begin(), subjects.end());
  EXPECT_EQ(subjects, (std::vector<std::string>{"exporter site fails: detached HEAD",
                                                "source lwn is gone (410): it is not polled any more",
                                                "the scheduler does not run", "the store does not answer"}));
}

TEST_F(TroubleTest, a_source_that_answers_may_be_one_all_the_same) {
  status.sources[0].quiet = SourceStatus::Quiet::silent;
  status.sources[0].quiet_words = "nothing new for 40 d";
  status.sources[0].quiet_since = at(-40 * 24h);
  const auto troubles = look(1h);
  ASSERT_EQ(troubles.size(), 1u);
  EXPECT_EQ(troubles[0].subject, "source lwn");
  EXPECT_EQ(troubles[0].what, "nothing new for 40 d");
  EXPECT_EQ(troubles[0].since, at(-40 * 24h));
  status.sources[0].quiet = SourceStatus::Quiet::no;
  look(2h);
  EXPECT_TRUE(look(4h)[0].ended);
}

}  // namespace
}  // namespace gazette

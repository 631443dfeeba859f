// Each trouble is told once when it has lasted, and once when it is over.
#include "daemon/alert/alert.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gazette {
namespace {

namespace json = boost::json;
using std::chrono::hours;
using ::testing::HasSubstr;
using ::testing::Not;

const Time kNow = *parse_date("2026-03-01T12:00:00Z");

ServiceStatus status_with(std::vector<Trouble> troubles) {
  ServiceStatus status;
  status.sources.resize(2);
  status.sources[0].name = "lwn";
  status.sources[1].name = "heise";
  status.exporters.push_back({"site", kNow, "", {}, 0, 0, 0, "", {}});
  status.troubles = std::move(troubles);
  return status;
}
Trouble trouble(const std::string& subject, Duration age, bool ended = false) {
  return {subject, "fails: HTTP status 500", kNow - age, kNow - age + hours(1),
          ended ? std::optional(kNow) : std::nullopt};
}
std::vector<std::string> subjects(const std::vector<ToldTrouble>& troubles) {
  std::vector<std::string> all;
  for (const ToldTrouble& one : troubles) all.push_back(one.subject);
  return all;
}
using Subjects = std::vector<std::string>;

TEST(Alert, a_trouble_is_told_when_it_has_lasted) {
  const AlertPlan plan =
      plan_alert(status_with({trouble("source lwn", hours(24)), trouble("source heise", hours(23))}), {},
                 hours(24), kNow);
  EXPECT_EQ(subjects(plan.message.begun), Subjects{"source lwn"});
  EXPECT_EQ(subjects(plan.told), Subjects{"source lwn"});
  EXPECT_TRUE(plan.message.over.empty());
}

TEST(Alert, once) {
  const ServiceStatus status = status_with({trouble("source lwn", hours(30))});
  const AlertPlan first = plan_alert(status, {}, hours(24), kNow);
  const AlertPlan second = plan_alert(status, first.told, hours(24), kNow + hours(9));
  EXPECT_TRUE(second.message.is_empty());
  EXPECT_EQ(subjects(second.told), Subjects{"source lwn"});
}

TEST(Alert, and_once_when_it_is_over) {
  const AlertPlan told =
      plan_alert(status_with({trouble("source lwn", hours(30)), trouble("exporter site", hours(30))}), {},
                 hours(24), kNow);
  ASSERT_EQ(told.told.size(), 2U);
  const ServiceStatus well =
      status_with({trouble("source lwn", hours(40), true), trouble("exporter site", hours(40))});
  const AlertPlan plan = plan_alert(well, told.told, hours(24), kNow);
  EXPECT_EQ(subjects(plan.message.over), Subjects{"source lwn"});
  EXPECT_TRUE(plan.message.begun.empty());
  EXPECT_EQ(subjects(plan.told), Subjects{"exporter site"});
  EXPECT_TRUE(plan_alert(well, plan.told, hours(24), kNow).message.is_empty());
}

TEST(Alert, one_that_began_anew_is_told_anew) {
  const ServiceStatus status =
      status_with({trouble("source lwn", hours(25)), trouble("source lwn", hours(99), true)});
  EXPECT_EQ(subjects(plan_alert(status, {}, hours(24), kNow).message.begun), Subjects{"source lwn"});
}

TEST(Alert, what_is_not_configured_any_more_is_not_well_again) {
  const std::vector<ToldTrouble> told = {{"exporter old", "fails", kNow}, {"source old", "fails", kNow}};
  const AlertPlan plan = plan_alert(status_with({}), told, hours(24), kNow);
  EXPECT_TRUE(plan.message.is_empty());
  EXPECT_TRUE(plan.told.empty());
}

TEST(Alert, the_summary_counts) {
  const ToldTrouble one{"source lwn", "fails: x", kNow - hours(30)};
  EXPECT_EQ(alert_summary({{one}, {}}), "gazette: 1 trouble");
  EXPECT_EQ(alert_summary({{one, one}, {one}}), "gazette: 2 troubles, 1 is over");
  EXPECT_EQ(alert_summary({{}, {one}}), "gazette: 1 trouble is over");
  EXPECT_EQ(alert_summary({{}, {one, one}}), "gazette: 2 troubles are over");
}

TEST(Alert, the_text_is_for_people) {
  const AlertMessage message{{{"source lwn", "fails: HTTP status 500\x1b[2J", kNow - hours(30)}},
                             {{"exporter site", "fails: no repository", kNow - hours(50)}}};
  const std::string text = alert_text(message);
  EXPECT_THAT(text,
              HasSubstr("gazette: 1 trouble, 1 is over\n\nTroubles:\n- source lwn fails: HTTP status 500"));
  EXPECT_THAT(text, HasSubstr("(since 2026-02-28T06:00:00Z)\n\nOver:\n- exporter site fails: no repository"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b"))) << "it may be read in a terminal";
}

TEST(Alert, a_thousand_troubles_are_counted_not_listed) {
  const AlertMessage message{std::vector<ToldTrouble>(1000, {"source lwn", "fails", kNow}), {}};
  EXPECT_THAT(alert_text(message), HasSubstr("- and 900 more\n"));
}

TEST(Alert, json_is_for_programs) {
  const AlertMessage message{{{"source lwn", "fails: \"x\"", kNow}}, {}};
  const json::object object = json::parse(alert_json(message)).as_object();
  EXPECT_EQ(object.at("summary"), "gazette: 1 trouble");
  const json::object expected{
      {"subject", "source lwn"}, {"what", "fails: \"x\""}, {"since", "2026-03-01T12:00:00Z"}};
  EXPECT_EQ(object.at("begun"), json::array{expected});
  EXPECT_TRUE(object.at("over").as_array().empty());
}

}  // namespace
}  // namespace gazette

// /metrics: what is counted, in the text format; and the dashboard that shows it.
#include "daemon/metrics/metrics.h"

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gazette {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

ServiceGauges some() {
  ServiceGauges now;
  now.started = from_unix_ms(1'764'000'000'000);
  now.version = "1.2.3";
  now.sources = {{"lwn", 2, from_unix_ms(1'764'000'001'500)}, {"qq", 0, {}}};
  now.ok = 1;
  now.failing = 1;
  now.articles = 12;
  now.database_bytes = 4096;
  return now;
}

/// One of everything.
std::string full_text() {
  Metrics metrics;
  metrics.poll_ended({"lwn", "new", 700ms, 1000, 3, 1});
  metrics.export_ended("site", false, 3, 1, 20ms);
  ServeCounts served;
  served.note(200, 10, 0);
  return metrics.text(some(), served);
}

std::set<std::string> names_in(const std::string& text) {
  std::set<std::string> names;
  static const std::regex kName("gazette_[a-z_]+");
  for (std::sregex_iterator at(text.begin(), text.end(), kName), end; at != end; ++at)
    names.insert(at->str());
  return names;
}

TEST(MetricsText, polls_by_what_came_of_them) {
  Metrics metrics;
  metrics.poll_ended({"lwn", "new", 700ms, 1000, 3, 1});
  metrics.poll_ended({"lwn", "not_modified", 30ms, 0, 0, 0});
  metrics.poll_ended({"lwn", "not_modified", 30ms, 0, 0, 0});
  metrics.poll_ended({"qq", "timeout", 60s, 0, 0, 0});
  const std::string text = metrics.text(some(), {});
  EXPECT_THAT(text, HasSubstr("# TYPE gazette_polls_total counter\n"));
  EXPECT_THAT(text, HasSubstr("gazette_polls_total{outcome=\"new\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("gazette_polls_total{outcome=\"not_modified\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("gazette_polls_total{outcome=\"timeout\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("gazette_poll_saved_bytes_total 2000\n")) << "twice what was read before";
  EXPECT_THAT(text, HasSubstr("gazette_polled_bytes_total 1000\n"));
  EXPECT_THAT(text, HasSubstr("gazette_articles_total{change=\"added\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("gazette_poll_seconds_bucket{le=\"0.05\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("gazette_poll_seconds_count 4\n"));
}

TEST(MetricsText, what_the_server_did_only_grows) {
  Metrics metrics;
  ServeCounts served;
  served.note(200, 5000, 0);
  served.note(304, 0, 5000);
  served.note(404, 100, 0);
  served.connections = 2;
  const std::string text = metrics.text(some(), served);
  EXPECT_EQ(metrics.text(some(), served), text) << "the same again";
  EXPECT_THAT(text, HasSubstr("gazette_http_requests_total{status=\"2xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("gazette_http_requests_total{status=\"3xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("gazette_http_not_modified_total 1\n"));
  EXPECT_THAT(text, HasSubstr("gazette_http_saved_bytes_total 5000\n"));
  EXPECT_THAT(text, HasSubstr("gazette_http_sent_bytes_total 5100\n"));
  EXPECT_THAT(text, HasSubstr("gazette_http_connections 2\n"));
}

TEST(MetricsText, how_things_are_and_sources_that_left) {
  Metrics metrics;
  std::string text = metrics.text(some(), {});
  EXPECT_THAT(text, HasSubstr("gazette_build_info{version=\"1.2.3\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("gazette_sources{state=\"failing\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("gazette_source_failures{source=\"lwn\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("gazette_store_bytes 4096\n"));
  EXPECT_THAT(text, HasSubstr("gazette_source_last_success_time_seconds{source=\"lwn\"}"));
  EXPECT_THAT(text, Not(HasSubstr("last_success_time_seconds{source=\"qq\"}"))) << "it had none";
  ServiceGauges fewer = some();
  fewer.sources.erase(fewer.sources.begin());
  text = metrics.text(fewer, {});
  EXPECT_THAT(text, Not(HasSubstr("source=\"lwn\"")));
  EXPECT_THAT(text, HasSubstr("source=\"qq\""));
}

TEST(MetricsText, exports) {
  Metrics metrics;
  metrics.export_ended("site", false, 0, 0, 5ms);
  EXPECT_THAT(metrics.text(some(), {}), Not(HasSubstr("exporter=\"site\""))) << "it had nothing to do";
  metrics.export_ended("site", false, 3, 1, 5ms);
  metrics.export_ended("site", true, 0, 0, 5ms);
  const std::string text = metrics.text(some(), {});
  EXPECT_THAT(text, HasSubstr("gazette_exports_total{exporter=\"site\",outcome=\"failed\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("action=\"written\""));
}

TEST(Dashboard, shows_only_metrics_that_there_are) {
  std::ifstream in(std::string(TESTS_DIR) + "/../systemd/grafana.json");
  std::ostringstream read;
  read << in.rdbuf();
  ASSERT_NO_THROW((void)boost::json::parse(read.str()));
  const std::set<std::string> shown = names_in(read.str());
  EXPECT_GT(shown.size(), 10u);
  const std::string text = full_text();
  for (const std::string& name : shown)
    EXPECT_TRUE(text.find("\n" + name + "{") != text.npos || text.find("\n" + name + " ") != text.npos)
        << name;
}

}  // namespace
}  // namespace gazette

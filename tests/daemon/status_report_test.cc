// What the pages, the API and the troubles show of sources is what `gazette status` says of them.
#include "daemon/output/status_report.h"

#include <gtest/gtest.h>

#include "storage/sqlite_store.h"

namespace gazette {
namespace {

using std::chrono::days;
using std::chrono::hours;

const Time kNow = *parse_date("2026-03-01T12:00:00Z");

class StatusReport : public testing::Test {
 protected:
  StatusReport() : store(*open_sqlite_store({":memory:"})) {
    config.sources.resize(1);
    config.sources[0].name = state.name = "one";
    config.sources[0].url = state.url = "https://one.example/feed";
    state.last_poll = state.last_success = kNow - hours(1);
  }
  ServiceStatus read() {
    EXPECT_TRUE(store->save_source_state(state));
    return *read_status(*store, config, kNow);
  }
  std::unique_ptr<Store> store;
  Config config;
  SourceState state;
};

TEST_F(StatusReport, a_source_that_fell_silent_is_not_ok) {
  state.dated_entries = 11;
  state.newest_entry = kNow - days(1);
  state.oldest_entry = kNow - days(11);
  EXPECT_EQ(read().sources[0].quiet, SourceStatus::Quiet::no);
  EXPECT_EQ(gauges_of(read()).ok, 1);

  state.newest_entry = kNow - days(40);
  state.oldest_entry = kNow - days(50);
  const ServiceStatus status = read();
  EXPECT_EQ(status.sources[0].quiet, SourceStatus::Quiet::silent);
  EXPECT_EQ(status.sources[0].quiet_since, kNow - days(40));
  EXPECT_NE(status.sources[0].quiet_words.find("nothing new for 40d"), std::string::npos)
      << status.sources[0].quiet_words;
  EXPECT_EQ(gauges_of(status).ok, 0);
  EXPECT_EQ(gauges_of(status).quiet, 1);
}

TEST_F(StatusReport, a_server_that_asks_to_wait_is_one_after_a_week) {
  state.last_status = 503;
  state.last_success = kNow - days(6);
  EXPECT_EQ(read().sources[0].quiet, SourceStatus::Quiet::no) << "every server may rest";
  state.last_success = kNow - days(30);
  EXPECT_EQ(read().sources[0].quiet, SourceStatus::Quiet::put_off);
  state.failures = 3;
  state.failing_since = kNow - days(1);
  EXPECT_EQ(read().sources[0].quiet, SourceStatus::Quiet::no) << "its failures say more";
}

}  // namespace
}  // namespace gazette

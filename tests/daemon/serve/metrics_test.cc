// /metrics and /status.atom over the server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/parse/parse_feed.h"
#include "tests/daemon/serve/server_fixture.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using Watched = ServerTest;

TEST_F(Watched, metrics_are_given_in_the_text_format_and_never_kept) {
  start();
  const std::string answer = get("/metrics");
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_EQ(header_of(answer, "Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(header_of(answer, "Cache-Control"), "no-store");
  EXPECT_EQ(body_of(answer), "# metrics\n");
  model.failure = Error{ErrorKind::storage, "gone"};
  EXPECT_EQ(status_of(get("/metrics")), 503);
}

TEST_F(Watched, what_is_served_is_counted) {
  start();
  const std::string feed = get("/feeds/all.atom");
  const std::size_t size = body_of(feed).size();
  get("/feeds/all.atom", "If-None-Match: \"f00d\"\r\n");
  get("/nothing");
  ask("HEAD /feeds/all.atom HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  ServeCounts counts;
  on_loop([&] { counts = server->counts(); });
  EXPECT_EQ(counts.requests[2], 2u);
  EXPECT_EQ(counts.requests[3], 1u);
  EXPECT_EQ(counts.requests[4], 1u);
  EXPECT_EQ(counts.not_modified, 1u);
  EXPECT_EQ(counts.saved_bytes, size);
  EXPECT_GE(counts.sent_bytes, size);
  EXPECT_LT(counts.sent_bytes, 2 * size) << "a HEAD has no body";
}

TEST_F(Watched, troubles_are_a_feed_that_readers_take) {
  const Time now = model.now_status.now;
  model.now_status.troubles = {{"source lwn", "fails: HTTP status 500 <b>", now - 2h, now - 1h, std::nullopt},
                               {"exporter site", "fails: detached HEAD", now - 9h, now - 8h, now - 7h}};
  start();
  const std::string answer = get("/status.atom");
  EXPECT_EQ(header_of(answer, "Content-Type"), "application/atom+xml; charset=utf-8");
  const std::string body = body_of(answer);
  Document document;
  document.body = body;
  document.url = "https://news.example.org/status.atom";
  const Result<Feed> feed = parse_feed(document);
  ASSERT_TRUE(feed);
  EXPECT_THAT(feed->problems, ::testing::IsEmpty());
  EXPECT_EQ(feed->title, "gazette: status");
  EXPECT_EQ(feed->self, "https://news.example.org/status.atom");
  ASSERT_EQ(feed->entries.size(), 2u);
  EXPECT_EQ(feed->entries[0].title, "source lwn fails: HTTP status 500 <b>");
  EXPECT_EQ(feed->entries[0].published, now - 1h);
  EXPECT_EQ(feed->entries[1].title, "exporter site: well again");
  EXPECT_EQ(feed->entries[1].updated, now - 7h);
  EXPECT_EQ(status_of(get("/status.atom", "If-None-Match: " + header_of(answer, "ETag") + "\r\n")), 304);
}

}  // namespace
}  // namespace gazette::testing

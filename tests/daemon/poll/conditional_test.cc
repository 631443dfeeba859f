// Conditional requests: what section C of the checklist asks for, each item by its name.
#include <filesystem>

#include <unistd.h>

#include "storage/sqlite.h"
#include "tests/daemon/poll/polling.h"

namespace gazette::testing {
namespace {

using Conditional = Polling;

TEST_F(Conditional, C1_ten_polls_are_unconditional_once) {
  origin_.serve("/feed", rss({"1"}), "application/rss+xml");
  for (int i = 0; i < 10; ++i) poll_when_due();
  int unconditional = 0;
  for (const Request& request : origin_.requests("/feed"))
    unconditional += request.header("if-none-match").empty() && request.header("if-modified-since").empty();
  EXPECT_EQ(origin_.count("/feed"), 10u);
  EXPECT_EQ(unconditional, 1);
}

TEST_F(Conditional, C2_an_etag_goes_back_byte_for_byte) {
  for (const std::string& etag : {std::string("W/\"a b\""), std::string("\"x--gzip\""), std::string("abc"),
                                  '"' + std::string(200, 'e') + '"'}) {
    answer(200, {{"ETag", etag}}, rss({etag.substr(0, 3)}));
    poll();
    poll();
    EXPECT_EQ(last_request().header("if-none-match"), etag);
  }
}

TEST_F(Conditional, C2_validators_that_no_server_would_take_back_are_none) {
  answer(200, {{"ETag", '"' + std::string(100'000, 'e') + '"'}, {"Last-Modified", "today"}});
  poll();
  poll();
  EXPECT_EQ(last_request().header("if-none-match"), "");
  EXPECT_EQ(last_request().header("if-modified-since"), "today");
}

TEST_F(Conditional, C2_a_server_that_refuses_its_own_validators_is_asked_without_them) {
  for (const int status : {412, 431}) {
    SCOPED_TRACE(status);
    answer(200, {{"ETag", "\"1\""}, {"Last-Modified", "today"}}, rss({std::to_string(status)}));
    poll();
    answer(status);
    EXPECT_TRUE(poll().error);
    answer(200, {{"ETag", "\"2\""}}, rss({std::to_string(status), "new"}));
    poll_when_due();
    EXPECT_EQ(last_request().header("if-none-match"), "") << "else it fails for ever";
    EXPECT_EQ(last_request().header("if-modified-since"), "");
    poll();
    EXPECT_EQ(last_request().header("if-none-match"), "\"2\"");
  }
}

TEST_F(Conditional, C3_last_modified_is_opaque) {
  for (const char* modified : {"Thu, 1 Jan 1970 00:00:00 GMT", "Thu, 01 jan 1970 00:00:00 GMT",
                               "2026-03-01 12:00", "yesterday, I think"}) {
    answer(200, {{"Last-Modified", modified}}, rss({modified}));
    poll();
    poll();
    EXPECT_EQ(last_request().header("if-modified-since"), modified);
    EXPECT_EQ(last_request().header("if-none-match"), "");
  }
}

TEST_F(Conditional, C4_both_stored_both_sent) {
  answer(200, {{"ETag", "\"1\""}, {"Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT"}});
  poll();
  poll();
  EXPECT_EQ(last_request().header("if-none-match"), "\"1\"");
  EXPECT_EQ(last_request().header("if-modified-since"), "Sun, 01 Mar 2026 10:00:00 GMT");
}

TEST_F(Conditional, C5_the_two_are_independent) {
  answer(200, {{"ETag", "\"1\""}, {"Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT"}});
  poll();
  answer(200, {{"ETag", "\"2\""}, {"Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT"}}, rss({"1", "2"}));
  poll();
  EXPECT_EQ(state().etag, "\"2\"");
  EXPECT_EQ(state().last_modified, "Sun, 01 Mar 2026 10:00:00 GMT");
  answer(200, {{"ETag", "\"2\""}, {"Last-Modified", "Mon, 02 Mar 2026 10:00:00 GMT"}}, rss({"1", "2", "3"}));
  poll();
  EXPECT_EQ(state().etag, "\"2\"");
  EXPECT_EQ(state().last_modified, "Mon, 02 Mar 2026 10:00:00 GMT");
  answer(304, {{"Last-Modified", "Tue, 03 Mar 2026 10:00:00 GMT"}});
  poll();
  EXPECT_EQ(state().etag, "\"2\"");
  EXPECT_EQ(state().last_modified, "Tue, 03 Mar 2026 10:00:00 GMT");
}

TEST_F(Conditional, C6_the_same_body_with_new_validators_stores_them) {
  answer(200, {{"ETag", "\"1\""}});
  poll();
  answer(200, {{"ETag", "\"2\""}});
  const PollReport second = poll();
  EXPECT_TRUE(second.not_modified);
  poll();
  EXPECT_EQ(last_request().header("if-none-match"), "\"2\"");
}

TEST_F(Conditional, C7_bare_304_keeps_validators) {
  answer_conditionally({{"ETag", "\"1\""}, {"Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT"}});
  for (int i = 0; i < 4; ++i) poll_when_due();
  EXPECT_EQ(last_request().header("if-none-match"), "\"1\"");
  EXPECT_EQ(last_request().header("if-modified-since"), "Sun, 01 Mar 2026 10:00:00 GMT");
}

TEST_F(Conditional, C7_304_may_bring_others) {
  answer_conditionally({{"ETag", "\"1\""}, {"Cache-Control", "max-age=7200"}},
                       {{"ETag", "\"2\""}, {"Cache-Control", "max-age=14400"}});
  poll();
  expect_wait(std::chrono::hours(2));
  poll_when_due();
  expect_wait(std::chrono::hours(4));
  poll_when_due();
  EXPECT_EQ(last_request().header("if-none-match"), "\"2\"");
}

TEST_F(Conditional, C8_a_200_without_validators_clears_them) {
  answer(200, {{"ETag", "\"1\""}, {"Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT"}});
  poll();
  answer(200, {}, rss({"1", "2"}));
  poll();
  poll();
  EXPECT_EQ(last_request().header("if-none-match"), "");
  EXPECT_EQ(last_request().header("if-modified-since"), "");
}

TEST_F(Conditional, C9_only_force_is_unconditional) {
  answer_conditionally({{"ETag", "\"1\""}});
  poll();
  const PollOrder asked{"asked for", false}, forced{"asked for, unconditionally", true};
  poll(asked);
  EXPECT_EQ(last_request().header("if-none-match"), "\"1\"");
  poll(forced);
  EXPECT_EQ(last_request().header("if-none-match"), "");
  poll();
  EXPECT_EQ(last_request().header("if-none-match"), "\"1\"");
}

TEST_F(Conditional, C10_validators_belong_to_the_url_that_gave_them) {
  origin_.redirect("/feed", "/a", 302);
  origin_.on("/a", [](const Request&) { return Answer{200, rss({"1"}), {{"ETag", "\"a\""}}}; });
  origin_.on("/b", [](const Request&) { return Answer{200, rss({"1"}), {{"ETag", "\"b\""}}}; });
  poll();
  origin_.redirect("/feed", "/b", 302);
  poll();
  EXPECT_EQ(last_request("/feed").header("if-none-match"), "");
  EXPECT_EQ(last_request("/b").header("if-none-match"), "");
  poll();
  EXPECT_EQ(last_request("/b").header("if-none-match"), "\"b\"");
}

TEST_F(Conditional, C10_another_url_or_way_of_asking_drops_them) {
  answer(200, {{"ETag", "\"1\""}});
  poll();
  source().access.user_agent = "Other/1";
  poll();
  EXPECT_EQ(last_request().header("if-none-match"), "");
  source().access.headers["Accept"] = "application/atom+xml";
  poll();
  EXPECT_EQ(last_request().header("if-none-match"), "");
  poll();
  EXPECT_EQ(last_request().header("if-none-match"), "\"1\"");
  source().url = origin_.url("/feed?x");
  poll();
  EXPECT_EQ(last_request().header("if-none-match"), "");
}

TEST_F(Conditional, C10_who_logs_in_is_not_told_that_nothing_changed) {
  answer(200, {{"ETag", "\"1\""}});
  for (int way = 0; way < 4; ++way) {
    SCOPED_TRACE(way);
    SourceAccess& access = source().access;
    if (way == 1) access.bearer = "token";
    if (way == 2) access.cookies = "a=1";
    if (way == 3) access.headers["X-Key"] = "key";
    poll();
    EXPECT_EQ(last_request().header("if-none-match"), "");
    poll();
    EXPECT_EQ(last_request().header("if-none-match"), "\"1\"");
  }
}

TEST_F(Conditional, C11_a_restart_loses_nothing) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("gazette-c11-" + std::to_string(getpid()))).string();
  open_store(path);
  answer_conditionally({{"ETag", "\"1\""}, {"Cache-Control", "max-age=7200"}});
  poll();
  const Time due = *state().next_poll;
  open_store(path);
  EXPECT_EQ(state().next_poll, due);
  poll_when_due();
  EXPECT_EQ(last_request().header("if-none-match"), "\"1\"");
  expect_wait(std::chrono::hours(2));
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
}

TEST_F(Conditional, C12_a_226_brings_only_what_is_new) {
  answer(200, {{"ETag", "\"1\""}}, rss({"1", "2"}));
  poll();
  EXPECT_EQ(origin_.requests("/feed").front().header("a-im"), "");
  answer(226, {{"ETag", "\"2\""}, {"IM", "feed"}}, rss({"3"}));
  const PollReport second = poll();
  EXPECT_EQ(last_request().header("a-im"), "feed");
  EXPECT_EQ(second.added, 1);
  EXPECT_EQ(articles(), 3u);
  EXPECT_EQ(state().etag, "\"2\"");
}

TEST_F(Conditional, C13_what_cannot_be_read_leaves_the_validators_alone) {
  answer(200, {{"ETag", "\"1\""}});
  poll();
  answer(200, {{"ETag", "\"broken\""}}, "no feed at all");
  EXPECT_TRUE(poll().error);
  answer(200, {{"ETag", "\"cut\""}}, "<rss><channel");  // nothing but the beginning of one
  poll();
  answer(200, {{"ETag", "\"3\""}}, rss({"1", "2"}));
  EXPECT_EQ(poll().added, 1);
  EXPECT_EQ(last_request().header("if-none-match"), "\"1\"");
  poll();
  EXPECT_EQ(last_request().header("if-none-match"), "\"3\"");
}

/// Without a length the end of the connection is the end of the body, also where it came too early.
TEST_F(Conditional, N13_what_breaks_off_with_the_connection_leaves_the_validators_alone) {
  const std::string whole = rss({"1", "2"});
  answer(200, {{"ETag", "\"1\""}});
  poll();
  Fault until_the_end;
  until_the_end.no_length = true;
  origin_.fault("/feed", until_the_end);
  answer(200, {{"ETag", "\"cut\""}}, whole.substr(0, whole.find("<item><guid>2") + 30));
  poll();
  EXPECT_EQ(state().etag, "\"1\"");
  answer(200, {{"ETag", "\"2\""}},
         "<!DOCTYPE rss>&nbsp;" + whole + "<!-- made in 3 ms");  // whole, if not well-formed
  EXPECT_EQ(poll().error, std::nullopt);
  EXPECT_EQ(last_request().header("if-none-match"), "\"1\"");
  EXPECT_EQ(state().etag, "\"2\"");
}

TEST_F(Conditional, AnErrorWipesNothing) {
  answer(200, {{"ETag", "\"1\""}});
  poll();
  for (const int status : {404, 500, 403, 429, 503, 206}) {
    answer(status, {{"ETag", "\"error\""}});
    now_ += std::chrono::hours(1);  // a 429 is left alone for so long
    EXPECT_FALSE(poll().held);
    EXPECT_EQ(state().etag, "\"1\"") << status;
  }
}

TEST_F(Conditional, H30_a_304_that_nobody_asked_for_changes_nothing) {
  answer(304);
  EXPECT_TRUE(poll().error);
  EXPECT_EQ(state().failures, 1);
  answer(200, {{"ETag", "\"1\""}});
  EXPECT_EQ(poll().added, 1);
}

TEST_F(Conditional, C13_what_could_not_be_stored_leaves_the_validators_alone) {
  answer(200, {{"ETag", "\"1\""}});
  poll();
  const std::string path =
      (std::filesystem::temp_directory_path() / ("gazette-c13-" + std::to_string(getpid()))).string();
  open_store(path);
  poll();
  {
    Database other(path, false, 1000);
    other.execute("create trigger refuse before insert on article begin select raise(abort, 'refused'); end");
  }
  answer(200, {{"ETag", "\"2\""}}, rss({"1", "2"}));
  const PollReport failed = poll();
  ASSERT_TRUE(failed.error);
  EXPECT_EQ(failed.error->kind, ErrorKind::storage);
  EXPECT_FALSE(failed.next);
  EXPECT_EQ(state().etag, "\"1\"");
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
}

}  // namespace
}  // namespace gazette::testing

// Redirects and the death of a source: what section D of the checklist asks for, each item by its name.
#include "tests/daemon/poll/polling.h"

namespace gazette::testing {
namespace {

using Moves = Polling;
using std::chrono::days;
using std::chrono::hours;

void serve_feed(Origin& origin, const std::string& path, const std::vector<std::string>& ids = {"1"}) {
  origin.serve(path, rss(ids), "application/rss+xml");
}

TEST_F(Moves, D2_temporary_redirects_never_change_the_url) {
  serve_feed(origin_, "/new");
  for (const int status : {302, 303, 307}) {
    origin_.redirect("/feed", "/new", status);
    for (int i = 0; i < 5; ++i) {
      now_ += days(3);
      EXPECT_FALSE(poll().error);
    }
    EXPECT_EQ(state().learned_url, "") << status;
    EXPECT_EQ(state().moving_to, "") << status;
  }
}

TEST_F(Moves, D3_a_permanent_redirect_is_learned_after_three_polls_over_seven_days) {
  serve_feed(origin_, "/feed");
  poll();
  serve_feed(origin_, "/new");
  origin_.redirect("/feed", "/new", 301);
  now_ += days(1);
  EXPECT_FALSE(poll().error);  // used at once
  EXPECT_EQ(origin_.count("/new"), 1u);
  for (int i = 0; i < 5; ++i) {
    now_ += days(1);
    poll();
  }
  EXPECT_EQ(state().learned_url, "");  // six polls, but only five days
  now_ += days(2);
  poll();
  EXPECT_EQ(state().learned_url, origin_.url("/new"));
  EXPECT_EQ(state().url, origin_.url("/feed"));
  const std::size_t old = origin_.count("/feed");
  now_ += days(1);
  poll();
  EXPECT_EQ(origin_.count("/feed"), old);  // asked at its new place
  EXPECT_NE(last_request("/new").header("if-none-match"), "");
  const auto moves = *ask([](Store& store) { return store.moves("one"); });
  ASSERT_EQ(moves.size(), 1u);
  EXPECT_EQ(moves[0].from, origin_.url("/feed"));
  EXPECT_EQ(moves[0].to, origin_.url("/new"));
}

TEST_F(Moves, D3_two_polls_are_not_enough_however_far_apart) {
  serve_feed(origin_, "/new");
  origin_.redirect("/feed", "/new", 308);
  poll();
  now_ += days(20);
  poll();
  EXPECT_EQ(state().learned_url, "");
  now_ += days(20);
  poll();
  EXPECT_EQ(state().learned_url, origin_.url("/new"));
}

TEST_F(Moves, D3_another_target_or_an_answer_without_redirect_begins_anew) {
  serve_feed(origin_, "/a");
  serve_feed(origin_, "/b");
  origin_.redirect("/feed", "/a", 301);
  for (int i = 0; i < 2; ++i) poll(), now_ += days(5);
  origin_.redirect("/feed", "/b", 301);
  for (int i = 0; i < 2; ++i) poll(), now_ += days(3);
  EXPECT_EQ(state().learned_url, "");
  EXPECT_EQ(state().moving_polls, 2);
  serve_feed(origin_, "/feed");
  poll();
  EXPECT_EQ(state().moving_to, "");
}

TEST_F(Moves, D3_another_feed_at_the_target_is_not_learned) {
  origin_.serve("/feed", rss({"1", "2"}), "application/rss+xml");
  poll();
  std::string other = rss({"x", "y"});
  other.replace(other.find("https://news.example/"), 21, "https://parked.example/");
  origin_.serve("/new", other, "application/rss+xml");
  origin_.redirect("/feed", "/new", 301);
  now_ += days(5);
  poll();
  EXPECT_EQ(state().moving_polls, 0);
}

TEST_F(Moves, D3_only_the_permanent_part_of_a_chain_is_learned) {
  serve_feed(origin_, "/c");
  origin_.redirect("/feed", "/b", 301);
  origin_.redirect("/b", "/c", 302);
  for (int i = 0; i < 3; ++i) poll(), now_ += days(5);
  EXPECT_EQ(state().learned_url, origin_.url("/b"));
}

TEST_F(Moves, D3_https_on_the_same_host_is_learned_at_once) {
  source().url = "http://news.example/feed";
  config_.fetch.rewrite = {{"http://news.example", origin_.url("/plain")},
                           {"https://news.example", origin_.url("/safe")}};
  origin_.redirect("/plain/feed", "https://news.example/feed", 301);
  serve_feed(origin_, "/safe/feed");
  EXPECT_FALSE(poll().error);
  EXPECT_EQ(state().learned_url, "https://news.example/feed");
  poll();
  EXPECT_EQ(origin_.count("/plain/feed"), 1u);
}

TEST_F(Moves, D4_sent_for_good_to_a_page_is_an_error_and_nothing_is_learned) {
  serve_feed(origin_, "/feed");
  poll();
  origin_.redirect("/feed", "/login", 301);
  origin_.serve("/login", "<!DOCTYPE html><html><title>Welcome</title><p>Hello</html>", "text/html");
  for (int i = 0; i < 5; ++i) {
    now_ += days(4);
    EXPECT_EQ(poll().error->kind, ErrorKind::moved);
  }
  EXPECT_EQ(state().learned_url, "");
  EXPECT_EQ(state().moving_to, "");
  EXPECT_EQ(state().error_kind, "moved");
}

TEST_F(Moves, D5_what_the_feed_says_of_its_address_is_a_hint_only) {
  origin_.serve("/feed",
                "<?xml version=\"1.0\"?><rss version=\"2.0\" "
                "xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" "
                "xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>T</title><itunes:new-feed-url>" +
                    origin_.url("/itunes") + "</itunes:new-feed-url><atom:link rel=\"self\" href=\"" +
                    origin_.url("/self") + "\"/><item><guid>1</guid><title>a</title></item></channel></rss>",
                "application/rss+xml");
  for (int i = 0; i < 4; ++i) poll(), now_ += days(5);
  EXPECT_EQ(origin_.count("/feed"), 4u);
  EXPECT_EQ(origin_.requests().size(), 4u);
  EXPECT_EQ(state().learned_url, "");
}

TEST_F(Moves, D6_gone_is_gone_until_the_source_is_changed) {
  answer(410);
  EXPECT_EQ(poll().error->kind, ErrorKind::gone);
  EXPECT_TRUE(state().gone);
  EXPECT_EQ(state().rule, "gone");
  EXPECT_EQ(state().error_kind, "gone");
  EXPECT_GT(*state().next_poll, now_ + days(365));
  source().url = origin_.url("/alive");
  serve_feed(origin_, "/alive");
  EXPECT_FALSE(poll().error);
  EXPECT_FALSE(state().gone);
}

TEST_F(Moves, D6_what_is_gone_behind_a_temporary_redirect_is_a_failure) {
  origin_.on("/gone", [](const Request&) { return Answer{410, "", {}}; });
  origin_.redirect("/feed", "/gone", 302);
  EXPECT_EQ(poll().error->kind, ErrorKind::http);
  EXPECT_FALSE(state().gone) << "nobody said so of the source's own address";
  EXPECT_LT(*state().next_poll, now_ + hours(2));
  origin_.redirect("/feed", "/gone", 301);
  EXPECT_EQ(poll().error->kind, ErrorKind::gone);
  EXPECT_TRUE(state().gone);
}

TEST_F(Moves, D6_a_learned_address_that_fails_is_given_up_for_the_old_one) {
  serve_feed(origin_, "/new");
  origin_.redirect("/feed", "/new", 301);
  for (int i = 0; i < 3; ++i) poll(), now_ += days(5);
  ASSERT_EQ(state().learned_url, origin_.url("/new"));
  serve_feed(origin_, "/feed", {"1", "2"});
  origin_.on("/new", [](const Request&) { return Answer{410, "", {}}; });
  EXPECT_TRUE(poll().error);
  EXPECT_FALSE(state().gone);  // first the configured one is asked
  EXPECT_EQ(state().learned_url, "");
  EXPECT_EQ(poll_when_due().added, 1);
  EXPECT_EQ(ask([](Store& store) { return store.moves("one"); })->size(), 2u);
}

TEST_F(Moves, D6_three_failures_of_a_learned_address_are_needed) {
  serve_feed(origin_, "/new");
  origin_.redirect("/feed", "/new", 301);
  for (int i = 0; i < 3; ++i) poll(), now_ += days(5);
  origin_.on("/new", [](const Request&) { return Answer{500, "", {}}; });
  for (int i = 0; i < 2; ++i) poll();
  EXPECT_EQ(state().learned_url, origin_.url("/new"));
  poll();
  EXPECT_EQ(state().learned_url, "");
}

}  // namespace
}  // namespace gazette::testing

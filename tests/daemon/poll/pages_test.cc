// Pages of articles: how they are asked for, what robots.txt says, and what happens when they cannot be had.
#include "tests/daemon/poll/polling.h"

namespace gazette::testing {
namespace {

using Pages = Polling;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;

std::string listing(Origin& origin, int count, const std::string& folder = "/articles/") {
  std::string text = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Teasers</title>";
  for (int i = 1; i <= count; ++i)
    text += "<item><title>Story " + std::to_string(i) + "</title><link>" +
            origin.url(folder + std::to_string(i)) + "</link><description>Teaser</description></item>";
  return text + "</channel></rss>";
}

std::string page(const std::string& path) {
  std::string text =
      "<!DOCTYPE html><html><head><title>Story</title></head><body><article><h1>Story " + path + "</h1>";
  for (int i = 0; i < 6; ++i)
    text += "<p>This is paragraph " + std::to_string(i) + " of the story at " + path +
            ", long enough that nobody takes it for a teaser, a menu or a footer of the page.</p>";
  return text + "</article></body></html>";
}

class PagesTest : public Pages {
 protected:
  void serve(int count) {
    source().full_text = FullText::always;
    origin_.serve("/feed", listing(origin_, count), "application/rss+xml");
    origin_.on_prefix("/articles/", [](const Request& r) { return Answer::of(page(r.path), "text/html"); });
  }
};

TEST_F(PagesTest, AreFetchedOnce) {
  serve(3);
  EXPECT_EQ(poll().added, 3);
  poll();
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(origin_.count("/articles/" + std::to_string(i)), 1u);
  const auto stored = *ask([](Store& store) { return store.articles({}); });
  ASSERT_EQ(stored.size(), 3u);
  EXPECT_NE(stored[0].article.record.find("paragraph 3"), std::string::npos);
}

TEST_F(PagesTest, AreNotFetchedForAnAuthorOrACategoryAlone) {
  serve(1);
  poll();
  const std::string before = (*ask([](Store& store) { return store.articles({}); })).at(0).article.record;
  std::string text = listing(origin_, 1);
  text.insert(text.find("</item>"), "<author>Jane Doe</author><category>Corrections</category>");
  origin_.serve("/feed", text, "application/rss+xml");
  const PollReport report = poll();
  EXPECT_EQ(report.updated, 0);
  EXPECT_EQ(origin_.count("/articles/1"), 1u);
  const auto stored = *ask([](Store& store) { return store.articles({}); });
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_EQ(stored[0].version, 1);
  EXPECT_EQ(stored[0].article.record, before);
  ASSERT_EQ(stored[0].article.authors.size(), 1u);
  EXPECT_EQ(stored[0].article.authors[0].name, "Jane Doe");
  EXPECT_EQ(stored[0].article.categories, std::vector<std::string>{"Corrections"});
}

TEST_F(PagesTest, AreFetchedWhereAnAddressLeadsOn) {
  serve(1);
  std::string text = listing(origin_, 1);
  text.replace(text.find("<link>http") + 6, 4, "https://href.li/?http");
  origin_.serve("/feed", text, "application/rss+xml");
  EXPECT_EQ(poll().added, 1);
  EXPECT_EQ(origin_.count("/articles/1"), 1u);
  const auto stored = *ask([](Store& store) { return store.articles({}); });
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_EQ(stored[0].article.url, origin_.url("/articles/1"));
  EXPECT_NE(stored[0].article.record.find("paragraph 3"), std::string::npos);
}

TEST_F(PagesTest, T9_feed_and_pages_of_a_host_share_one_place_and_one_pause) {
  config_.fetch.host_gap = milliseconds(10);
  serve(10);
  poll();
  const std::vector<Request> requests = origin_.requests();
  EXPECT_EQ(requests.size(), 12u);  // feed, robots.txt, ten pages
  EXPECT_EQ(origin_.max_overlap(), 1);
  for (std::size_t i = 1; i < requests.size(); ++i)
    EXPECT_GE(requests[i].time - requests[i - 1].time, milliseconds(9)) << i;
}

TEST_F(PagesTest, Q2_Q6_pages_of_another_host_get_no_secrets) {
  Origin other;
  other.on_prefix("/articles/", [](const Request& r) { return Answer::of(page(r.path), "text/html"); });
  source().full_text = FullText::always;
  source().access.headers["X-Key"] = "secret";
  source().access.bearer = "token";
  source().access.cookies = "a=1";
  source().access.user_agent = "Mine/1";
  origin_.serve("/feed", listing(other, 1), "application/rss+xml");
  EXPECT_EQ(poll().added, 1);
  const Request feed = last_request(), foreign = other.requests("/articles/1").back();
  EXPECT_EQ(feed.header("x-key"), "secret");
  EXPECT_EQ(feed.header("authorization"), "Bearer token");
  EXPECT_EQ(feed.header("cookie"), "a=1");
  for (const char* name : {"x-key", "authorization", "cookie", "referer"})
    EXPECT_EQ(foreign.header(name), "") << name;
  EXPECT_EQ(foreign.header("user-agent"), "Mine/1");
}

TEST_F(PagesTest, Q10_robots_txt_is_asked_once_and_obeyed) {
  origin_.on("/robots.txt", [](const Request&) {
    return Answer::of("User-agent: *\nDisallow: /articles/2\n", "text/plain");
  });
  serve(3);
  const PollReport report = poll();
  EXPECT_EQ(report.added, 3);  // the teaser stays an article
  EXPECT_EQ(origin_.count("/articles/2"), 0u);
  EXPECT_EQ(origin_.count("/articles/3"), 1u);
  EXPECT_EQ(origin_.count("/robots.txt"), 1u);
  ASSERT_EQ(report.notes.size(), 1u);
  EXPECT_NE(report.notes[0].find("robots.txt"), std::string::npos) << report.notes[0];
  now_ += hours(20);
  poll();
  EXPECT_EQ(origin_.count("/robots.txt"), 1u);
  now_ += hours(20);
  poll();
  EXPECT_LE(origin_.count("/robots.txt"), 2u);
}

TEST_F(PagesTest, Q10_what_pages_name_is_fetched_as_robots_txt_lets_us) {
  origin_.on("/robots.txt",
             [](const Request&) { return Answer::of("User-agent: *\nDisallow: /private\n", "text/plain"); });
  origin_.serve("/a.png", "pixels", "image/png");
  origin_.serve("/private.png", "pixels", "image/png");
  poll();  // makes the client
  const auto fetch = [this](const std::string& path, bool obey) {
    std::optional<Result<WebResponse>> answer;
    WebRequest request;
    request.url = origin_.url(path);
    request.referer = origin_.url("/articles/1");
    boost::asio::co_spawn(
        loop_,
        [](RobotsCache& robots, Web& web, WebRequest asked, bool how,
           auto& out) -> boost::asio::awaitable<void> {
          out.emplace(co_await robots.get(web, std::move(asked), how));
        }(*robots_, *web_, std::move(request), obey, answer),
        boost::asio::detached);
    loop_.restart();
    loop_.run();
    return std::move(*answer);
  };
  EXPECT_EQ(fetch("/a.png", true)->body, "pixels");
  EXPECT_EQ(last_request("/a.png").header("referer"), origin_.url("/articles/1"));
  EXPECT_EQ(fetch("/private.png", true).error().kind, ErrorKind::forbidden);
  EXPECT_EQ(origin_.count("/private.png"), 0u);
  EXPECT_EQ(fetch("/private.png", false)->body, "pixels");
  EXPECT_EQ(origin_.count("/robots.txt"), 1u);
}

TEST_F(PagesTest, Q10_robots_txt_of_where_a_page_is_redirected_to_is_obeyed) {
  Origin other;
  other.on("/robots.txt",
           [](const Request&) { return Answer::of("User-agent: *\nDisallow: /articles/2\n", "text/plain"); });
  other.on_prefix("/articles/", [](const Request& r) { return Answer::of(page(r.path), "text/html"); });
  source().full_text = FullText::always;
  origin_.serve("/feed", listing(origin_, 2), "application/rss+xml");
  for (const char* path : {"/articles/1", "/articles/2"}) origin_.redirect(path, other.url(path), 302);
  poll();
  EXPECT_EQ(other.count("/articles/1"), 1u);
  EXPECT_EQ(other.count("/articles/2"), 0u);
  EXPECT_EQ(other.count("/robots.txt"), 1u);
}

TEST_F(PagesTest, Q10_it_can_be_left_aside_by_the_operator) {
  origin_.on("/robots.txt",
             [](const Request&) { return Answer::of("User-agent: *\nDisallow: /\n", "text/plain"); });
  serve(1);
  source().robots = false;
  poll();
  EXPECT_EQ(origin_.count("/robots.txt"), 0u);
  EXPECT_EQ(origin_.count("/articles/1"), 1u);
}

TEST_F(PagesTest, Q10_crawl_delay_lengthens_the_pause) {
  origin_.on("/robots.txt",
             [](const Request&) { return Answer::of("User-agent: *\nCrawl-delay: 0.05\n", "text/plain"); });
  serve(3);
  poll();
  const std::vector<Request> requests = origin_.requests();
  ASSERT_EQ(requests.size(), 5u);
  for (std::size_t i = 3; i < requests.size(); ++i)
    EXPECT_GE(requests[i].time - requests[i - 1].time, milliseconds(49)) << i;
}

TEST_F(PagesTest, Q10_a_robots_txt_that_cannot_be_had_forbids_all_for_now) {
  origin_.on("/robots.txt", [](const Request&) { return Answer{500, "", {}}; });
  serve(2);
  poll();
  EXPECT_EQ(origin_.count("/articles/1"), 0u);
  EXPECT_TRUE(state().pages_pending);
  origin_.on("/robots.txt", [](const Request&) { return Answer{404, "", {}}; });
  now_ += hours(2);
  poll();
  EXPECT_EQ(origin_.count("/articles/1"), 1u);
  EXPECT_FALSE(state().pages_pending);
}

TEST_F(PagesTest, C1_missing_pages_do_not_make_the_feed_unconditional) {
  serve(2);
  origin_.on("/articles/2", [](const Request&) { return Answer{503, "", {}}; });
  poll();
  EXPECT_TRUE(state().pages_pending);
  now_ += hours(1);
  poll();
  EXPECT_EQ(last_request().status, 304);
  EXPECT_EQ(origin_.count("/articles/1"), 1u);
  EXPECT_EQ(origin_.count("/articles/2"), 2u);  // tried again, from the listing that was kept
  origin_.on("/articles/2", [](const Request& r) { return Answer::of(page(r.path), "text/html"); });
  now_ += hours(1);
  EXPECT_EQ(poll().updated, 1);
  EXPECT_EQ(last_request().status, 304);
  EXPECT_FALSE(state().pages_pending);
  now_ += hours(1);
  poll();
  EXPECT_EQ(origin_.count("/articles/2"), 3u);
}

TEST_F(PagesTest, T6_a_page_that_answers_429_ends_the_requests_to_its_host) {
  config_.fetch.throttle_scope = ThrottleScope::host;
  serve(5);
  origin_.on("/articles/2", [](const Request&) { return Answer{429, "", {{"Retry-After", "3600"}}}; });
  poll();
  EXPECT_EQ(origin_.count("/articles/2"), 1u);
  for (int i = 3; i <= 5; ++i) EXPECT_EQ(origin_.count("/articles/" + std::to_string(i)), 0u) << i;
  EXPECT_TRUE(state().pages_pending);
  const Time paused_until = now_ + hours(1);
  now_ += std::chrono::minutes(30);
  EXPECT_TRUE(poll().held);  // the feed's host is the same
  now_ = paused_until;
  origin_.on("/articles/2", [](const Request& r) { return Answer::of(page(r.path), "text/html"); });
  poll();
  EXPECT_EQ(origin_.count("/articles/5"), 1u);
}

TEST_F(PagesTest, T7_a_page_that_answers_429_without_a_time_ends_the_requests_to_its_host_for_an_hour) {
  config_.fetch.throttle_scope = ThrottleScope::host;
  serve(5);
  origin_.on("/articles/2", [](const Request&) { return Answer{429, "", {}}; });
  poll();
  for (int i = 3; i <= 5; ++i) EXPECT_EQ(origin_.count("/articles/" + std::to_string(i)), 0u) << i;
  now_ += std::chrono::minutes(59);
  EXPECT_TRUE(poll().held);
  now_ += std::chrono::minutes(1);
  origin_.on("/articles/2", [](const Request& r) { return Answer::of(page(r.path), "text/html"); });
  poll();
  EXPECT_EQ(origin_.count("/articles/5"), 1u);
}

class EditedTeaser : public PagesTest {
 protected:
  /// Its article has the page's text; then the teaser is edited, which asks for the page again.
  void edit_where_page_answers(const Answer& answer) {
    if (articles() == 0) {
      serve(1);
      EXPECT_EQ(poll().added, 1);
    }
    origin_.on("/articles/1", [answer](const Request&) { return answer; });
    std::string edited = listing(origin_, 1);
    edited.replace(edited.find("Teaser</desc"), 6, "Teaser of " + std::to_string(answer.status));
    origin_.serve("/feed", edited, "application/rss+xml");
    now_ += days(2);
  }
  StoredArticle stored() {
    return (*ask([](Store& store) { return store.articles({}); })).at(0);
  }
  void expect_text_of_page() {
    EXPECT_NE(stored().article.record.find("paragraph 3"), std::string::npos) << stored().article.record;
    EXPECT_EQ(stored().version, 1);
  }
};

TEST_F(EditedTeaser, takes_no_text_away_when_its_page_fails) {
  for (const int status : {404, 500, 503}) {
    SCOPED_TRACE(status);
    edit_where_page_answers({status, "", {}});
    EXPECT_EQ(poll().updated, 0);
    expect_text_of_page();
  }
}

TEST_F(EditedTeaser, takes_no_text_away_when_its_page_is_a_wall) {
  edit_where_page_answers(
      Answer::of("<html><head><title>Just a moment...</title></head><body><div "
                 "id=\"challenge-form\">Checking your browser</div></body></html>",
                 "text/html"));
  poll();
  expect_text_of_page();
}

TEST_F(EditedTeaser, whose_page_fails_asks_for_it_again_while_it_is_new) {
  edit_where_page_answers({503, "", {}});
  now_ -= days(1) + hours(23);
  poll();
  expect_text_of_page();
  EXPECT_TRUE(state().pages_pending);
  std::string changed = page("/articles/1");
  changed.replace(changed.find("paragraph 3"), 11, "paragraph X");
  origin_.on("/articles/1", [changed](const Request&) { return Answer::of(changed, "text/html"); });
  now_ += hours(1);
  EXPECT_EQ(poll().updated, 1);
  EXPECT_NE(stored().article.record.find("paragraph X"), std::string::npos);
}

TEST_F(EditedTeaser, still_changes_the_title) {
  edit_where_page_answers({503, "", {}});
  std::string edited = listing(origin_, 1);
  edited.replace(edited.find("Story 1"), 7, "Better title");
  origin_.serve("/feed", edited, "application/rss+xml");
  EXPECT_EQ(poll().updated, 1);
  EXPECT_EQ(stored().article.title, "Better title");
  EXPECT_NE(stored().article.record.find("title: \"Better title\""), std::string::npos);
  EXPECT_NE(stored().article.record.find("summary: \"This is paragraph 0"), std::string::npos);
  EXPECT_NE(stored().article.record.find("paragraph 3"), std::string::npos);
}

TEST_F(EditedTeaser, whose_page_is_gone_for_good_is_deleted) {
  edit_where_page_answers({410, "", {}});
  poll();
  expect_text_of_page();
  EXPECT_EQ(stored().deleted_why, "its page is gone: HTTP status 410");
}

TEST_F(EditedTeaser, whose_page_is_gone_for_good_is_withdrawn_where_the_operator_says_so) {
  source().withdraw_deleted = true;
  edit_where_page_answers({410, "", {}});
  poll();
  EXPECT_EQ(articles(), 0u);
}

TEST_F(PagesTest, AfterADayAMissingPageIsGivenUp) {
  serve(1);
  origin_.on("/articles/1", [](const Request&) { return Answer{500, "", {}}; });
  for (int i = 0; i < 4; ++i) poll(), now_ += hours(12);
  const std::size_t tried = origin_.count("/articles/1");
  EXPECT_FALSE(state().pages_pending);
  poll();
  EXPECT_EQ(origin_.count("/articles/1"), tried);
  EXPECT_EQ(articles(), 1u);
}

}  // namespace
}  // namespace gazette::testing

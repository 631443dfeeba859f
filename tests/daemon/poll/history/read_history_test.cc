// A source's older documents over the wire: RFC 5005 sections 2 to 4, JSON Feed's next_url.
#include "daemon/poll/history/read_history.h"

#include <set>

#include "feeds/record.h"
#include "tests/daemon/poll/history/archives.h"

namespace gazette::testing {
namespace {

using Stage = HistoryWalk::Stage;
using Kind = HistoryWalk::Kind;

using History = FeedWithHistory;

TEST_F(History, nobody_who_did_not_ask_for_it_pays_for_it) {
  serve_history(3, 4);
  EXPECT_EQ(poll().added, 4);
  poll_when_due();
  EXPECT_EQ(asked(), std::vector<std::string>{});
  EXPECT_EQ(articles(), 4u);
  EXPECT_TRUE(walks().empty());
  const auto sources = make_sources(config_);
  EXPECT_FALSE(has_open_walk(*sources->front(), state(), false)) << "not even the store is asked";
}

TEST_F(History, the_whole_of_it_comes_over_several_polls_and_no_document_twice) {
  serve_history(25, 4);
  source().history = kWholeHistory;
  const PollReport first = poll();
  EXPECT_EQ(first.added, 4) << "news";
  EXPECT_EQ(first.from_archives, 40);
  EXPECT_EQ(asked().size(), 10u) << "a poll";
  EXPECT_EQ(asked().front(), archive(25)) << "the newest first";
  EXPECT_EQ(poll_to_the_end(), 2);
  const std::vector<std::string> all = asked();
  EXPECT_EQ(all.size(), 25u);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 25u);
  EXPECT_EQ(stored(true), range(1, 100));
  EXPECT_EQ(stored(false), range(101, 104));
  EXPECT_EQ(sentence(walk()), "25 older documents read, 100 articles found; the beginning was reached");
  poll_when_due();
  EXPECT_EQ(asked().size(), 25u) << "and that was all";
}

TEST_F(History, one_request_at_a_time_with_the_hosts_gap) {
  config_.fetch.host_gap = std::chrono::milliseconds(50);
  serve_history(5, 2);
  source().history = kWholeHistory;
  poll();
  EXPECT_EQ(origin_.max_overlap(), 1);
  const std::vector<Request> requests = origin_.requests();
  ASSERT_EQ(requests.size(), 6u);
  for (std::size_t i = 1; i < requests.size(); ++i)
    EXPECT_GE(requests[i].time - requests[i - 1].time, std::chrono::milliseconds(45)) << i;
}

TEST_F(History, is_no_news_for_the_schedule) {
  serve_history(15, 4);
  poll();
  const SourceState before = state();
  source().history = kWholeHistory;
  now_ += std::chrono::hours(2);
  const PollReport later = poll();
  EXPECT_EQ(later.added, 0);
  EXPECT_EQ(later.from_archives, 40);
  const SourceState after = state();
  EXPECT_EQ(after.last_new, before.last_new);
  EXPECT_EQ(after.newest_entry, before.newest_entry);
  EXPECT_EQ(after.oldest_entry, before.oldest_entry);
  EXPECT_EQ(after.dated_entries, before.dated_entries);
  EXPECT_EQ(decisions().size(), 2u) << "a document is no poll";
}

TEST_F(History, asked_for_later_costs_one_unconditional_request) {
  serve_history(2, 4);
  poll();
  source().history = kWholeHistory;
  poll_when_due();
  EXPECT_EQ(stored(true), range(1, 8));
  poll_when_due();
  const std::vector<Request> requests = origin_.requests("/feed");
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[1].status, 200) << "what it names has to be seen";
  EXPECT_EQ(requests[2].status, 304);
}

TEST_F(History, of_a_feed_that_has_none_is_not_looked_for_again_and_again) {
  serve("/feed", atom(1, 4, ""));
  source().history = kWholeHistory;
  poll();
  poll_when_due();
  EXPECT_EQ(last_request().status, 304);
  EXPECT_EQ(history_words(state(), walks(), kWholeHistory),
            std::vector<std::string>{"history: the feed names no older documents"});
  serve("/archive/1", atom(1, 2, ""));
  serve("/feed", atom(3, 6, older("/archive/1")));
  poll_when_due();
  EXPECT_EQ(walk().stage, Stage::done) << "unless it names one some day";
}

TEST_F(History, waits_where_only_the_feed_is_to_be_asked_for) {
  serve_history(2, 4);
  source().history = kWholeHistory;
  PollOrder order;
  order.older = false;
  poll(order);
  EXPECT_TRUE(asked().empty());
  poll_when_due();
  EXPECT_EQ(last_request().status, 304);
  EXPECT_EQ(stored(true), range(1, 8));
}

TEST_F(History, goes_on_where_it_stood_after_a_restart) {
  const std::string file = ::testing::TempDir() + "history-" + std::to_string(::getpid()) + ".db";
  open_store(file);
  serve_history(15, 2);
  source().history = kWholeHistory;
  poll();
  EXPECT_EQ(asked().size(), 10u);
  open_store(file);
  origin_.forget_requests();
  poll_when_due();
  EXPECT_EQ(asked(), (std::vector<std::string>{archive(5), archive(4), archive(3), archive(2), archive(1)}));
  EXPECT_EQ(stored(true), range(1, 30));
  for (const char* end : {"", "-wal", "-shm"}) std::remove((file + end).c_str());
}

TEST_F(History, of_so_many_articles_takes_the_newest_and_goes_on_when_more_are_wanted) {
  serve_history(5, 4);
  source().history = 6;
  poll_to_the_end();
  EXPECT_EQ(stored(true), range(15, 20));
  EXPECT_EQ(asked(), (std::vector<std::string>{archive(5), archive(4)}));
  EXPECT_EQ(walk().stage, Stage::full);
  poll_when_due();
  EXPECT_EQ(asked().size(), 2u);
  source().history = 8;
  poll_when_due();
  EXPECT_EQ(stored(true), range(13, 20));
  EXPECT_EQ(asked().size(), 3u) << "the rest of the document";
  EXPECT_EQ(walk().stage, Stage::full);
  source().history = 10;
  poll_when_due();
  EXPECT_EQ(stored(true), range(11, 20));
  EXPECT_EQ(asked().back(), archive(3));
  source().history = 0;
  poll_when_due();
  EXPECT_EQ(articles(), 14u) << "not wanted any more";
  source().history = kWholeHistory;
  poll_when_due();
  EXPECT_EQ(stored(true), range(1, 20));
}

TEST_F(History, documents_that_go_in_a_circle_end) {
  struct Case {
    const char* name;
    std::string first_names;
    std::size_t most;
  };
  for (const Case& c : {Case{"itself", archive(1), 3}, Case{"the newest archive", archive(3), 12},
                        Case{"the feed", "/feed", 3}, Case{"one between", archive(2), 9}}) {
    SCOPED_TRACE(c.name);
    open_store();
    serve_history(3, 2);
    serve(archive(1), atom(1, 2, "<fh:archive/>" + older(c.first_names)));
    origin_.forget_requests();
    source().history = kWholeHistory;
    poll_to_the_end();
    EXPECT_EQ(walk().stage, Stage::done) << walk().why;
    EXPECT_EQ(walk().why, "the documents go in a circle");
    EXPECT_LE(asked().size(), c.most);
    EXPECT_EQ(stored(true), range(1, 6));
  }
}

TEST_F(History, a_server_that_gives_the_same_page_for_ever_is_seen_through) {
  origin_.on_prefix("/page", [](const Request& request) {
    const int page = std::stoi("0" + request.path.substr(5));
    return Answer::of(atom(1, 2, "<link rel='next' href='/page" + std::to_string(page + 1) + "'/>"),
                      "application/atom+xml");
  });
  serve("/feed", atom(3, 4, older("/page1", "next")));
  source().history = kWholeHistory;
  poll_to_the_end();
  EXPECT_EQ(walk().stage, Stage::open) << "as long as their bytes differ";
  origin_.on_prefix("/page", [](const Request& request) {
    return Answer::of(atom(1, 2, older(request.path == "/odd" ? "/page" : "/page?next", "next")),
                      "application/atom+xml");
  });
  poll_to_the_end();
  EXPECT_EQ(walk().why, "the documents go in a circle");
}

TEST_F(History, a_server_that_asks_to_wait_is_left_alone_and_nothing_is_lost) {
  serve_history(4, 2);
  Fault busy;
  busy.raw = "HTTP/1.1 503 Busy\r\nRetry-After: 7200\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  origin_.fault(archive(2), busy);
  source().history = kWholeHistory;
  const PollReport report = poll();
  EXPECT_FALSE(report.error) << "the source itself is well";
  EXPECT_EQ(state().failures, 0);
  EXPECT_EQ(stored(true), range(5, 8));
  EXPECT_EQ(asked(), (std::vector<std::string>{archive(4), archive(3), archive(2)}));
  now_ += std::chrono::minutes(110);
  poll();
  EXPECT_EQ(asked().size(), 3u) << "not before its time";
  origin_.fault(archive(2), {});
  now_ += std::chrono::minutes(20);
  poll();
  EXPECT_EQ(stored(true), range(1, 8));
  EXPECT_EQ(walk().stage, Stage::done);
}

TEST_F(History, a_429_without_a_time_holds_as_long_as_one_of_the_feed_itself) {
  serve_history(2, 2);
  Fault busy;
  busy.raw = "HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  origin_.fault(archive(2), busy);
  config_.fetch.min_interval = std::chrono::seconds(20);  // a test's scale: the first wait is as short
  source().history = kWholeHistory;
  poll();
  const auto pauses = *ask([&](Store& store) { return store.pauses(now_); });
  ASSERT_EQ(pauses.size(), 1u);
  const Duration wait = policy_of(config_.fetch, source()).least_throttle;
  ASSERT_LT(wait, std::chrono::hours(1));
  EXPECT_EQ(pauses[0].until, now_ + wait);
}

TEST_F(History, a_document_that_cannot_be_read_is_given_up_after_some_polls_until_somebody_insists) {
  struct Case {
    const char* name;
    std::function<Answer()> answer;
    const char* why;
  };
  for (const Case& c :
       {Case{"404",
             [] {
               return Answer{404, "", {}};
             },
             "HTTP status 404"},
        Case{"500",
             [] {
               return Answer{500, "", {}};
             },
             "HTTP status 500"},
        Case{"a page", [] { return Answer::of("<html><p>Hello</p></html>", "text/html"); }, "not a feed"}}) {
    SCOPED_TRACE(c.name);
    open_store();
    serve_history(3, 2);
    origin_.on(archive(2), [&c](const Request&) { return c.answer(); });
    origin_.forget_requests();
    source().history = kWholeHistory;
    EXPECT_EQ(poll_to_the_end(), 3);
    EXPECT_EQ(walk().stage, Stage::given_up);
    EXPECT_NE(walk().why.find(c.why), std::string::npos) << walk().why;
    poll_when_due();
    EXPECT_EQ(origin_.count(archive(2)), 3u);
    EXPECT_EQ(origin_.count(archive(3)), 1u) << "what was read is not asked for again";
    EXPECT_EQ(state().failures, 0);
    serve_history(3, 2);
    poll({"asked for, unconditionally", true});
    EXPECT_EQ(walk().stage, Stage::done);
    EXPECT_EQ(stored(true), range(1, 6));
  }
}

TEST_F(History, what_is_gone_is_not_asked_for_again) {
  serve_history(2, 2);
  origin_.on(archive(2), [](const Request&) { return Answer{410, "", {}}; });
  source().history = kWholeHistory;
  poll();
  EXPECT_EQ(walk().stage, Stage::given_up);
  EXPECT_FALSE(state().gone) << "the feed is there";
}

TEST_F(History, documents_of_other_hosts_are_not_asked_for) {
  Origin other;
  other.serve("/archive/1", atom(1, 2, ""), "application/atom+xml");
  serve("/feed", atom(5, 6, older(other.url("/archive/1"))));
  source().history = kWholeHistory;
  poll();
  EXPECT_TRUE(walks().empty());
  serve(archive(9), atom(3, 4, older(other.url("/archive/1"))));
  serve("/feed", atom(5, 7, older(archive(9))));
  poll_when_due();
  EXPECT_EQ(stored(true), range(3, 4));
  EXPECT_EQ(walk().stage, Stage::done);
  EXPECT_NE(walk().why.find(other.url("/archive/1")), std::string::npos) << walk().why;
  EXPECT_EQ(other.requests().size(), 0u);
  origin_.redirect("/moved", other.url("/archive/1"));
  open_store();
  serve("/feed", atom(5, 7, older("/moved")));
  poll();
  EXPECT_EQ(stored(true), range(1, 2)) << "a redirect is the host's own word";
}

TEST_F(History, of_another_url_begins_anew) {
  serve_history(15, 2);
  source().history = kWholeHistory;
  poll();
  EXPECT_EQ(walk().stage, Stage::open);
  serve("/other", atom(31, 34, ""));
  source().url = origin_.url("/other");
  origin_.forget_requests();
  poll();
  EXPECT_EQ(asked(), std::vector<std::string>{"/other"}) << "the old one's archives are not its own";
}

TEST_F(History, an_old_version_never_takes_the_place_of_a_newer_one) {
  serve_history(1, 2);
  std::string body = atom(1, 2, "<fh:archive/>");
  body.insert(body.find("</feed>"), entry(3, "An older text"));
  serve(archive(1), body);
  source().history = kWholeHistory;
  poll();
  const auto stored = ask([](Store& store) { return store.find_article("urn:e3"); });
  ASSERT_TRUE(stored && *stored);
  EXPECT_EQ((*stored)->version, 1);
  EXPECT_EQ(record_markdown((*stored)->article), "Text of 3");
}

TEST_F(History, what_was_deleted_before_it_was_read_stays_away) {
  serve("/archive/1", atom(1, 4, "<fh:archive/>"));
  serve("/archive/2", atom(5, 6,
                           "<fh:archive/>" + older("/archive/1") +
                               "<at:deleted-entry ref='urn:e3' when='2026-02-01T00:00:00Z'/>"
                               "<at:deleted-entry ref='urn:e7' when='2026-01-01T00:00:00Z'/>"));
  serve("/feed", atom(7, 8, older("/archive/2")));
  source().history = kWholeHistory;
  poll();
  EXPECT_EQ(stored(true), (std::set<int>{1, 2, 4, 5, 6}));
  const auto kept = ask([](Store& store) { return store.find_article("urn:e7"); });
  EXPECT_FALSE((**kept).deleted) << "the feed has it again";
}

TEST_F(History, what_was_withdrawn_stays_withdrawn) {
  serve_history(1, 4);
  poll();
  source().history = 2;
  poll_when_due();
  ask([this](Store& store) { return store.withdraw("urn:e4", "asked", now_); });
  source().history = kWholeHistory;
  poll_when_due();
  EXPECT_EQ(stored(true), (std::set<int>{1, 2, 3}));
}

TEST_F(History, what_would_not_be_kept_is_not_read) {
  serve_history(10, 24);
  source().history = kWholeHistory;
  now_ = *parse_date(date(264)) + std::chrono::hours(1);
  source().keep.record = std::chrono::hours(60);
  poll();
  EXPECT_EQ(stored(true), range(205, 240));
  EXPECT_EQ(asked().size(), 3u);
  EXPECT_EQ(walk().why, "what is older would not be kept (keep)");
}

TEST_F(History, of_a_json_feed_goes_along_next_url) {
  const auto document = [](int first, const std::string& next) {
    std::string text = R"({"version":"https://jsonfeed.org/version/1.1","title":"Sample",)";
    if (!next.empty()) text += R"("next_url":")" + next + R"(",)";
    text += R"("items":[)";
    for (int n = first + 1; n >= first; --n)
      text += R"({"id":"urn:e)" + std::to_string(n) + R"(","content_text":"Text","date_published":")" +
              date(n) + R"("})" + (n > first ? "," : "");
    return text + "]}";
  };
  origin_.serve("/feed", document(5, "/2.json"), "application/feed+json");
  origin_.serve("/2.json", document(3, origin_.url("/1.json")), "application/feed+json");
  origin_.serve("/1.json", document(1, ""), "application/feed+json");
  source().history = kWholeHistory;
  poll();
  EXPECT_EQ(stored(true), range(1, 4));
  EXPECT_EQ(stored(false), range(5, 6));
}

TEST_F(History, of_a_paged_feed_goes_along_its_pages) {
  serve_history(3, 4, "next");
  source().history = kWholeHistory;
  poll();
  EXPECT_EQ(stored(true), range(1, 12));
}

TEST_F(History, pages_of_its_articles_are_fetched_and_tried_again) {
  source().full_text = FullText::always;
  source().robots = false;
  const auto linked = [](int n) {
    std::string text = entry(n);
    return text.insert(text.find("<title>"), "<link href='/page/" + std::to_string(n) + "'/>");
  };
  serve("/feed", "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:feed</id><title>t</title>" +
                     older("/archive/1") + "</feed>");
  serve("/archive/1", "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:feed</id><title>t</title>" +
                          linked(1) + linked(2) + "</feed>");
  std::string text;
  for (int i = 0; i < 30; ++i)
    text += "<p>The page of the article says this, and much more than its feed.</p>";
  origin_.serve("/page/1", "<html><body><article><h1>Title 1</h1>" + text + "</article></body></html>",
                "text/html");
  origin_.on("/page/2", [](const Request&) { return Answer{500, "", {}}; });
  source().history = kWholeHistory;
  poll();
  EXPECT_EQ(articles(), 2u);
  EXPECT_EQ(walk().stage, Stage::open) << "a page is missing";
  origin_.serve("/page/2", "<html><body><article><h1>Title 2</h1>" + text + "</article></body></html>",
                "text/html");
  poll_when_due();
  EXPECT_EQ(walk().stage, Stage::done);
  EXPECT_EQ(origin_.count("/page/1"), 1u);
  const auto second = ask([](Store& store) { return store.find_article("urn:e2"); });
  EXPECT_NE((**second).article.record.find("much more than its feed"), std::string::npos);
}

TEST_F(History, entries_without_a_date_are_as_old_as_their_document) {
  std::string body = atom(1, 1, "<fh:archive/>");
  const std::string updated = "<updated>" + date(1) + "</updated><content";
  body.replace(body.find(updated), updated.size(), "<content");
  serve("/archive/1", body);
  serve("/feed", atom(2, 3, older("/archive/1")));
  source().history = kWholeHistory;
  poll();
  const auto old = ask([](Store& store) { return store.find_article("urn:e1"); });
  EXPECT_EQ((**old).article.date, *parse_date(date(1)));
  EXPECT_FALSE((**old).article.published);
}

using Missed = FeedWithHistory;

TEST_F(Missed, entries_are_found_in_the_archives_back_to_what_is_known) {
  serve_history(3, 4);  // the feed has 13 to 16
  poll();
  serve_history(12, 4);  // it has 49 to 52; 17 to 48 were never seen
  const PollReport report = poll_when_due();
  EXPECT_EQ(report.added, 4);
  EXPECT_EQ(report.from_archives, 32);
  EXPECT_EQ(stored(false), range(13, 52)) << "news, and nothing from before the source";
  EXPECT_TRUE(stored(true).empty());
  EXPECT_EQ(asked().size(), 9u);
  EXPECT_EQ(asked().back(), archive(4));
  EXPECT_EQ(sentence(walk()), "9 older documents read, 32 articles found; it came to what was known");
  poll_when_due();
  EXPECT_EQ(asked().size(), 9u);
}

TEST_F(Missed, nothing_is_looked_for_where_listings_overlap) {
  serve_history(3, 4);
  poll();
  serve("/feed", atom(16, 23, older(archive(4))));
  EXPECT_EQ(poll_when_due().added, 7);
  EXPECT_TRUE(walks().empty());
  serve("/feed", atom(30, 31, ""));
  EXPECT_EQ(poll_when_due().added, 2) << "without archives there is nothing to do";
  EXPECT_TRUE(walks().empty());
}

TEST_F(Missed, nothing_is_looked_for_where_a_limit_cuts_the_listing) {
  source().limit = 2;
  serve_history(3, 4);
  poll();
  serve_history(4, 4);
  poll_when_due();
  EXPECT_TRUE(asked().empty());
}

TEST_F(Missed, of_a_feed_that_lost_all_ids_is_bounded_by_its_dates) {
  serve_history(3, 4);
  poll();
  serve("/archive/a", atom(9, 16, older("/archive/b")));  // old ones, under ids that are known or not
  std::string body = atom(15, 18, "<fh:archive/>" + older(archive(3)));
  for (std::size_t at = body.find("urn:e"); at != std::string::npos; at = body.find("urn:e", at))
    body.replace(at, 5, "urn:x");
  serve("/archive/a", body);
  serve("/feed", atom(30, 33, older("/archive/a")));
  poll_when_due();
  EXPECT_EQ(asked(), (std::vector<std::string>{"/archive/a", archive(3)}));
  EXPECT_NE(walk().stage, Stage::open);
}

TEST_F(Missed, a_second_gap_before_the_first_is_closed_loses_nothing) {
  serve_history(3, 4);
  poll();
  serve_history(20, 4);
  poll_when_due();
  EXPECT_EQ(walk().stage, Stage::open);
  serve_history(24, 4);
  poll_to_the_end();
  EXPECT_EQ(stored(false), range(13, 100));
}

TEST_F(Missed, edits_are_found_too_and_the_newest_wins) {
  serve_history(3, 4);
  poll();
  serve_history(8, 4);
  const auto edited = [](int n, int when, const std::string& text) {
    std::string made = entry(n, text);
    return made.replace(made.find(date(n)), date(n).size(), date(when));
  };
  const auto serve_with = [&](int i, const std::string& more) {
    std::string body = atom((i - 1) * 4 + 1, i * 4, "<fh:archive/>" + older(archive(i - 1)));
    serve(archive(i), body.insert(body.find("</feed>"), more));
  };
  serve_with(8, edited(13, 32, "Second edit"));
  serve_with(7, edited(13, 28, "First edit") + edited(14, 27, "An edit"));
  serve_with(6, edited(15, 10, "Of before"));
  EXPECT_EQ(poll_when_due().from_archives, 16 + 2);
  const auto text = [this](int n) {
    const auto stored = ask([&](Store& store) { return store.find_article("urn:e" + std::to_string(n)); });
    return std::string(record_markdown((**stored).article));
  };
  EXPECT_EQ(text(13), "Second edit of 13");
  EXPECT_EQ(text(14), "An edit of 14");
  EXPECT_EQ(text(15), "Text of 15") << "older than what is known";
}

TEST_F(Missed, and_history_go_each_their_way) {
  serve_history(14, 4);
  source().history = kWholeHistory;
  poll();
  serve_history(17, 4);
  poll_when_due();
  for (int i = 0; i < 3; ++i) poll_when_due();
  EXPECT_EQ(stored(true), range(1, 56));
  EXPECT_EQ(stored(false), range(57, 72));
  EXPECT_EQ(walks().size(), 2u);
  EXPECT_EQ(origin_.count(archive(14)), 1u);
}

using Complete = FeedWithHistory;

TEST_F(Complete, a_feed_says_what_it_has_no_more) {
  serve("/feed", atom(1, 4, "<fh:complete/>" + older("/archive/1")));
  source().history = kWholeHistory;
  poll();
  EXPECT_TRUE(asked().empty()) << "there is nothing elsewhere";
  serve("/feed", atom(2, 4, "<fh:complete/>"));
  poll_when_due();
  const auto deleted = [this](const std::string& id) {
    return (**ask([&](Store& store) { return store.find_article(id); })).deleted.has_value();
  };
  EXPECT_TRUE(deleted("urn:e1"));
  EXPECT_FALSE(deleted("urn:e2"));
  EXPECT_EQ(articles(), 4u) << "a fact, no more";
  serve("/feed",
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:fh='http://purl.org/syndication/history/1.0'>"
        "<id>urn:feed</id><title>t</title><fh:complete/></feed>");
  poll_when_due();
  EXPECT_FALSE(deleted("urn:e2")) << "an empty one says nothing";
  serve("/feed", atom(1, 4, "<fh:complete/>"));
  poll_when_due();
  EXPECT_FALSE(deleted("urn:e1")) << "it is there again";
}

}  // namespace
}  // namespace gazette::testing

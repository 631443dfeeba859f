// Sources: their states, decisions, moves, pauses, listings.
#include "tests/storage/contract/contract.h"

namespace gazette {
namespace {

TEST_P(StoreContract, a_source_never_met_has_a_fresh_state) {
  const SourceState state = must(store->source_state("new"));
  EXPECT_EQ(state.name, "new");
  EXPECT_EQ(state.failures, 0);
  EXPECT_FALSE(state.next_poll);
  EXPECT_TRUE(must(store->source_states()).empty());
}

TEST_P(StoreContract, a_state_comes_back_whole) {
  SourceState s;
  s.name = "one", s.url = "u", s.title = "标题", s.link = "l", s.etag = "W/\"x\"", s.last_modified = "lm";
  s.validators_url = "vu", s.body_hash = "bh", s.last_poll = at(1), s.last_success = at(2),
  s.last_new = at(3);
  s.next_poll = at(4), s.failures = 5, s.last_status = 503, s.error_kind = "http", s.error = "no",
  s.reason = "why";
  s.gone = true, s.rule = "rule", s.failing_since = at(5), s.validators_for = "vf";
  s.fresh_for = Duration(6), s.feed_hint = Duration(7), s.skip_hours = 0x800001, s.skip_days = 0x7f;
  s.dated_entries = 8, s.oldest_entry = at(9), s.newest_entry = at(10), s.pages_pending = true;
  s.feed_id = "id", s.moving_to = "m", s.moving_since = at(11), s.moving_polls = 12, s.learned_url = "lu";
  s.walks = 0x2d;
  must(store->save_source_state(s));
  const SourceState r = must(store->source_state("one"));
  EXPECT_EQ(std::tie(s.name, s.url, s.title, s.link, s.etag, s.last_modified, s.validators_url, s.body_hash),
            std::tie(r.name, r.url, r.title, r.link, r.etag, r.last_modified, r.validators_url, r.body_hash));
  EXPECT_EQ(
      std::tie(s.last_poll, s.last_success, s.last_new, s.next_poll, s.failures, s.last_status, s.error_kind),
      std::tie(r.last_poll, r.last_success, r.last_new, r.next_poll, r.failures, r.last_status,
               r.error_kind));
  EXPECT_EQ(std::tie(s.error, s.reason, s.rule, s.gone, s.failing_since, s.validators_for),
            std::tie(r.error, r.reason, r.rule, r.gone, r.failing_since, r.validators_for));
  EXPECT_EQ(std::tie(s.fresh_for, s.feed_hint, s.skip_hours, s.skip_days, s.dated_entries, s.oldest_entry,
                     s.newest_entry, s.pages_pending),
            std::tie(r.fresh_for, r.feed_hint, r.skip_hours, r.skip_days, r.dated_entries, r.oldest_entry,
                     r.newest_entry, r.pages_pending));
  EXPECT_EQ(std::tie(s.feed_id, s.moving_to, s.moving_since, s.moving_polls, s.learned_url, s.walks),
            std::tie(r.feed_id, r.moving_to, r.moving_since, r.moving_polls, r.learned_url, r.walks));
}

TEST_P(StoreContract, states_come_in_the_order_they_are_asked_for) {
  for (const char* name : {"one", "two"}) {
    SourceState s;
    s.name = name, s.etag = std::string("of ") + name;
    must(store->save_source_state(s));
  }
  const std::vector<std::string> names = {"two", "new", "one", "two"};
  std::vector<std::string> etags;
  for (const SourceState& state : must(store->source_states(names)))
    etags.push_back(state.name + ": " + state.etag);
  EXPECT_EQ(etags, (Ids{"two: of two", "new: ", "one: of one", "two: of two"}));
}

TEST_P(StoreContract, a_state_is_replaced_and_times_can_be_forgotten) {
  SourceState s;
  s.name = "one", s.next_poll = at(4), s.etag = "x";
  must(store->save_source_state(s));
  s.next_poll.reset(), s.etag = "";
  must(store->save_source_state(s));
  const auto states = must(store->source_states());
  ASSERT_EQ(states.size(), 1u);
  EXPECT_FALSE(states[0].next_poll);
  EXPECT_EQ(states[0].etag, "");
}

TEST_P(StoreContract, decisions_come_back_newest_first) {
  for (int i = 1; i <= 3; ++i) {
    PollResult p = poll("one", {}, i);
    p.decision = {at(i), "due", 200 + i, "outcome", at(100 + i), "rule", "why " + std::to_string(i)};
    must(store->save_poll(p));
  }
  const auto decisions = must(store->decisions("one"));
  ASSERT_EQ(decisions.size(), 3u);
  EXPECT_EQ(decisions[0].reason, "why 3");
  EXPECT_EQ(decisions[2].reason, "why 1");
  const PollDecision& d = decisions[0];
  EXPECT_EQ(std::tie(d.at, d.cause, d.status, d.outcome, d.rule),
            std::make_tuple(at(3), "due", 203, "outcome", "rule"));
  EXPECT_EQ(d.next, at(103));
  EXPECT_TRUE(must(store->decisions("two")).empty());
}

TEST_P(StoreContract, moves_pauses_and_robots_come_back) {
  PollResult p = poll("one", {}, 1);
  p.move = SourceMove{at(1), "https://old.example/", "https://new.example/", "confirmed"};
  p.pauses = {{"host:https://a.example", at(50), "429"}, {"domain:b.example", at(20), "503"}};
  must(store->save_poll(p));
  p.move = SourceMove{at(2), "https://new.example/", "https://old.example/", "gone back"};
  p.pauses = {{"host:https://a.example", at(60), "429 again"}};
  must(store->save_poll(p));
  const auto moves = must(store->moves("one"));
  ASSERT_EQ(moves.size(), 2u);
  EXPECT_EQ(moves[0].why, "gone back");
  EXPECT_EQ(moves[1].to, "https://new.example/");
  const auto pauses = must(store->pauses(at(20)));
  ASSERT_EQ(pauses.size(), 1u);
  EXPECT_EQ(pauses[0].key, "host:https://a.example");
  EXPECT_EQ(pauses[0].until, at(60));
  EXPECT_EQ(pauses[0].reason, "429 again");

  EXPECT_FALSE(must(store->robots("https://a.example")));
  must(store->save_robots("https://a.example", {at(1), 200, "User-agent: *"}));
  must(store->save_robots("https://a.example", {at(2), 404, ""}));
  const auto robots = must(store->robots("https://a.example"));
  ASSERT_TRUE(robots);
  EXPECT_EQ(std::tie(robots->at, robots->status, robots->body), std::make_tuple(at(2), 404, ""));
}

TEST_P(StoreContract, the_last_listing_comes_back_as_it_came) {
  EXPECT_FALSE(must(store->last_response("one")));
  for (int i = 1; i <= 5; ++i) {
    PollResult p = poll("one", {}, i);
    p.body = std::string(5000, 'x') + std::to_string(i);
    p.content_type = "text/xml; v=" + std::to_string(i);
    must(store->save_poll(p));
  }
  must(store->save_poll(poll("one", {}, 6)));  // one without a body
  const auto response = must(store->last_response("one"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, std::string(5000, 'x') + "5");
  EXPECT_EQ(response->content_type, "text/xml; v=5");
  EXPECT_EQ(response->at, at(5));
}

TEST_P(StoreContract, the_kept_listings_come_back_newest_first_and_none_twice) {
  EXPECT_TRUE(must(store->responses("one")).empty());
  const auto save = [&](const std::string& source, int when, const std::string& body) {
    PollResult p = poll(source, {}, when);
    p.body = body, p.content_type = "text/xml", p.body_url = "https://example.org/" + std::to_string(when);
    must(store->save_poll(p));
  };
  const std::string text(3'000, 'x'), binary("\0\xff<", 3);
  save("one", 1, text + "1"), save("two", 2, "other"), save("one", 3, text + "3");
  save("one", 4, binary), save("one", 5, text + "5"), save("one", 6, text + "5");
  const std::vector<StoredResponse> kept = must(store->responses("one"));
  ASSERT_EQ(kept.size(), 3u);
  EXPECT_EQ(kept[0].body, text + "5");
  EXPECT_EQ(kept[0].at, at(6)) << "when it was last what the server gave";
  EXPECT_EQ(kept[0].url, "https://example.org/6");
  EXPECT_EQ(kept[0].content_type, "text/xml");
  EXPECT_EQ(kept[1].body, binary);
  EXPECT_EQ(kept[2].body, text + "3");
  EXPECT_EQ(must(store->responses("two")).size(), 1u);
  EXPECT_TRUE(must(store->responses("three")).empty());
}

TEST_P(StoreContract, dates_of_a_sources_newest_articles) {
  must(store->save_poll(poll("one", {entry(article("a", "A", "x", 10)), entry(article("b", "B", "x", 30)),
                                     entry(article("c", "C", "x", 20))})));
  EXPECT_EQ(must(store->article_dates("one", 2)), (std::vector<Time>{at(30), at(20)}));
  EXPECT_TRUE(must(store->article_dates("two", 2)).empty());
}

TEST_P(StoreContract, polls_saved_together_are_saved_each) {
  const PollResult one = poll("one", {entry(article("a", "A", "x"))}, 1), two = poll("two", {}, 2);
  const PollResult* const polls[] = {&one, &two};
  const auto saved = store->save_polls(polls);
  ASSERT_EQ(saved.size(), 2u);
  EXPECT_EQ(must(saved[0]).added, 1);
  EXPECT_EQ(must(saved[1]).added, 0);
  EXPECT_EQ(must(store->source_states()).size(), 2u);
  EXPECT_TRUE(store->save_polls({}).empty());
}

HistoryWalk walk_of(const std::string& source, HistoryWalk::Kind kind) {
  HistoryWalk walk;
  walk.source = source, walk.kind = kind, walk.next = "https://a.example/2",
  walk.mark = "https://a.example/1";
  walk.last_body = "hash", walk.why = "why", walk.documents = 3, walk.articles = 4, walk.tries = 1;
  walk.bytes = 5'000'000'000, walk.begun = at(6);
  return walk;
}

TEST_P(StoreContract, a_walk_through_archives_comes_back_whole) {
  PollResult one = poll("one", {}), two = poll("two", {});
  HistoryWalk history = walk_of("one", HistoryWalk::Kind::history);
  HistoryWalk missed = walk_of("one", HistoryWalk::Kind::missed);
  missed.until = at(7);
  one.walks = {missed, history};
  two.walks = {walk_of("two", HistoryWalk::Kind::history)};
  must(store->save_poll(one));
  must(store->save_poll(two));
  EXPECT_EQ(must(store->walks("")).size(), 3u);
  EXPECT_TRUE(must(store->walks("three")).empty());
  const auto read = must(store->walks("one"));
  ASSERT_EQ(read.size(), 2u);
  for (const HistoryWalk& walk : read) {
    const HistoryWalk& was = walk.kind == missed.kind ? missed : history;
    EXPECT_EQ(std::tie(walk.source, walk.kind, walk.stage, walk.next, walk.mark, walk.last_body, walk.why),
              std::tie(was.source, was.kind, was.stage, was.next, was.mark, was.last_body, was.why));
    EXPECT_EQ(std::tie(walk.documents, walk.articles, walk.tries, walk.bytes, walk.begun, walk.until),
              std::tie(was.documents, was.articles, was.tries, was.bytes, was.begun, was.until));
  }
  using Stage = HistoryWalk::Stage;
  for (const Stage stage : {Stage::open, Stage::full, Stage::done, Stage::given_up}) {
    one.walks = {history};
    one.walks[0].stage = stage;
    must(store->save_poll(one));
    EXPECT_EQ(must(store->walks("one"))[0].stage, stage);
  }
  expect_sound();
}

}  // namespace
}  // namespace gazette

// What every Store must do. A second implementation adds itself to the list at the end.
#include <functional>

#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;

struct StoreUnderTest {
  std::string name;
  std::function<std::unique_ptr<Store>(const Folder&)> open;
};

void PrintTo(const StoreUnderTest& store, std::ostream* out) {
  *out << store.name;
}

class StoreContract : public testing::TestWithParam<StoreUnderTest> {
 protected:
  void SetUp() override { store = GetParam().open(folder); }

  std::optional<KnownArticle> known(const std::string& source, const PollEntry& e) {
    return must(store->find_known(source, std::vector<EntryKeys>{e.keys})).at(0);
  }
  std::int64_t number(const Article& a) { return known(a.source, entry(a)).value().number; }
  StoredArticle stored(const Article& a) { return must(store->article(number(a))).value(); }
  std::vector<std::string> ids(const ArticleQuery& query) {
    std::vector<std::string> out;
    for (const StoredArticle& s : must(store->articles(query))) out.push_back(s.article.id);
    return out;
  }
  void expect_sound() { EXPECT_EQ(must(store->check()), std::vector<std::string>{}); }

  Folder folder;
  std::unique_ptr<Store> store;
};

using Ids = std::vector<std::string>;

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
  EXPECT_EQ(std::tie(s.feed_id, s.moving_to, s.moving_since, s.moving_polls, s.learned_url),
            std::tie(r.feed_id, r.moving_to, r.moving_since, r.moving_polls, r.learned_url));
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

TEST_P(StoreContract, an_article_comes_back_whole) {
  Article a = article("a1", "Title", "Body text");
  a.authors = {{"Ann", "a@x.org", "https://x.org"}, {"王", "", ""}};
  a.categories = {"News \"quoted\"", "财经"};
  a.tags = {"linux"};
  a.enclosures = {{"https://x.org/a.mp3", "audio/mpeg", 12345678901u, 61}, {"https://x.org/b", "", {}, {}}};
  a.published = at(-5), a.updated = at(-4);
  a.image = "https://x.org/i.png", a.comments = "https://x.org/c", a.rights = "(c)";
  a.origin = Origin{"oid", "otitle", "olink", "oself", at(7)};
  a.fingerprint = 0xfedcba9876543210u;
  must(store->save_poll(poll("one", {entry(a)})));
  const StoredArticle s = stored(a);
  const Article& b = s.article;
  EXPECT_EQ(
      std::tie(a.id, a.source, a.guid, a.url, a.title, a.language, a.zone, a.summary, a.image, a.categories),
      std::tie(b.id, b.source, b.guid, b.url, b.title, b.language, b.zone, b.summary, b.image, b.categories));
  EXPECT_EQ(std::tie(a.authors, a.tags, a.published, a.updated, a.date, a.first_seen, a.comments, a.rights,
                     a.record),
            std::tie(b.authors, b.tags, b.published, b.updated, b.date, b.first_seen, b.comments, b.rights,
                     b.record));
  EXPECT_EQ(std::tie(a.body_offset, a.fingerprint, a.content_from),
            std::tie(b.body_offset, b.fingerprint, b.content_from));
  ASSERT_EQ(b.enclosures.size(), 2u);
  EXPECT_EQ(b.enclosures[0].length, 12345678901u);
  EXPECT_EQ(b.enclosures[0].duration, 61);
  EXPECT_FALSE(b.enclosures[1].length);
  EXPECT_EQ(b.origin.value().title, "otitle");
  EXPECT_EQ(b.origin->updated, at(7));
  EXPECT_EQ(std::tie(s.version, s.withdrawn, s.changed), std::make_tuple(1, false, a.first_seen));
  EXPECT_EQ(s.sources, std::vector<std::string>{"one"});
  EXPECT_EQ(b.body(), "Body text\n");
}

TEST_P(StoreContract, a_poll_reports_and_is_seen_by_find_known) {
  const Article a = article("a", "A", "x"), b = article("b", "B", "y");
  const SaveReport report = must(store->save_poll(poll("one", {entry(a), entry(b)})));
  EXPECT_EQ(std::tie(report.added, report.updated, report.unchanged), std::make_tuple(2, 0, 0));
  EXPECT_EQ(must(store->source_state("one")).url, "https://one.example.org/feed");
  const Article c = article("c", "C", "z");
  const auto found =
      must(store->find_known("one", std::vector<EntryKeys>{entry(b).keys, entry(c).keys, entry(a).keys}));
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0]->id, "b");
  EXPECT_FALSE(found[1]);
  EXPECT_EQ(found[2]->id, "a");
  EXPECT_EQ(found[2]->fingerprint, a.fingerprint);
  EXPECT_EQ(found[2]->entry_fingerprint, a.fingerprint + 1);
  EXPECT_EQ(found[2]->first_seen, a.first_seen);
  EXPECT_FALSE(found[2]->withdrawn);
  EXPECT_FALSE(found[2]->content_pending);
  expect_sound();
}

TEST_P(StoreContract, the_first_known_key_wins) {
  const Article a = article("a", "A", "x"), b = article("b", "B", "y");
  must(store->save_poll(poll("one", {entry(a), entry(b)})));
  PollEntry both;
  both.keys.keys = {"i:one:unknown", entry(b).keys.keys[1], entry(a).keys.keys[0]};
  EXPECT_EQ(known("one", both)->id, "b");
}

TEST_P(StoreContract, another_source_carries_the_same_article) {
  const Article a = article("a", "A", "x");
  must(store->save_poll(poll("one", {entry(a)}, 2'000'000)));
  PollEntry again = entry(a);
  again.keys.keys[0] = "i:two:guid";
  EXPECT_EQ(known("two", again)->entry_fingerprint, 0u) << "never from that source";
  again.known = number(a);
  again.article.reset();
  must(store->save_poll(poll("two", {again}, 1'500'000)));
  EXPECT_EQ(stored(a).sources, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(stored(a).article.source, "one");
  EXPECT_EQ(known("two", again)->entry_fingerprint, a.fingerprint + 1);
  EXPECT_EQ(must(store->source_counts()).at(1).articles, 1);
  expect_sound();
}

TEST_P(StoreContract, a_changed_article_keeps_its_identity_and_its_earlier_version) {
  const Article a = article("a", "Old title", "old words", 5);
  must(store->save_poll(poll("one", {entry(a)})));
  Article b = article("another-id", "New title", "new words", 9);
  b.first_seen = at(3'000'000);
  b.guid = a.guid;
  const SaveReport report = must(store->save_poll(poll("one", {entry(b, number(a))}, 4'000'000)));
  EXPECT_EQ(std::tie(report.added, report.updated, report.unchanged), std::make_tuple(0, 1, 0));
  const StoredArticle s = stored(a);
  EXPECT_EQ(std::tie(s.article.id, s.article.guid, s.article.first_seen),
            std::tie(a.id, a.guid, a.first_seen));
  EXPECT_EQ(std::tie(s.article.title, s.article.record, s.article.date), std::tie(b.title, b.record, b.date));
  EXPECT_EQ(s.version, 2);
  EXPECT_EQ(s.changed, at(4'000'000));
  EXPECT_EQ(must(store->counts()).versions, 1);
  EXPECT_EQ(known("one", entry(a))->fingerprint, b.fingerprint);
  EXPECT_EQ(ids(about("old")), Ids{});
  EXPECT_EQ(ids(about("new")), Ids{"a"});
  EXPECT_EQ(must(store->source_counts()).at(0).newest, b.date);
  expect_sound();
}

TEST_P(StoreContract, every_version_is_given_back) {
  must(store->save_poll(poll("one", {entry(article("a", "T1", "one"))})));
  const std::int64_t a = number(article("a", "", ""));
  for (int i = 2; i <= 70; ++i) {
    const Article next = article("a", "T" + std::to_string(i), std::string(500, 'x') + std::to_string(i));
    must(store->save_poll(poll("one", {entry(next, a)}, 2'000'000 + i)));
  }
  const auto versions = must(store->versions(a));
  ASSERT_EQ(versions.size(), 70u);
  EXPECT_EQ(versions[0].at, at(1'000'000)) << "when it was first seen";
  for (int i = 1; i <= 70; ++i) {
    SCOPED_TRACE(i);
    const auto version = must(store->version(a, i));
    ASSERT_TRUE(version);
    EXPECT_EQ(std::tie(version->info.version, version->info.title),
              std::make_tuple(i, "T" + std::to_string(i)));
    EXPECT_EQ(version->info.at, versions[static_cast<std::size_t>(i - 1)].at);
    const std::string body = i == 1 ? "one\n" : std::string(500, 'x') + std::to_string(i) + "\n";
    EXPECT_EQ(version->record.substr(version->body_offset), body);
  }
  EXPECT_EQ(versions[69].at, at(2'000'070));
  EXPECT_FALSE(must(store->version(a, 0)));
  EXPECT_FALSE(must(store->version(a, 71)));
  EXPECT_FALSE(must(store->version(99, 1)));
  EXPECT_TRUE(must(store->versions(99)).empty());
  expect_sound();
}

TEST_P(StoreContract, a_link_that_moved_is_followed_without_a_version) {
  const Article a = article("a", "A", "old"), b = article("a", "A", "new");
  must(store->save_poll(poll("one", {entry(a)})));
  must(store->save_poll(poll("one", {entry(b, number(a))}, 3'000'000)));
  const std::int64_t last = must(store->counts()).last_change;
  PollEntry moved = entry(b, number(a));
  moved.article->url = "https://new.example.org/a";
  must(store->save_poll(poll("one", {moved}, 4'000'000)));
  const StoredArticle s = stored(a);
  EXPECT_EQ(s.article.url, "https://new.example.org/a");
  EXPECT_NE(s.article.record.find("](https://new.example.org/a)"), std::string::npos) << s.article.record;
  EXPECT_EQ(std::tie(s.version, s.changed), std::make_tuple(2, at(3'000'000)));
  EXPECT_EQ(must(store->changes_after(last, 10)).size(), 1u) << "the site gets the new link";
  EXPECT_EQ(must(store->version(s.number, 1))->record, a.record) << "earlier versions can still be read";
  EXPECT_EQ(must(store->find_article("http://www.new.example.org/a/"))->number, s.number);
  must(store->save_poll(poll("one", {moved}, 5'000'000)));
  EXPECT_EQ(must(store->changes_after(last, 10)).size(), 1u) << "once";
  moved.article->url = "https://m.new.example.org/a?utm_source=x";
  must(store->save_poll(poll("one", {moved}, 6'000'000)));
  EXPECT_EQ(stored(a).article.url, "https://new.example.org/a") << "another face of the same place";
  moved.article->url = "https://two.example.org/a";
  must(store->save_poll(poll("two", {moved}, 7'000'000)));
  EXPECT_EQ(stored(a).article.url, "https://new.example.org/a") << "another source links where it likes";
  EXPECT_EQ(ids(about("old")), Ids{});
  EXPECT_EQ(ids(about("new")), Ids{"a"});
  expect_sound();
}

const std::string kTeaser = "The harvest was good this year, say farmers in the north.";
const std::string kFull =
    kTeaser + std::string(" ") + std::string(400, 'y') + " and more words about the harvest.";

TEST_P(StoreContract, the_fullest_body_of_several_sources_is_kept) {
  const Article teaser = article("a", "Harvest", kTeaser);
  Article full = article("a", "Harvest", kFull);
  full.source = "two", full.image = "https://x.org/i.png";
  must(store->save_poll(poll("one", {entry(teaser)})));
  const std::int64_t a = number(teaser);
  EXPECT_EQ(must(store->save_poll(poll("two", {entry(full, a)}))).updated, 1);
  StoredArticle s = stored(teaser);
  EXPECT_NE(s.article.body().find(kFull), std::string::npos);
  EXPECT_EQ(std::tie(s.article.source, s.body_source, s.article.image),
            std::make_tuple("one", "two", full.image));
  EXPECT_EQ(s.sources, (Ids{"one", "two"}));

  PollEntry again = entry(teaser, a);
  again.entry_fingerprint = 5;
  EXPECT_EQ(must(store->save_poll(poll("one", {again}))).updated, 0) << "the teaser does not come back";
  again.article->title = "A good harvest", again.article->fingerprint = 6;
  EXPECT_EQ(must(store->save_poll(poll("one", {again}))).updated, 1)
      << "the first source says what it is called";
  s = stored(teaser);
  EXPECT_EQ(s.article.title, "A good harvest");
  EXPECT_NE(s.article.body().find(kFull), std::string::npos);

  full.title = "Another title", full.fingerprint = 7;
  EXPECT_EQ(must(store->save_poll(poll("two", {entry(full, a)}))).updated, 0) << "and the second does not";
  Article edited = article("a", "Harvest", kFull + " Correction.");
  EXPECT_EQ(must(store->save_poll(poll("two", {entry(edited, a)}))).updated, 1)
      << "but it may correct its text";
  EXPECT_NE(stored(teaser).article.body().find("Correction."), std::string::npos);
  expect_sound();
}

TEST_P(StoreContract, another_text_under_the_same_title_takes_no_ones_place) {
  const Article a = article("a", "Harvest", kTeaser);
  Article other = article("a", "Harvest", "Buy our pills. " + std::string(900, 'z'));
  must(store->save_poll(poll("one", {entry(a)})));
  EXPECT_EQ(must(store->save_poll(poll("two", {entry(other, number(a))}))).updated, 0);
  EXPECT_EQ(stored(a).article.record, a.record);
  EXPECT_EQ(stored(a).sources, (Ids{"one", "two"}));
}

TEST_P(StoreContract, an_id_that_turns_at_every_poll_leaves_few_keys_behind) {
  const Article a = article("a", "A", "x");
  must(store->save_poll(poll("one", {entry(a)})));
  int repairs = 0;
  for (int i = 0; i < 30; ++i) {
    PollEntry e = entry(a);
    e.keys.keys[0] = "i:one:turn-" + std::to_string(i);
    const auto found = known("one", e);
    ASSERT_EQ(found->id, "a");
    if (!found->repaired) continue;
    ++repairs;
    e.known = found->number, e.article.reset();
    must(store->save_poll(poll("one", {e})));
    EXPECT_FALSE(known("one", e)->repaired);
  }
  EXPECT_EQ(repairs, 8);
  EXPECT_EQ(must(store->counts()).articles, 1);
}

TEST_P(StoreContract, a_source_that_gives_all_its_entries_new_ids_is_followed_by_links) {
  const auto entry_at = [](const std::string& id, const std::string& path, const std::string& title) {
    PollEntry e = entry(article(id, title, "x"));
    e.article->url = "https://example.org/" + path;
    e.keys = {{"i:one:" + id, "u:" + path + title}, {}, {}, "example.org/" + path};
    return e;
  };
  must(store->save_poll(poll("one", {entry_at("1", "a", "A"), entry_at("2", "b", "B")})));
  const PollEntry same = entry_at("3", "a", "A"), edited = entry_at("4", "b", "B edited"),
                  fresh = entry_at("5", "c", "C");
  auto found = must(store->find_known("one", std::vector<EntryKeys>{same.keys, edited.keys, fresh.keys}));
  EXPECT_EQ(found[1]->id, "2") << "its link alone, since the ids of all are new";
  EXPECT_FALSE(found[2]);
  found = must(store->find_known("one", std::vector<EntryKeys>{entry_at("1", "a", "A").keys, edited.keys}));
  EXPECT_FALSE(found[1]) << "where ids hold, a new id is a new entry";
}

TEST_P(StoreContract, a_key_that_two_entries_claim_names_none_ever_after) {
  PollEntry first = entry(article("a", "A", "x"));
  first.keys = {{"i:one:0"}, {}, "i:one:0#a", ""};
  must(store->save_poll(poll("one", {first})));
  PollEntry a = first, b = entry(article("b", "B", "y"));
  a.keys = {{"i:one:0#a", "u:a"}, {"i:one:0"}, "i:one:0#a", ""};
  b.keys = {{"i:one:0#b", "u:b"}, {"i:one:0"}, "i:one:0#b", ""};
  must(store->save_poll(poll("one", {a, b})));
  PollEntry later = b;
  later.keys = {{"i:one:0", "u:b"}, {}, "i:one:0#b", ""};
  EXPECT_EQ(known("one", later)->id, "b");
  later.keys = {{"i:one:0", "u:c"}, {}, "i:one:0#c", ""};
  EXPECT_FALSE(known("one", later));
}

TEST_P(StoreContract, the_same_fingerprint_is_no_version) {
  const Article a = article("a", "A", "x");
  PollEntry first = entry(a);
  first.content_pending = true;
  must(store->save_poll(poll("one", {first})));
  EXPECT_TRUE(known("one", first)->content_pending);
  PollEntry again = entry(a, number(a));
  again.entry_fingerprint = 77;
  again.keys.keys.push_back("i:one:also");
  again.article->title = "not stored";
  const SaveReport report = must(store->save_poll(poll("one", {again})));
  EXPECT_EQ(std::tie(report.added, report.updated, report.unchanged), std::make_tuple(0, 0, 1));
  EXPECT_EQ(stored(a).version, 1);
  EXPECT_EQ(stored(a).article.title, "A");
  EXPECT_EQ(known("one", again)->entry_fingerprint, 77u);
  EXPECT_FALSE(known("one", again)->content_pending);
  PollEntry by_new_key;
  by_new_key.keys.keys = {"i:one:also"};
  EXPECT_FALSE(known("one", by_new_key))
      << "a date that turns at every poll would leave a key behind each time";
  EXPECT_EQ(must(store->changes_after(0, 10)).size(), 1u);
  expect_sound();
}

TEST_P(StoreContract, an_entry_without_article_leaves_pending_as_it_is) {
  PollEntry e = entry(article("a", "A", "x"));
  e.content_pending = true;
  must(store->save_poll(poll("one", {e})));
  e.known = known("one", e)->number;
  e.content_pending = false;
  e.article.reset();
  must(store->save_poll(poll("one", {e})));
  EXPECT_TRUE(known("one", e)->content_pending);
}

TEST_P(StoreContract, keys_of_another_article_are_left_alone) {
  const Article a = article("a", "A", "x"), b = article("b", "B", "y");
  must(store->save_poll(poll("one", {entry(a), entry(b)})));
  PollEntry greedy = entry(b, number(b));
  greedy.keys.keys.push_back(entry(a).keys.keys[0]);
  must(store->save_poll(poll("one", {greedy})));
  EXPECT_EQ(known("one", entry(a))->id, "a");
  expect_sound();
}

TEST_P(StoreContract, an_article_stored_meanwhile_is_not_stored_twice) {
  const Article a = article("a", "A", "x");
  must(store->save_poll(poll("one", {entry(a)})));
  const SaveReport report = must(store->save_poll(poll("one", {entry(a), entry(a, 12345)})));
  EXPECT_EQ(std::tie(report.added, report.unchanged), std::make_tuple(0, 2));
  EXPECT_EQ(must(store->counts()).articles, 1);
}

TEST_P(StoreContract, two_entries_of_one_poll_are_two_articles_whatever_they_have_in_common) {
  const Article a = article("a", "A", "x");
  PollEntry second = entry(a);
  second.keys.keys[0] = "i:one:second";
  EXPECT_EQ(must(store->save_poll(poll("one", {entry(a), second}))).added, 2);
  EXPECT_EQ(must(store->save_poll(poll("one", {entry(a), second}))).added, 0);
  expect_sound();
}

TEST_P(StoreContract, a_new_entry_is_no_article_that_another_entry_of_its_document_is) {
  const Article a = article("a", "A", "x");
  must(store->save_poll(poll("one", {entry(a)})));
  PollEntry second = entry(a);
  second.keys.keys[0] = "i:one:second";
  const auto found = must(store->find_known("one", std::vector<EntryKeys>{entry(a).keys, second.keys}));
  EXPECT_EQ(found[0]->id, "a");
  EXPECT_FALSE(found[1]);
  PollResult later = poll("one", {second});
  later.listed = {found[0]->number};
  EXPECT_EQ(must(store->save_poll(later)).added, 1);
  expect_sound();
}

TEST_P(StoreContract, an_id_that_is_taken_gets_a_suffix) {
  std::vector<PollEntry> entries;
  for (const char* id : {"Story", "story", "STORY"}) {
    Article a = article(id, std::string("T ") + id, "x");
    entries.push_back(entry(a));
  }
  EXPECT_EQ(must(store->save_poll(poll("one", entries))).added, 3);
  Ids found;
  for (const PollEntry& e : entries) found.push_back(known("one", e)->id);
  EXPECT_EQ(found, (Ids{"Story", "story-2", "STORY-3"}));
  EXPECT_EQ(must(store->find_article("story-2"))->article.title, "T story");
  expect_sound();
}

TEST_P(StoreContract, a_suffix_keeps_the_id_within_its_limit_however_often_it_is_claimed) {
  std::vector<PollEntry> entries;
  for (int i = 0; i < 40; ++i) {
    Article a = article(std::string(64, 'x'), "T" + std::to_string(i), "x");
    a.guid = std::to_string(i), a.url = "https://example.org/" + a.guid;
    entries.push_back(entry(a));
  }
  EXPECT_EQ(must(store->save_poll(poll("one", entries))).added, 40);
  for (const PollEntry& e : entries) EXPECT_LE(known("one", e)->id.size(), 64u);
  expect_sound();
}

TEST_P(StoreContract, a_withdrawn_article_is_not_listed_and_not_stored_again) {
  const Article a = article("a", "Alpha", "x"), b = article("b", "Beta", "x");
  must(store->save_poll(poll("one", {entry(a), entry(b)})));
  must(store->save_poll(poll("one", {entry(article("a", "Alpha again", "x"), number(a))})));
  const std::int64_t before = must(store->counts()).last_change;
  const auto withdrawn = must(store->withdraw(a.url, "asked to", at(5'000'000)));
  EXPECT_EQ(withdrawn->article.title, "Alpha again");
  EXPECT_FALSE(withdrawn->withdrawn);
  EXPECT_TRUE(known("one", entry(a))->withdrawn);
  EXPECT_TRUE(stored(a).withdrawn);
  EXPECT_EQ(stored(a).article.id, "a") << "followers know by it what to take away";
  EXPECT_EQ(stored(a).article.record, "");
  EXPECT_EQ(ids({}), Ids{"b"});
  EXPECT_EQ(ids(query({"one"})), Ids{"b"});
  EXPECT_EQ(ids(about("alpha")), Ids{});
  EXPECT_EQ(std::make_tuple(must(store->counts()).articles, must(store->counts()).versions),
            std::make_tuple(1, 0));
  EXPECT_EQ(must(store->source_counts()).at(0).articles, 1);
  const auto changes = must(store->changes_after(before, 10));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(std::tie(changes[0].kind, changes[0].article), std::make_tuple(ChangeKind::removed, number(a)));
  Article changed = article("a", "Alpha 2", "y");
  const SaveReport report = must(store->save_poll(poll("one", {entry(changed, number(a)), entry(changed)})));
  EXPECT_EQ(std::tie(report.added, report.updated, report.unchanged), std::make_tuple(0, 0, 2));
  EXPECT_EQ(stored(a).article.title, "");
  PollEntry elsewhere = entry(a);
  elsewhere.keys.keys[0] = "i:two:x";
  EXPECT_EQ(must(store->save_poll(poll("two", {elsewhere}))).added, 0) << "kept out of every source";
  EXPECT_EQ(must(store->changes_after(changes[0].number, 10)).size(), 0u);
  expect_sound();
}

TEST_P(StoreContract, withdrawing_twice_or_nothing_changes_nothing) {
  const Article a = article("a", "A", "x");
  must(store->save_poll(poll("one", {entry(a)})));
  must(store->withdraw("a", "", at(1)));
  const std::int64_t last = must(store->counts()).last_change;
  EXPECT_TRUE(must(store->withdraw("a", "", at(2)))->withdrawn);
  EXPECT_FALSE(must(store->withdraw("https://example.org/none", "", at(2))));
  EXPECT_EQ(must(store->counts()).last_change, last);
  expect_sound();
}

TEST_P(StoreContract, a_dropped_entry_is_remembered_and_nothing_of_it_is_stored) {
  const Article a = article("a", "A", "x");
  PollEntry dropped = entry(a);
  dropped.article.reset();
  dropped.dropped = "a video";
  const SaveReport report = must(store->save_poll(poll("one", {dropped})));
  EXPECT_EQ(std::tie(report.added, report.updated, report.unchanged), std::make_tuple(0, 0, 1));
  EXPECT_TRUE(known("one", dropped)->withdrawn);
  EXPECT_EQ(known("one", dropped)->number, 0);
  EXPECT_EQ(must(store->counts()).articles, 0);
  EXPECT_EQ(must(store->save_poll(poll("one", {entry(a)}))).added, 0);
  must(store->save_poll(poll("one", {dropped})));
  expect_sound();
}

TEST_P(StoreContract, a_stored_article_whose_page_was_removed_stays_but_is_not_asked_for_again) {
  const Article a = article("a", "A", "x"), b = article("b", "B", "y");
  must(store->save_poll(poll("one", {entry(a), entry(b)})));
  PollEntry dropped = entry(a, number(a));
  dropped.keys.keys.push_back(entry(b).keys.keys[0]);
  dropped.article.reset();
  dropped.dropped = "removed";
  must(store->save_poll(poll("one", {dropped})));
  EXPECT_TRUE(known("one", entry(a))->withdrawn);
  EXPECT_FALSE(known("one", entry(b))->withdrawn) << "a key of another article";
  EXPECT_FALSE(stored(a).withdrawn);
  EXPECT_EQ(ids({}).size(), 2u);
  expect_sound();
}

TEST_P(StoreContract, articles_are_found_by_id_guid_and_url) {
  const Article a = article("a", "A", "x");
  Article same = article("b", "B", "y");
  same.guid = same.url;
  must(store->save_poll(poll("one", {entry(a), entry(same)})));
  struct Case {
    const char* name;
    std::string in, id;
  };
  for (const Case& c :
       {Case{"id", "a", "a"}, Case{"guid", "guid:a", "a"}, Case{"url", "https://example.org/a", "a"},
        Case{"guid that is the url", "https://example.org/b", "b"},
        Case{"url with a fragment", "https://example.org/a#part", "a"}, Case{"nothing", "zzz", ""},
        Case{"empty", "", ""}}) {
    SCOPED_TRACE(c.name);
    const auto found = must(store->find_article(c.in));
    EXPECT_EQ(found ? found->article.id : "", c.id);
  }
  EXPECT_FALSE(must(store->article(0)));
  EXPECT_FALSE(must(store->article(99)));
}

TEST_P(StoreContract, articles_are_listed_newest_first_and_selected) {
  std::vector<PollEntry> one, two;
  const auto make = [](const char* id, const char* source, std::int64_t date, const char* language,
                       Ids tags) {
    Article a = article(id, std::string("Title ") + id, "words", date);
    a.source = source, a.language = language, a.tags = std::move(tags);
    return entry(a);
  };
  one = {make("a", "one", 10, "en", {"x"}), make("b", "one", 30, "zh", {"x", "y"}),
         make("e", "one", 30, "de", {})};
  two = {make("c", "two", 20, "en", {"y"}), make("d", "two", 40, "en", {"z\"'"})};
  must(store->save_poll(poll("one", one)));
  must(store->save_poll(poll("two", two)));
  struct Case {
    const char* name;
    ArticleQuery query;
    Ids ids;
  };
  const Case cases[] = {
      {"all", {}, {"d", "e", "b", "c", "a"}},
      {"one source", query({"one"}), {"e", "b", "a"}},
      {"two sources", query({"one", "two"}), {"d", "e", "b", "c", "a"}},
      {"no such source", query({"three"}), {}},
      {"any of two tags", query({}, {"x", "z\"'"}), {"d", "b", "a"}},
      {"no such tag", query({}, {"q"}), {}},
      {"tag and source", query({"two"}, {"y"}), {"c"}},
      {"languages", query({}, {}, {"zh", "de"}), {"e", "b"}},
      {"words and source", query({"two"}, {}, {}, "title"), {"d", "c"}},
      {"limit", query({}, {}, {}, "", 2), {"d", "e"}},
      {"offset", query({}, {}, {}, "", 2, 3), {"c", "a"}},
      {"limit of none", query({}, {}, {}, "", 0), {}},
      {"white space is no word", about(" "), {"d", "e", "b", "c", "a"}},
      {"nothing that can be looked for", about("!?"), {}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ids(c.query), c.ids);
  }
}

TEST_P(StoreContract, search_ranks_titles_first_and_wants_all_words) {
  Article named = article("named", "Weather", "nothing else here");
  named.authors = {{"Zoë Quill", "", ""}};
  must(store->save_poll(
      poll("one", {entry(article("body", "Report", "the weather in the north was the weather")),
                   entry(article("title", "Weather in the north", "cold")), entry(named)})));
  const auto search = [&](const char* words) { return ids(about(words)); };
  EXPECT_EQ(search("weather").at(2), "body");
  EXPECT_EQ(search("weather north"), (Ids{"title", "body"}));
  EXPECT_EQ(search("weather -north"), Ids{"named"});
  EXPECT_EQ(search("\"in the north was\""), Ids{"body"});
  EXPECT_EQ(search("zoe"), Ids{"named"});
  EXPECT_EQ(search("weather absent"), Ids{});
  EXPECT_EQ(search("\" OR * NEAR( ) title:"), Ids{}) << "no syntax of the index leaks";
}

TEST_P(StoreContract, chinese_words_of_two_characters_find_exactly_the_articles_that_hold_them) {
  const std::string text = "孙正义再次加注OpenAI。日本软银集团（SBG）即将敲定400亿美元对OpenAI的首轮**投**资";
  must(store->save_poll(poll("one", {entry(article("sbg", "孙正义再次加注OpenAI", text)),
                                     entry(article("other", "软件集团", "投标。资金软，银行。股市")),
                                     entry(article("kana", "東京でのイベント", "ソフトバンクの投資"))})));
  struct Case {
    const char* words;
    Ids ids;
  };
  const Case cases[] = {
      {"软银", {"sbg"}},
      {"软银集团", {"sbg"}},
      {"软集", {}},
      {"投资", {"sbg"}},
      {"OpenAI", {"sbg"}},
      {"openai的", {"sbg"}},
      {"加注openai", {"sbg"}},
      {"集团", {"other", "sbg"}},
      {"400亿美元", {"sbg"}},
      {"银", {"other", "sbg"}},
      {"股", {"other"}},
      {"市", {"other"}},
      {"軟銀", {}},
      {"イベント", {"kana"}},
      {"バンク", {"kana"}},
      {"での", {"kana"}},
      {"東京での", {"kana"}},
      {"集团 投资", {"sbg"}},
      {"集团 -软银", {"other"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.words);
    Ids found = ids(about(c.words));
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, c.ids);
  }
}

TEST_P(StoreContract, the_change_log_holds_the_last_change_of_each_article) {
  const Article a = article("a", "A", "x"), b = article("b", "B", "y");
  must(store->save_poll(poll("one", {entry(a), entry(b)})));
  const auto first = must(store->changes_after(0, 10));
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].article, number(a));
  EXPECT_EQ(first[0].kind, ChangeKind::added);
  EXPECT_EQ(must(store->counts()).last_change, first[1].number);
  must(store->save_poll(poll("one", {entry(article("a", "A2", "x"), number(a))})));
  const auto second = must(store->changes_after(0, 10));
  ASSERT_EQ(second.size(), 2u);
  EXPECT_EQ(second[0].article, number(b));
  EXPECT_EQ(second[1].article, number(a));
  EXPECT_EQ(second[1].kind, ChangeKind::updated);
  EXPECT_GT(second[1].number, first[1].number) << "a number is never used twice";
  EXPECT_EQ(must(store->changes_after(first[1].number, 10)).size(), 1u);
  EXPECT_EQ(must(store->changes_after(0, 1)).size(), 1u);
  EXPECT_TRUE(must(store->changes_after(0, 0)).empty());
  EXPECT_TRUE(must(store->changes_after(second[1].number, 10)).empty());
}

TEST_P(StoreContract, a_cursor_begins_at_zero_and_is_kept) {
  EXPECT_EQ(must(store->cursor("site")), 0);
  must(store->set_cursor("site", 5));
  must(store->set_cursor("feed", 2));
  must(store->set_cursor("site", 9));
  EXPECT_EQ(must(store->cursor("site")), 9);
  EXPECT_EQ(must(store->cursor("feed")), 2);
}

TEST_P(StoreContract, counts) {
  EXPECT_EQ(must(store->counts()).articles, 0);
  EXPECT_EQ(must(store->counts()).last_change, 0);
  must(store->save_poll(poll("one", {entry(article("a", "A", "x", 3)), entry(article("b", "B", "y", 8))})));
  must(store->save_poll(poll("two", {})));
  const StoreCounts counts = must(store->counts());
  EXPECT_EQ(std::tie(counts.articles, counts.versions, counts.sources), std::make_tuple(2, 0, 2));
  EXPECT_GT(counts.bytes, 10'000);
  const auto sources = must(store->source_counts());
  ASSERT_EQ(sources.size(), 2u);
  EXPECT_EQ(std::tie(sources[0].source, sources[0].articles), std::make_tuple("one", 2));
  EXPECT_EQ(sources[0].newest, at(8));
  EXPECT_EQ(sources[1].articles, 0);
  EXPECT_FALSE(sources[1].newest);
}

TEST_P(StoreContract, text_with_zero_bytes_and_quotes_comes_back) {
  Article a = article("a", "It's \"quoted\"; drop table article; --", std::string("zero\0byte", 9));
  must(store->save_poll(poll("one'; --", {entry(a)})));
  EXPECT_EQ(stored(a).article.title, a.title);
  EXPECT_EQ(stored(a).article.record, a.record);
  expect_sound();
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         testing::Values(StoreUnderTest{
                             "sqlite", [](const Folder& folder) { return open(folder.file("g.db")); }}),
                         [](const auto& store) { return store.param.name; });

}  // namespace
}  // namespace gazette

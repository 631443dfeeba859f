// History: versions, what is taken away, the change log.
#include "feeds/record.h"
#include "tests/storage/contract/contract.h"

namespace gazette {
namespace {

/// As the program writes it.
Article with_whole_record(Article a, const std::string& markdown) {
  RecordText record = write_record(a, markdown, a.summary);
  a.record = std::move(record.text);
  a.body_offset = record.body_offset;
  return a;
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

TEST_P(StoreContract, what_the_publisher_deletes_is_a_fact_and_handled_by_policy) {
  const Article a = article("a", "A", "x"), b = article("b", "B", "y");
  must(store->save_poll(poll("one", {entry(a), entry(b)})));
  const std::int64_t last = must(store->counts()).last_change;
  PollResult says = poll("one", {});
  says.deleted = {{a.guid, at(77), "spam"}, {"never stored", {}, ""}};
  EXPECT_EQ(must(store->save_poll(says)).withdrawn, 0);
  EXPECT_EQ(stored(a).deleted, at(77));
  EXPECT_EQ(stored(a).deleted_why, "the feed says so: spam");
  EXPECT_FALSE(stored(a).withdrawn);
  EXPECT_EQ(stored(a).article.record, a.record);
  EXPECT_FALSE(stored(b).deleted);
  EXPECT_EQ(must(store->counts()).last_change, last);

  says.deleted = {{b.guid, {}, ""}};
  says.withdraw_deleted = true;
  EXPECT_EQ(must(store->save_poll(says)).withdrawn, 1);
  EXPECT_TRUE(stored(b).withdrawn);
  EXPECT_EQ(stored(b).deleted, says.at);
  EXPECT_EQ(must(store->changes_after(last, 9)).at(0).kind, ChangeKind::removed);
  EXPECT_EQ(must(store->save_poll(says)).withdrawn, 0) << "once";
  expect_sound();
}

TEST_P(StoreContract, a_removed_page_of_a_stored_article_is_handled_by_the_same_policy) {
  const Article a = article("a", "A", "x");
  must(store->save_poll(poll("one", {entry(a)})));
  PollEntry removed = entry(a, number(a));
  removed.article.reset();
  removed.dropped = "removed: HTTP status 410";
  PollResult says = poll("one", {removed});
  must(store->save_poll(says));
  EXPECT_EQ(stored(a).deleted_why, "removed: HTTP status 410");
  EXPECT_FALSE(stored(a).withdrawn);
  says.withdraw_deleted = true;
  EXPECT_EQ(must(store->save_poll(says)).withdrawn, 0) << "the fact was known when it was to be kept";
}

constexpr std::int64_t kDay = 86'400;

/// Articles "0" to "n-1", each a day older than the one before, met at the day they are of.
std::vector<PollEntry> days(int n, std::int64_t today) {
  std::vector<PollEntry> entries;
  for (int i = 0; i < n; ++i) {
    Article a = article(std::to_string(i), "Day " + std::to_string(i), "words of day " + std::to_string(i),
                        today - i * kDay);
    a.first_seen = a.date;
    entries.push_back(entry(a));
  }
  return entries;
}

TEST_P(StoreContract, what_is_outlived_goes_text_first_and_does_not_return_as_new) {
  const std::int64_t today = 200 * kDay;
  const auto entries = days(30, today);
  must(store->save_poll(poll("one", entries, today)));
  const std::int64_t last = must(store->counts()).last_change;
  Retention keep;
  keep.content = std::chrono::hours(24 * 10), keep.record = std::chrono::hours(24 * 20);
  ExpireReport report = must(expire("one", keep, at(today + 1)));
  EXPECT_EQ(std::tie(report.contents, report.records, report.forgotten), std::make_tuple(10, 10, 0));
  EXPECT_EQ(ids({}).size(), 20u);
  EXPECT_EQ(must(store->article(number(*entries[5].article)))->article.body(), "words of day 5\n");
  const StoredArticle textless = stored(*entries[15].article);
  EXPECT_EQ(textless.article.record.find("words of day"), std::string::npos);
  EXPECT_EQ(textless.article.title, "Day 15");
  EXPECT_FALSE(textless.withdrawn);
  EXPECT_EQ(ids(about("words")).size(), 10u) << "what went is not found any more";
  EXPECT_EQ(ids(about("\"day 15\"")).size(), 1u) << "but by its title";
  EXPECT_TRUE(known("one", entries[25])->withdrawn);
  EXPECT_EQ(must(store->save_poll(poll("one", entries, today + 2))).added, 0);
  EXPECT_TRUE(must(store->changes_after(last, 99)).empty()) << "what followers made of it stays";
  expect_sound();
  report = must(expire("one", keep, at(today + 3)));
  EXPECT_EQ(report.records + report.contents, 0) << "looked an hour ago";
  report = must(expire("one", keep, at(today + kDay + 1)));
  EXPECT_EQ(std::tie(report.contents, report.records), std::make_tuple(1, 1));
  expect_sound();
}

TEST_P(StoreContract, a_tombstone_is_forgotten_when_it_is_not_listed_for_long) {
  const std::int64_t today = 200 * kDay;
  const auto entries = days(3, today);
  PollResult first = poll("one", entries, today);
  first.past = true;  // wherever it came from
  must(store->save_poll(first));
  Retention keep;
  keep.record = std::chrono::hours(24);
  std::int64_t now = today + 30 * kDay;
  EXPECT_EQ(must(expire("one", keep, at(now))).records, 3);
  must(store->save_poll(poll("two", {entry(article("later", "Later", "x"))})));  // the log goes on
  PollResult still = poll("one", {}, now + 20 * kDay);
  still.listed = {known("one", entries[1])->number};
  still.lists_all = true;
  must(store->save_poll(still));
  EXPECT_EQ(must(expire("one", keep, at(now + 40 * kDay))).forgotten, 0) << "it has said nothing since";
  PollResult none = poll("one", {}, now + 40 * kDay);
  none.lists_all = true;
  must(store->save_poll(none));
  EXPECT_EQ(must(expire("one", keep, at(now + 41 * kDay))).forgotten, 2);
  EXPECT_TRUE(known("one", entries[1])->withdrawn);
  EXPECT_FALSE(known("one", entries[0]));
  expect_sound();
}

TEST_P(StoreContract, a_feed_that_only_says_not_modified_still_lists_what_expired) {
  const std::int64_t today = 200 * kDay;
  const auto entries = days(3, today);
  PollResult first = poll("one", entries, today);
  first.past = true;
  first.lists_all = true;
  must(store->save_poll(first));
  Retention keep;
  keep.record = std::chrono::hours(24);
  EXPECT_EQ(must(expire("one", keep, at(today + 30 * kDay))).records, 3);
  must(store->save_poll(poll("two", {entry(article("later", "Later", "x"))})));  // the log goes on
  EXPECT_EQ(must(expire("one", keep, at(today + 90 * kDay))).forgotten, 0);
  PollResult next = poll("one", {}, today + 91 * kDay);  // read again, and only one of them stands in it
  next.lists_all = true;
  next.listed = {known("one", entries[1])->number};
  must(store->save_poll(next));
  EXPECT_EQ(must(expire("one", keep, at(today + 92 * kDay))).forgotten, 2);
  EXPECT_TRUE(known("one", entries[1])->withdrawn);
  expect_sound();
}

TEST_P(StoreContract, what_expired_is_not_forgotten_while_another_source_lists_it) {
  const std::int64_t today = 200 * kDay;
  const auto entries = days(3, today);
  PollResult first = poll("one", entries, today);
  first.past = true;
  must(store->save_poll(first));
  Retention keep;
  keep.record = std::chrono::hours(24);
  const std::int64_t now = today + 30 * kDay;
  EXPECT_EQ(must(expire("one", keep, at(now))).records, 3);
  PollResult other = poll("two", {entry(article("later", "Later", "x"))}, now + 20 * kDay);
  other.listed = {known("one", entries[1])->number};
  must(store->save_poll(other));
  PollResult none = poll("one", {}, now + 40 * kDay);
  none.lists_all = true;
  must(store->save_poll(none));
  EXPECT_EQ(must(expire("one", keep, at(now + 40 * kDay))).forgotten, 2);
  EXPECT_TRUE(known("one", entries[1])->withdrawn);
  expect_sound();
}

TEST_P(StoreContract, what_is_pushed_or_answered_in_part_does_not_say_what_is_listed_no_more) {
  const std::int64_t today = 200 * kDay;
  PollResult first = poll("one", days(3, today), today);
  first.lists_all = true;
  must(store->save_poll(first));
  Retention keep;
  keep.record = std::chrono::hours(24);
  EXPECT_EQ(must(expire("one", keep, at(today + 30 * kDay))).records, 3);
  must(store->save_poll(poll("two", {entry(article("later", "Later", "x"))})));  // the log goes on
  must(store->save_poll(poll("one", {}, today + 70 * kDay)));
  EXPECT_EQ(must(expire("one", keep, at(today + 70 * kDay))).forgotten, 0);
}

/// An aggregating feed keeps little, a source of its own all: one record.
TEST_P(StoreContract, what_another_source_keeps_stays) {
  const std::int64_t today = 200 * kDay;
  const auto entries = days(3, today - 40 * kDay);
  must(store->save_poll(poll("one", entries, today)));
  must(store->save_poll(poll("two", entries, today)));
  Retentions all;
  all["one"].content = std::chrono::hours(24 * 5), all["one"].record = std::chrono::hours(24 * 10);
  const auto expired = [&](const std::string& source, std::int64_t day) {
    const ExpireReport report = must(store->expire(source, all, at(today + day * kDay)));
    return std::pair(report.contents, report.records);
  };
  EXPECT_EQ(expired("one", 10), (std::pair(0, 0))) << "for ever";
  all["two"].record = std::chrono::hours(24 * 90);
  EXPECT_EQ(expired("one", 11), (std::pair(0, 0)));
  EXPECT_EQ(expired("two", 11), (std::pair(0, 0)));
  all["two"].content = std::chrono::hours(24 * 30);
  EXPECT_EQ(expired("one", 12), (std::pair(3, 0))) << "both have outlived the text";
  all["two"].count = 2;
  EXPECT_EQ(expired("one", 13), (std::pair(0, 1))) << "one is too many for the other";
  EXPECT_EQ(expired("two", 60), (std::pair(0, 2)));
  EXPECT_EQ(must(store->save_poll(poll("two", entries, today + 61 * kDay))).added, 0);
  expect_sound();
}

TEST_P(StoreContract, what_expired_is_not_forgotten_while_another_source_says_not_modified) {
  const std::int64_t today = 200 * kDay;
  const auto entries = days(1, today);
  for (const char* source : {"one", "two"}) {
    PollResult listing = poll(source, entries, today);
    listing.lists_all = true;
    must(store->save_poll(listing));
  }
  Retentions all;
  all["one"].record = all["two"].record = std::chrono::hours(24);
  EXPECT_EQ(must(store->expire("one", all, at(today + 30 * kDay))).records, 1);
  PollResult later = poll("one", {entry(article("later", "Later", "x"))}, today + 80 * kDay);
  later.lists_all = true;
  must(store->save_poll(later));
  EXPECT_EQ(must(store->expire("one", all, at(today + 80 * kDay))).forgotten, 0);
  PollResult gone = poll("two", {}, today + 81 * kDay);
  gone.lists_all = true;
  must(store->save_poll(gone));
  EXPECT_EQ(must(store->expire("one", all, at(today + 82 * kDay))).forgotten, 1);
  expect_sound();
}

TEST_P(StoreContract, only_so_many_of_the_newest_are_kept) {
  const std::int64_t today = 200 * kDay;
  must(store->save_poll(poll("one", days(30, today), today)));
  Retention keep;
  keep.count = 4;
  EXPECT_EQ(must(expire("one", keep, at(today + 1))).records, 26);
  EXPECT_EQ(ids({}), (Ids{"0", "1", "2", "3"}));
  EXPECT_EQ(must(expire("two", keep, at(today))).records, 0) << "never heard of";
  expect_sound();
}

TEST_P(StoreContract, an_old_article_that_was_met_lately_stays_for_a_week) {
  Article old = article("a", "A", "x", 0);
  old.first_seen = at(200 * kDay);
  must(store->save_poll(poll("one", {entry(old)}, 200 * kDay)));
  Retention keep;
  keep.record = std::chrono::hours(24 * 30);
  EXPECT_EQ(must(expire("one", keep, at(206 * kDay))).records, 0);
  EXPECT_EQ(must(expire("one", keep, at(208 * kDay))).records, 1);
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

TEST_P(StoreContract, tags_are_set_in_the_record_too_without_a_version) {
  Article a = article("a", "First", "");
  a.tags = {"old"};
  a = with_whole_record(a, "words one");
  must(store->save_poll(poll("one", {entry(a)})));
  Article b = article("a", "Second", "");
  b.tags = a.tags;
  must(store->save_poll(poll("one", {entry(with_whole_record(b, "words two"), number(a))}, 2'000'000)));
  const StoredArticle before = stored(a);
  const std::int64_t change = must(store->counts()).last_change;

  EXPECT_TRUE(must(store->set_tags(before.number, {"money", "ai"})));
  const StoredArticle s = stored(a);
  EXPECT_EQ(s.article.tags, (Names{"money", "ai"}));
  Article expected = before.article;
  expected.tags = s.article.tags;
  rewrite_tags(expected);
  EXPECT_EQ(s.article.record, expected.record);
  EXPECT_NE(s.article.record.find("  - \"money\"\n  - \"ai\"\nmenu:"), std::string::npos);
  EXPECT_EQ(s.article.body(), before.article.body());
  EXPECT_EQ(std::tie(s.version, s.changed), std::tie(before.version, before.changed));
  EXPECT_EQ(must(store->version(s.number, 1))->record, a.record) << "what it was made a delta of has changed";
  EXPECT_EQ(must(store->changes_after(change, 9)).at(0).kind, ChangeKind::updated);
  EXPECT_EQ(ids(query({}, {"money"})), Ids{"a"});
  EXPECT_EQ(ids(query({}, {"old"})), Ids{});
  EXPECT_EQ(ids(about("tag:ai two")), Ids{"a"});

  EXPECT_FALSE(must(store->set_tags(s.number, {"money", "ai"})));
  EXPECT_TRUE(must(store->set_tags(s.number, {})));
  EXPECT_TRUE(stored(a).article.tags.empty());
  EXPECT_FALSE(must(store->set_tags(99, {"x"})));
  must(store->withdraw("a", "asked", at(3'000'000)));
  EXPECT_FALSE(must(store->set_tags(s.number, {"x"}))) << "a tombstone";
  expect_sound();
}

TEST_P(StoreContract, the_state_of_exporters_is_kept) {
  EXPECT_TRUE(must(store->exporter_states()).empty());
  ExporterState site{"site", from_unix_ms(1000), "no room", from_unix_ms(500), 3, 2, 1,
                     "abc",  from_unix_ms(400)};
  must(store->save_exporter_state({"feed", from_unix_ms(7), "", {}, 1, 0, 0, "", {}}));
  must(store->save_exporter_state({"site", from_unix_ms(9), "", {}, 1, 0, 0, "", {}}));
  must(store->save_exporter_state(site));
  const std::vector<ExporterState> states = must(store->exporter_states());
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0].name, "feed");
  EXPECT_EQ(states[0].failing_since, std::nullopt);
  EXPECT_EQ(states[1].error, "no room");
  EXPECT_EQ(states[1].at, site.at);
  EXPECT_EQ(states[1].failing_since, site.failing_since);
  EXPECT_EQ(states[1].written * 100 + states[1].removed * 10 + states[1].kept, 321);
  EXPECT_EQ(states[1].commit, "abc");
  EXPECT_EQ(states[1].committed, site.committed);
}

TEST_P(StoreContract, what_the_operator_was_told_replaces_what_it_was_before) {
  EXPECT_TRUE(must(store->told_troubles()).empty());
  const std::vector<ToldTrouble> first = {{"source b", "fails", at(2)}, {"source a", "is gone", at(1)}};
  must(store->save_told_troubles(first));
  const std::vector<ToldTrouble> told = must(store->told_troubles());
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].subject + ' ' + told[0].what, "source a is gone");
  EXPECT_EQ(told[1].since, at(2));
  must(store->save_told_troubles(std::span(first).first(1)));
  EXPECT_EQ(must(store->told_troubles()).size(), 1U);
  must(store->save_told_troubles({}));
  EXPECT_TRUE(must(store->told_troubles()).empty());
}

TEST_P(StoreContract, a_cursor_begins_at_zero_and_is_kept) {
  EXPECT_EQ(must(store->cursor("site")), 0);
  must(store->set_cursor("site", 5));
  must(store->set_cursor("feed", 2));
  must(store->set_cursor("site", 9));
  EXPECT_EQ(must(store->cursor("site")), 9);
  EXPECT_EQ(must(store->cursor("feed")), 2);
}

}  // namespace
}  // namespace gazette

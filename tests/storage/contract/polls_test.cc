// Polls: what is given to a store comes back, whole and once.
#include "feeds/identity/fingerprint.h"
#include "feeds/record.h"
#include "tests/storage/contract/contract.h"

namespace gazette {
namespace {

TEST_P(StoreContract, an_article_comes_back_whole) {
  Article a = article("a1", "Title", "Body text");
  a.authors = {{"Ann", "a@x.org", "https://x.org"}, {"王", "", ""}};
  a.categories = {"News \"quoted\"", "财经"};
  a.tags = {"linux"};
  a.enclosures = {{"https://x.org/a.mp3", "audio/mpeg", 12345678901u, 61}, {"https://x.org/b", "", {}, {}}};
  a.published = at(-5), a.updated = at(-4);
  a.image = "https://x.org/i.png", a.comments = "https://x.org/c", a.rights = "(c)",
  a.license = "https://x.org/by";
  a.origin = Origin{"oid", "otitle", "olink", "oself", at(7)};
  a.fingerprint = 0xfedcba9876543210u;
  must(store->save_poll(poll("one", {entry(a)})));
  const StoredArticle s = stored(a);
  const Article& b = s.article;
  EXPECT_EQ(
      std::tie(a.id, a.source, a.guid, a.url, a.title, a.language, a.zone, a.summary, a.image, a.categories),
      std::tie(b.id, b.source, b.guid, b.url, b.title, b.language, b.zone, b.summary, b.image, b.categories));
  EXPECT_EQ(std::tie(a.authors, a.tags, a.published, a.updated, a.date, a.first_seen, a.comments, a.rights,
                     a.license, a.record),
            std::tie(b.authors, b.tags, b.published, b.updated, b.date, b.first_seen, b.comments, b.rights,
                     b.license, b.record));
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

TEST_P(StoreContract, an_article_stored_meanwhile_is_not_stored_twice) {
  const Article a = article("a", "A", "x");
  must(store->save_poll(poll("one", {entry(a)})));
  const SaveReport report = must(store->save_poll(poll("one", {entry(a), entry(a, 12345)})));
  EXPECT_EQ(std::tie(report.added, report.unchanged), std::make_tuple(0, 2));
  EXPECT_EQ(must(store->counts()).articles, 1);
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

TEST_P(StoreContract, another_way_of_telling_changes_makes_no_version) {
  Article a = article("a", "Apple", "red");
  a.fingerprint = 77;  // as an earlier gazette made it
  must(store->save_poll(poll("one", {entry(a)})));
  a.fingerprint = article_fingerprint(a.title, record_markdown(a));
  PollEntry again = entry(a, number(a));
  again.entry_fingerprint = 5;
  EXPECT_EQ(must(store->save_poll(poll("one", {again}))).updated, 0);
  EXPECT_EQ(must(store->find_article("a"))->version, 1);
  EXPECT_EQ(must(store->find_article("a"))->article.fingerprint, a.fingerprint);
}

TEST_P(StoreContract, a_file_in_anothers_place_is_followed_without_a_version) {
  Article a = article("a", "Show", "notes");
  a.enclosures = {{"https://x.org/1.mp3?listener=7", "audio/mpeg", 10, {}}};
  must(store->save_poll(poll("one", {entry(a)})));
  const auto come = [&](const std::string& url) {
    a.enclosures[0].url = url;
    PollEntry again = entry(a, number(a));
    again.entry_fingerprint = std::hash<std::string>()(url) | 1;
    EXPECT_EQ(must(store->save_poll(poll("one", {again}))).updated, 0);
    return must(store->find_article("a"))->article.enclosures.at(0).url;
  };
  EXPECT_EQ(come("https://x.org/1.mp3?listener=8"), "https://x.org/1.mp3?listener=7")
      << "turns at every poll";
  EXPECT_EQ(come("https://x.org/1-fixed.mp3"), "https://x.org/1-fixed.mp3");
  EXPECT_EQ(must(store->find_article("a"))->version, 1);
}

TEST_P(StoreContract, what_is_said_about_an_article_is_followed_without_a_version) {
  Article a = article("a", "Apple", "red");
  a.authors = {{"Staff", "", ""}};
  a.categories = {"Fruit", "Red"};
  must(store->save_poll(poll("one", {entry(a)})));
  const Article before = must(store->find_article("a"))->article;
  std::int64_t told = must(store->changes_after(0, 9)).back().number;
  const auto come = [&](const std::string& source, bool lacks_page = false) {
    PollEntry again = entry(a, number(a));
    again.same_text = true;
    again.lacks_page = lacks_page;
    EXPECT_EQ(must(store->save_poll(poll(source, {again}))).updated, 0);
    const std::vector<Change> changes = must(store->changes_after(told, 9));
    if (!changes.empty()) told = changes.back().number;
    return !changes.empty();
  };
  a.record = "what was made of a teaser";
  a.categories = {"Red", "Fruit"};
  EXPECT_FALSE(come("one")) << "another order";
  a.authors.clear();
  EXPECT_FALSE(come("one", true)) << "the page may have said it";
  a.categories = {"Correction"};
  EXPECT_FALSE(come("two")) << "another source";
  a.authors = {{"Jane Doe", "", ""}};
  a.rights = "CC BY";
  a.tags = {"food"};
  EXPECT_TRUE(come("one"));
  const StoredArticle now = *must(store->find_article("a"));
  EXPECT_EQ(now.article.authors, a.authors);
  EXPECT_EQ(now.article.categories, a.categories);
  EXPECT_EQ(now.article.rights, "CC BY");
  EXPECT_EQ(now.article.tags, a.tags);
  EXPECT_EQ(now.article.body(), before.body());
  EXPECT_EQ(now.version, 1);
  EXPECT_FALSE(come("one")) << "told once";
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

TEST_P(StoreContract, text_with_zero_bytes_and_quotes_comes_back) {
  Article a = article("a", "It's \"quoted\"; drop table article; --", std::string("zero\0byte", 9));
  must(store->save_poll(poll("one'; --", {entry(a)})));
  EXPECT_EQ(stored(a).article.title, a.title);
  EXPECT_EQ(stored(a).article.record, a.record);
  expect_sound();
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

TEST_P(StoreContract, an_article_of_the_past_is_known_as_one) {
  const Article old = article("a", "A", "x"), fresh = article("b", "B", "y");
  PollResult past = poll("one", {entry(old)});
  past.past = true;
  must(store->save_poll(past));
  must(store->save_poll(poll("one", {entry(fresh)})));
  EXPECT_TRUE(stored(old).past);
  EXPECT_FALSE(stored(fresh).past);
  Article edited = article("a", "A2", "x2");
  edited.guid = old.guid;
  must(store->save_poll(poll("one", {entry(edited, number(old))})));
  EXPECT_TRUE(stored(old).past) << "where it came from does not change";
  expect_sound();
}

TEST_P(StoreContract, what_a_complete_feed_lacks_is_deleted_until_it_is_there_again) {
  const Article a = article("a", "A", "x"), b = article("b", "B", "y");
  must(store->save_poll(poll("one", {entry(a), entry(b)})));
  Article elsewhere = article("c", "C", "z");
  elsewhere.source = "two";
  must(store->save_poll(poll("two", {entry(elsewhere)})));
  PollResult later = poll("one", {}, 3'000'000);
  later.complete = true;
  later.listed = {number(a)};
  must(store->save_poll(later));
  EXPECT_FALSE(stored(a).deleted);
  EXPECT_EQ(stored(b).deleted, at(3'000'000));
  EXPECT_FALSE(stored(b).withdrawn) << "a fact, no more";
  EXPECT_FALSE(stored(elsewhere).deleted) << "of another source";
  later.listed.push_back(number(b));
  must(store->save_poll(later));
  EXPECT_FALSE(stored(b).deleted) << "it is there again";
}

TEST_P(StoreContract, what_a_complete_feed_lacks_for_long_is_withdrawn_where_that_is_wanted) {
  const Article a = article("a", "A", "x"), shared = article("b", "B", "y");
  must(store->save_poll(poll("one", {entry(a), entry(shared)})));
  PollEntry same = entry(shared, number(shared));
  must(store->save_poll(poll("two", {same})));
  PollResult later = poll("one", {}, 3'000'000);
  later.complete = later.withdraw_deleted = true;
  must(store->save_poll(later));
  EXPECT_FALSE(stored(a).withdrawn) << "a document may be made by mistake";
  later.at = at(3'000'000 + 86'399);
  must(store->save_poll(later));
  EXPECT_FALSE(stored(a).withdrawn);
  later.at = at(3'000'000 + 86'400);
  EXPECT_EQ(must(store->save_poll(later)).withdrawn, 1);
  EXPECT_TRUE(stored(a).withdrawn);
  EXPECT_FALSE(stored(shared).withdrawn) << "the other source has it";
  EXPECT_FALSE(stored(shared).deleted);
}

}  // namespace
}  // namespace gazette

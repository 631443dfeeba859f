// Identity: which article an entry is, and whose words are kept.
#include "tests/storage/contract/contract.h"

namespace gazette {
namespace {

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

TEST_P(StoreContract, keys_of_another_article_are_left_alone) {
  const Article a = article("a", "A", "x"), b = article("b", "B", "y");
  must(store->save_poll(poll("one", {entry(a), entry(b)})));
  PollEntry greedy = entry(b, number(b));
  greedy.keys.keys.push_back(entry(a).keys.keys[0]);
  must(store->save_poll(poll("one", {greedy})));
  EXPECT_EQ(known("one", entry(a))->id, "a");
  expect_sound();
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

}  // namespace
}  // namespace gazette

#include "tests/storage/contract/contract.h"

namespace gazette {
namespace {

Article of_source(const std::string& source, const std::string& id, const std::string& title,
                  const std::string& body) {
  Article a = article(id, title, body);
  a.source = source;
  a.url = "https://" + source + ".example.org/" + id;
  return a;
}

std::string words(int from, int to) {
  std::string out;
  for (int i = from; i < to; ++i) out += "word" + std::to_string(i) + " ";
  return out;
}

TEST_P(StoreContract, near_duplicates_are_flagged_and_not_merged) {
  const Article a = of_source("one", "a", "The harbour report", words(0, 400));
  const Article b = of_source("two", "b", "The harbour report", words(0, 398) + "end");
  const Article c = of_source("three", "c", "Another thing", words(1'000, 1'400));
  for (const Article& x : {a, b, c}) must(store->save_poll(poll(x.source, {entry(x)})));
  const auto pairs = must(store->near_duplicates(10));
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_EQ(pairs[0].newer, number(b));
  EXPECT_EQ(pairs[0].older, number(a));
  EXPECT_LE(pairs[0].bits, 6);
  ASSERT_EQ(must(store->near(number(a))).size(), 1u);
  EXPECT_EQ(must(store->near(number(a))).front().article.id, "b");
  EXPECT_TRUE(must(store->near(number(c))).empty());
  EXPECT_EQ(must(store->counts()).articles, 3);
  must(store->withdraw("b", "", at(1)));
  EXPECT_TRUE(must(store->near_duplicates(10)).empty()) << "what is gone is near to nothing";
}

/// What the store remembers of one question to the next is kept right by every change in between.
TEST_P(StoreContract, near_is_right_after_articles_came_changed_and_went) {
  Article a = of_source("one", "a", "The harbour report", words(0, 400));
  Article b = of_source("two", "b", "The harbour report", words(0, 398) + "end");
  Article c = of_source("three", "c", "Another thing", words(1'000, 1'400));
  const auto near_a = [&] {
    Ids found;
    for (const StoredArticle& one : must(store->near(number(a)))) found.push_back(one.article.id);
    return found;
  };
  must(store->save_poll(poll("one", {entry(a)})));
  EXPECT_EQ(near_a(), Ids{});
  for (const Article& x : {b, c}) must(store->save_poll(poll(x.source, {entry(x)})));
  EXPECT_EQ(near_a(), Ids{"b"}) << "it came";
  const StoredArticle before = stored(c);
  c = of_source("three", "c", "The harbour report", words(0, 399) + "end");
  must(store->save_poll(poll("three", {entry(c, before.number)})));
  EXPECT_EQ(near_a().size(), 2u) << "it changed";
  must(store->withdraw("b", "", at(1)));
  EXPECT_EQ(near_a(), Ids{"c"}) << "it went";
}

class Merged : public StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    for (const Article& x : {a, b}) must(store->save_poll(poll(x.source, {entry(x)})));
    first = must(store->find_article("a"))->number, second = must(store->find_article("b"))->number;
    must(store->merge(first, second, at(10)));
  }
  const Article a = of_source("one", "a", "Harbour", "red"), b = of_source("two", "b", "Harbor", "blue");
  std::int64_t first = 0, second = 0;
};

TEST_P(Merged, is_one_article_of_both_sources) {
  expect_sound();
  EXPECT_EQ(ids(query({})), (Ids{"a"}));
  const StoredArticle kept = must(store->article(first)).value();
  EXPECT_EQ(kept.sources, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(kept.article.record, a.record) << "the first one's text stays";
  EXPECT_EQ(must(store->find_article("b"))->number, first) << "its id is the other's now";
  EXPECT_EQ(must(store->find_article(b.url))->number, first);
  EXPECT_EQ(ids(about("blue")), (Ids{}));
  EXPECT_EQ(known("two", entry(b)).value().number, first) << "its entry, too";
  std::vector<std::pair<std::int64_t, ChangeKind>> told;
  for (const Change& change : must(store->changes_after(2, 10)))
    told.emplace_back(change.article, change.kind);
  EXPECT_EQ(told, (std::vector<std::pair<std::int64_t, ChangeKind>>{{second, ChangeKind::removed},
                                                                    {first, ChangeKind::updated}}));
}

TEST_P(Merged, cannot_be_merged_with_itself_or_nothing) {
  for (const auto& [one, other] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {first, first}, {first, second}, {second, first}, {first, 99}, {99, first}}) {
    const Result<void> refused = store->merge(one, other, at(11));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::usage);
  }
  expect_sound();
}

TEST_P(Merged, split_undoes_it) {
  const auto split = must(store->split(first, at(20)));
  ASSERT_TRUE(split && split->other);
  EXPECT_EQ(split->other->article.record, b.record);
  expect_sound();
  EXPECT_EQ(ids(about("blue")), (Ids{"b"}));
  EXPECT_EQ(ids(query({"two"})), (Ids{"b"}));
  EXPECT_EQ(must(store->article(first))->sources, (std::vector<std::string>{"one"}));
  EXPECT_EQ(known("two", entry(b)).value().number, second);
  EXPECT_EQ(must(store->find_article("b"))->number, second);
  EXPECT_FALSE(must(store->split(first, at(21)))) << "once";
  must(store->merge(second, first, at(22)));
  EXPECT_EQ(ids(query({})), (Ids{"b"}));
  must(store->split(second, at(23)));
  EXPECT_EQ(must(store->article(first))->sources, (std::vector<std::string>{"one"}));
  expect_sound();
}

TEST_P(Merged, an_edit_of_the_other_one_does_not_split_it) {
  Article edited = of_source("two", "b", "Harbor", "blue and green");
  const auto article = known("two", entry(edited));
  must(store->save_poll(poll("two", {entry(edited, article.value().number)})));
  EXPECT_EQ(ids(query({})), (Ids{"a"}));
  EXPECT_EQ(must(store->article(first))->article.record, a.record);
  must(store->split(first, at(30)));
  expect_sound();
  EXPECT_EQ(ids(about("blue")), (Ids{"b"}));
}

TEST_P(Merged, withdrawing_takes_both_away) {
  must(store->withdraw("a", "asked to", at(40)));
  EXPECT_TRUE(must(store->article(second))->article.record.empty());
  EXPECT_FALSE(must(store->split(first, at(41))));
  EXPECT_TRUE(known("two", entry(b)).value().withdrawn);
  expect_sound();
}

TEST_P(StoreContract, split_takes_apart_what_another_key_joined) {
  const Article a = of_source("one", "a", "Harbour", "red");
  must(store->save_poll(poll("one", {entry(a)})));
  PollEntry same = entry(of_source("two", "b", "Harbour", "red"));
  same.keys.keys = {"i:two:guid:b", "u:" + a.url};
  const auto joined = known("two", same);
  ASSERT_EQ(joined.value().number, number(a));
  same.known = joined->number;
  must(store->save_poll(poll("two", {same})));
  EXPECT_EQ(stored(a).sources.size(), 2u);
  const auto split = must(store->split(number(a), at(50)));
  ASSERT_TRUE(split);
  EXPECT_FALSE(split->other);
  EXPECT_EQ(split->entry, "i:two:guid:b");
  EXPECT_EQ(stored(a).sources, (std::vector<std::string>{"one"}));
  EXPECT_FALSE(known("two", same)) << "the next poll meets a new one";
  same.known = 0;
  EXPECT_EQ(must(store->save_poll(poll("two", {same}))).added, 1);
  EXPECT_EQ(must(store->counts()).articles, 2);
  EXPECT_EQ(must(store->save_poll(poll("two", {same}))).added, 0);
  expect_sound();
}

INSTANTIATE_TEST_SUITE_P(Stores, Merged,
                         testing::Values(StoreUnderTest{
                             "sqlite", [](const Folder& folder) { return open(folder.file("g.db")); }}),
                         [](const auto& store) { return store.param.name; });

}  // namespace
}  // namespace gazette

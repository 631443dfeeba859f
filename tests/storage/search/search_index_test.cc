// What is new waits in a queue before it is indexed; nobody who searches ever notices.
#include "storage/search/search_index.h"

#include <sys/wait.h>
#include <unistd.h>

#include "storage/identity/alias_table.h"
#include "storage/tables/article_table.h"
#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;

class SearchQueue : public testing::Test {
 protected:
  static std::vector<std::string> found(Store& store, const std::string& words) {
    std::vector<std::string> ids;
    for (const StoredArticle& one : must(store.articles(about(words)))) ids.push_back(one.article.id);
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  std::string waiting() { return sql(path, "select count(*) from unindexed"); }
  std::string indexed() { return sql(path, "select count(*) from search_docsize"); }
  static PollResult two_birds() {
    return poll("one", {entry(article("a", "Blackbird", "sings")), entry(article("b", "Heron", "waits"))});
  }

  Folder folder;
  std::string path = folder.file("g.db");
};
using Ids = std::vector<std::string>;

TEST_F(SearchQueue, a_search_finds_what_waits) {
  const auto store = open(path);
  must(store->save_poll(two_birds()));
  EXPECT_EQ(waiting(), "2");
  EXPECT_EQ(indexed(), "0");
  EXPECT_EQ(must(store->check()), Ids{});
  EXPECT_EQ(found(*store, "sings"), Ids{"a"});
  EXPECT_EQ(waiting(), "0");
  EXPECT_EQ(found(*store, "waits"), Ids{"b"});
  EXPECT_EQ(must(store->check()), Ids{});
}

TEST_F(SearchQueue, nobody_who_searches_has_to_wait_for_it) {
  const auto store = open(path);
  must(store->save_poll(two_birds()));
  must(store->catch_up_search());
  EXPECT_EQ(waiting(), "0");
  EXPECT_EQ(indexed(), "2");
  must(store->catch_up_search());
  EXPECT_EQ(found(*store, "sings"), Ids{"a"});
}

TEST_F(SearchQueue, another_process_that_only_reads_finds_it_too) {
  const auto store = open(path);
  must(store->save_poll(two_birds()));
  const auto reader = open(path, 10'000, true);
  EXPECT_EQ(found(*reader, "heron"), Ids{"b"});
  must(store->save_poll(poll("one", {entry(article("c", "Crane", "dances"))})));
  EXPECT_EQ(found(*reader, "dances"), Ids{"c"});
  EXPECT_EQ(found(*store, "crane"), Ids{"c"});
}

TEST_F(SearchQueue, what_a_store_leaves_waiting_the_next_one_finds) {
  must(open(path)->save_poll(two_birds()));
  EXPECT_EQ(waiting(), "2");
  must(open(path)->save_poll(poll("one", {entry(article("c", "Crane", "dances"))})));
  EXPECT_EQ(waiting(), "3");
  const auto store = open(path);
  EXPECT_EQ(found(*store, "sings"), Ids{"a"});
  EXPECT_EQ(found(*store, "dances"), Ids{"c"});
  EXPECT_EQ(waiting(), "0");
}

/// However little each one stores that ends soon.
TEST_F(SearchQueue, what_many_leave_is_indexed_when_it_is_enough) {
  for (int n = 1; n <= 10; ++n) {
    std::vector<PollEntry> entries;
    for (int i = 0; i < 100; ++i) {
      const std::string id = "n" + std::to_string(100 * n + i);
      entries.push_back(entry(article(id, "Number", "is " + id)));
    }
    must(open(path)->save_poll(poll("one", entries)));
    EXPECT_EQ(waiting(), n < 10 ? std::to_string(100 * n) : "0");
  }
  EXPECT_EQ(indexed(), "1000");
  EXPECT_EQ(found(*open(path), "n1099"), Ids{"n1099"});
}

TEST_F(SearchQueue, one_that_was_killed_loses_nothing) {
  const pid_t child = fork();
  if (child == 0) {
    auto store = open(path);
    must(store->save_poll(two_birds()));
    _exit(7);  // no destructor
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(WEXITSTATUS(status), 7);
  EXPECT_EQ(waiting(), "2");
  EXPECT_EQ(found(*open(path, 10'000, true), "blackbird"), Ids{"a"});
}

TEST_F(SearchQueue, many_do_not_wait_for_a_search) {
  const auto store = open(path);
  for (int n = 0; n < 25; ++n) {
    std::vector<PollEntry> entries;
    for (int i = 0; i < 50; ++i)
      entries.push_back(
          entry(article("n" + std::to_string(50 * n + i), "Number", "is the " + std::to_string(i))));
    const PollResult many = poll("one", entries);
    const PollResult* const polls[] = {&many};
    must(store->save_polls(polls)[0]);
  }
  EXPECT_EQ(indexed(), "1000");
  EXPECT_EQ(waiting(), "250");
  ArticleQuery all = about("number");
  all.limit = 2'000;
  EXPECT_EQ(must(store->articles(all)).size(), 1'250u);
}

TEST_F(SearchQueue, what_changes_while_it_waits_is_found_as_it_is_now) {
  const auto store = open(path);
  must(store->save_poll(two_birds()));
  must(store->save_poll(poll("one", {entry(article("a", "Blackbird", "sleeps"))}, 2'000'001)));
  must(store->withdraw("b", "", at(5)));
  EXPECT_EQ(waiting(), "1");
  EXPECT_EQ(found(*store, "sings"), Ids{});
  EXPECT_EQ(found(*store, "heron"), Ids{});
  EXPECT_EQ(found(*store, "sleeps"), Ids{"a"});
  must(store->save_poll(poll("one", {entry(article("a", "Blackbird", "eats"))}, 2'000'002)));
  EXPECT_EQ(found(*store, "sleeps"), Ids{});
  EXPECT_EQ(found(*store, "eats"), Ids{"a"});
  EXPECT_EQ(must(store->check()), Ids{});
}

TEST_F(SearchQueue, what_another_process_changes_is_found_as_it_is_now) {
  const auto store = open(path), other = open(path);
  must(store->save_poll(two_birds()));
  must(other->save_poll(poll("one", {entry(article("a", "Blackbird", "sleeps"))}, 2'000'001)));
  EXPECT_EQ(waiting(), "2") << "the first one has the text as it was";
  EXPECT_EQ(found(*store, "sings"), Ids{});
  EXPECT_EQ(found(*store, "sleeps"), Ids{"a"});
  EXPECT_EQ(found(*other, "sings"), Ids{});
}

TEST_F(SearchQueue, a_number_that_was_given_up_brings_no_words_with_it) {
  must(open(path)->save_poll(poll("one", {})));
  Database db(path, false, 1'000);
  AliasTable aliases(db);
  ArticleTable articles(db, aliases);
  std::int64_t first = 0, second = 0;
  {
    Transaction given_up(db, Transaction::Kind::write);
    first = articles.insert(article("a", "Blackbird", "sings"), 1, false);
  }
  {
    Transaction transaction(db, Transaction::Kind::write);
    second = articles.insert(article("b", "Heron", "waits"), 1, false);
    transaction.commit();
  }
  ASSERT_EQ(first, second);
  articles.search_index().catch_up();
  EXPECT_EQ(db.number("select count(*) from search where search match 'blackbird'"), 0);
  EXPECT_EQ(db.number("select count(*) from search where search match 'heron'"), 1);
}

/// Nothing can be written: what waits is found all the same.
TEST_F(SearchQueue, a_reader_finds_what_waits_while_another_program_holds_the_lock) {
  const auto store = open(path);
  must(store->save_poll(two_birds()));
  EXPECT_EQ(found(*store, "sings"), Ids{"a"});
  must(store->save_poll(
      poll("one", {entry(article("c", "Crane", "sings too", 7)), entry(article("d", "Duck", "swims"))})));
  const auto reader = open(path, 10'000, true);
  sqlite3* holder = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &holder), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(holder, "begin immediate", nullptr, nullptr, nullptr), SQLITE_OK);
  for (int twice = 0; twice < 2; ++twice) {
    EXPECT_EQ(found(*reader, "sings"), (Ids{"a", "c"}));
    EXPECT_EQ(found(*reader, "sings -crane"), Ids{"a"});
    EXPECT_EQ(found(*reader, "-sings"), (Ids{"b", "d"}));
    EXPECT_EQ(found(*reader, "swims"), Ids{"d"});
    EXPECT_EQ(found(*reader, "waits"), Ids{"b"});
  }
  ArticleQuery one = about("sings");
  one.limit = 1;
  for (const bool newest_first : {false, true}) {
    one.newest_first = newest_first;
    Ids ids;
    for (one.offset = 0; one.offset < 3; ++one.offset)
      for (const StoredArticle& stored : must(reader->articles(one))) ids.push_back(stored.article.id);
    EXPECT_EQ(ids, (Ids{"c", "a"}));
  }
  EXPECT_EQ(waiting(), "2");
  sqlite3_close(holder);
  EXPECT_EQ(found(*reader, "sings"), (Ids{"a", "c"}));
  EXPECT_EQ(waiting(), "0");
}

/// Two of them are more words than ever wait, without an argument.
std::string many_words(int count = 110'000) {
  std::string words;
  for (int i = 0; i < count; ++i) words += "word" + std::to_string(i) + " ";
  return words;
}

TEST_F(SearchQueue, a_listing_however_large_is_not_one_large_queue) {
  const std::string words = many_words();
  const auto store = open(path);
  must(store->save_poll(poll("one", {entry(article("a", "a", words)), entry(article("b", "b", words)),
                                     entry(article("c", "c", "word7 endc"))})));
  EXPECT_EQ(indexed(), "2");
  EXPECT_EQ(waiting(), "1");
  EXPECT_EQ(found(*store, "word7").size(), 3U);
  EXPECT_EQ(found(*store, "endc"), Ids{"c"});
  EXPECT_EQ(must(store->check()), Ids{});
}

TEST_F(SearchQueue, an_edit_in_a_large_listing_is_found_as_it_is_now) {
  const std::string words = many_words();
  const auto store = open(path);
  must(store->save_poll(poll("one", {entry(article("a", "a", words + " before"))})));
  must(store->catch_up_search());
  must(store->save_poll(poll("one",
                             {entry(article("b", "b", words)), entry(article("a", "a", words + " after")),
                              entry(article("c", "c", words)), entry(article("d", "d", words))},
                             2'000'001)));
  EXPECT_EQ(found(*store, "before"), Ids{});
  EXPECT_EQ(found(*store, "after"), Ids{"a"});
  EXPECT_EQ(found(*store, "word7"), (Ids{"a", "b", "c", "d"}));
  EXPECT_EQ(must(store->check()), Ids{});
}

/// The article was indexed in the very transaction that changes it.
TEST_F(SearchQueue, an_edit_of_what_was_indexed_a_moment_ago_is_found_as_it_is_now) {
  const std::string words = many_words();
  const auto store = open(path);
  const PollResult first =
      poll("one", {entry(article("a", "a", words + " before")), entry(article("b", "b", words))});
  const PollResult second = poll("one", {entry(article("a", "a", words + " after"))}, 2'000'001);
  const PollResult* const polls[] = {&first, &second};
  for (const Result<SaveReport>& report : store->save_polls(polls)) ASSERT_TRUE(report);
  EXPECT_EQ(found(*store, "before"), Ids{});
  EXPECT_EQ(found(*store, "after"), Ids{"a"});
  EXPECT_EQ(found(*store, "word7"), (Ids{"a", "b"}));
  EXPECT_EQ(must(store->check()), Ids{});
}

TEST_F(SearchQueue, what_a_listing_that_was_given_up_had_indexed_is_gone) {
  const std::string words = many_words();
  must(open(path)->save_poll(poll("one", {})));
  Database db(path, false, 1'000);
  AliasTable aliases(db);
  ArticleTable articles(db, aliases);
  {
    Transaction given_up(db, Transaction::Kind::write);
    for (const char* id : {"a", "b", "c"}) articles.insert(article(id, "Blackbird", words), 1, false);
    EXPECT_EQ(db.number("select count(*) from unindexed"), 1);
  }
  {
    Transaction transaction(db, Transaction::Kind::write);
    articles.insert(article("d", "Heron", "waits"), 1, false);
    transaction.commit();
  }
  articles.search_index().catch_up();
  EXPECT_EQ(db.number("select count(*) from search where search match 'blackbird'"), 0);
  EXPECT_EQ(db.number("select count(*) from search where search match 'heron'"), 1);
  db.execute("insert into search (search) values ('integrity-check')");
}

/// Long texts do not wait for a thousand others.
TEST_F(SearchQueue, many_words_do_not_wait) {
  const std::string words = many_words(60'000);
  const auto store = open(path);
  for (const char* id : {"a", "b", "c"})
    must(store->save_poll(poll("one", {entry(article(id, id, words + " end" + id))})));
  EXPECT_EQ(waiting(), "1");
  EXPECT_EQ(found(*store, "word0").size(), 3u);
  EXPECT_EQ(found(*store, "endc"), Ids{"c"});
}

/// Left behind by one that was killed, and by another one that still runs.
TEST_F(SearchQueue, what_several_left_is_indexed_together) {
  const auto store = open(path), other = open(path);
  must(store->save_poll(two_birds()));
  must(other->save_poll(poll("one", {entry(article("c", "Crane", "dances"))})));
  must(store->save_poll(poll("one", {entry(article("d", "Duck", "swims"))})));
  EXPECT_EQ(waiting(), "4");
  for (const auto& [word, id] : {std::pair{"sings", "a"}, {"heron", "b"}, {"dances", "c"}, {"duck", "d"}})
    EXPECT_EQ(found(*store, word), Ids{id});
  EXPECT_EQ(indexed(), "4");
  EXPECT_EQ(must(other->check()), Ids{});
}

}  // namespace
}  // namespace gazette

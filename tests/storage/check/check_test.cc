#include "storage/check/check.h"

#include <thread>

#include "feeds/text/strings.h"
#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;
namespace fs = std::filesystem;

class Check : public testing::Test {
 protected:
  /// Three articles of two sources, one of them with two versions, one withdrawn.
  void store_some() {
    const auto store = open(path);
    must(store->save_poll(
        poll("one", {entry(article("a", "Apple", "red")), entry(article("b", "Bear", "brown"))}, 1)));
    Article c = article("c", "Cloud", "grey");
    c.source = "two";
    must(store->save_poll(poll("two", {entry(c)}, 2)));
    must(store->save_poll(poll("one", {entry(article("a", "Apple", "green"))}, 3)));
    must(store->withdraw("b", "", at(4)));
    must(store->catch_up_search());
    must(store->set_cursor("site", 2));
  }
  std::vector<std::string> check() { return must(open(path)->check()); }

  Folder folder;
  std::string path = folder.file("g.db");
};

struct Damage {
  const char* name;
  const char* sql;
  const char* says;
  const char* articles;  // that are there afterwards
};
const Damage kDamages[] = {
    {"index emptied", "insert into search (search) values ('delete-all')", "not in the search index", "a c"},
    {"index of another article", "insert into search (rowid, title, body, names) values (99, 'x', 'y', 'z')",
     "belong to no article", "a c"},
    {"title changed behind the index", "update article set title = 'Zebra'", "not found by their title",
     "a c"},
    {"sources torn off", "pragma foreign_keys = off; delete from source", "is not there", "a c"},
    {"an article torn off", "pragma foreign_keys = off; delete from article where id = 'a'", "is not there",
     "c"},
    {"keys gone", "delete from alias", "have no key", "a c"},
    {"keys of nothing", "insert into alias (key, article) values (5, 99)",
     "name an article that is not there", "a c"},
    {"carried by none", "delete from article_source", "carried by no source", "a c"},
    {"log gone", "delete from change", "not in the change log", "a c"},
    {"cursor ahead", "insert into cursor values ('all', 999)", "ahead of the change log", "a c"},
    {"offset", "update article set body_offset = 100000 where gone is null", "outside of their record",
     "a c"},
    {"dates", "update article_source set date = 1", "another date", "a c"},
    {"versions", "update version set version = 7", "not earlier", "a c"},
    {"index torn", "delete from search_data where id > 10", "search index", "a c"},
    {"index gone", "delete from search_data", "search index", "a c"},
    {"a version damaged", "update version set record = x'0011223344'", "earlier versions cannot be read",
     "a c"},
    {"a version lost",
     "pragma foreign_keys = off; insert into version select null, article, 0, at,"
     " fingerprint, title, body_offset, encoding, record, facts from version; update version set version = "
     "-1"
     " where version = 1",
     "earlier versions cannot be read", "a c"},
    {"a listing damaged",
     "insert into response (source, at, url, content_type, size, encoding, body) values (1, 1, '', '', 1,"
     " 'zstd', x'00112233')",
     "kept listings cannot be read", "a c"},
    {"lists damaged", "update article set authors = '{{{', tags = '[1,2', origin = ']' where id = 'a'",
     "lists that cannot be read", "a c"},
    {"told as removed", "update change set kind = 'removed'", "as what they are not", "a c"},
    {"a page of no feed", "insert into feed_log_entry values (77, 1, 1, 1, 1)", "is not there", "a c"},
    {"secret gone", "delete from setting where name = 'key'", "names of articles", "a c"},
};

TEST_F(Check, notices_and_mends_what_was_done_by_hand) {
  for (const Damage& c : kDamages) {
    SCOPED_TRACE(c.name);
    path = folder.file(c.name);
    store_some();
    sql(path, c.sql);
    const auto found = check();
    ASSERT_FALSE(found.empty());
    EXPECT_NE(testing::PrintToString(found).find(c.says), std::string::npos) << found.front();
    EXPECT_NE(found.front().find("--repair"), std::string::npos) << found.front();

    const auto store = open(path);
    EXPECT_FALSE(must(store->repair()).empty());
    EXPECT_EQ(must(store->check()), std::vector<std::string>{});
    EXPECT_TRUE(fs::exists(path + ".before-repair"));
    EXPECT_EQ(
        sql(path,
            "select group_concat(id, ' ') from (select id from article where gone is null order by id)"),
        c.articles);
    EXPECT_EQ(must(store->articles(about("grey"))).size(), 1u);
    const Article b = article("b", "Bear", "brown");
    must(store->save_poll(poll("one", {entry(b)}, 5)));
    EXPECT_TRUE(must(store->find_article("b"))->withdrawn) << "what was withdrawn stays so";
  }
}

TEST_F(Check, tables_and_indexes_that_are_lost_are_told_and_made_anew) {
  path = folder.file("whole");
  store_some();
  const std::string names =
      sql(path, "select type || ' ' || name from sqlite_schema where sql is not null and name <> 'article'");
  const std::vector<std::string_view> parts = split(names, '\n');
  ASSERT_GT(parts.size(), 40u);
  for (const std::string_view name : parts) {
    const std::string part(name);
    SCOPED_TRACE(part);
    path = folder.file(part);
    store_some();
    sql(path, "pragma foreign_keys = off; drop " + part);
    const auto found = check();
    ASSERT_FALSE(found.empty());
    EXPECT_NE(testing::PrintToString(found).find("the " + part + " is lost"), std::string::npos)
        << testing::PrintToString(found);
    const auto store = open(path);
    const auto done = must(store->repair());
    EXPECT_NE(testing::PrintToString(done).find("the " + part + " was lost"), std::string::npos);
    EXPECT_EQ(must(store->check()), std::vector<std::string>{});
    EXPECT_EQ(must(store->articles(about("grey"))).size(), 1u);
    must(store->save_poll(poll("one", {entry(article("d", "Duck", "white"))}, 6)));
    EXPECT_EQ(must(open(path)->articles(about("white"))).size(), 1u);
  }
}

TEST_F(Check, without_its_articles_a_database_is_not_mended) {
  store_some();
  sql(path, "pragma foreign_keys = off; drop table article");
  EXPECT_NE(check().front().find("restore a backup"), std::string::npos);
  const auto done = open(path)->repair();
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("restore a backup"), std::string::npos);
}

TEST_F(Check, a_damaged_list_takes_no_other_article_along) {
  store_some();
  sql(path,
      "update article set authors = '{{{', tags = '[1,', enclosures = '[[]]', categories = '{}', origin = '['"
      " where id = 'a'");
  const auto store = open(path);
  EXPECT_EQ(must(store->articles({})).size(), 2u);
  EXPECT_EQ(must(store->articles(about("tag:x"))).size(), 0u);
}

TEST_F(Check, a_damaged_listing_keeps_nothing_new_out) {
  const auto store = open(path, 1000);
  PollResult first = poll("one", {entry(article("a", "Apple", "red"))}, 1);
  first.body = "listing";
  must(store->save_poll(first));
  sql(path, "update response set body = x'00112233'");
  PollResult second = poll("one", {entry(article("b", "Bear", "brown"))}, 2);
  second.body = "another";
  EXPECT_EQ(must(store->save_poll(second)).added, 1);
  const auto kept = must(store->responses("one"));
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].body, "another");
}

TEST_F(Check, a_lost_secret_makes_no_article_new) {
  store_some();
  sql(path, "delete from setting where name = 'key'");
  const Result<SaveReport> saved =
      open(path)->save_poll(poll("one", {entry(article("a", "Apple", "green"))}, 5));
  ASSERT_FALSE(saved);
  EXPECT_NE(saved.error().message.find("--repair"), std::string::npos) << saved.error().message;
}

TEST_F(Check, nothing_is_done_where_all_is_well) {
  store_some();
  EXPECT_EQ(must(open(path)->repair()), std::vector<std::string>{});
  EXPECT_FALSE(fs::exists(path + ".before-repair"));
}

TEST_F(Check, a_damaged_file_is_not_mended) {
  store_some();
  sql(path, "pragma wal_checkpoint(truncate)");
  const std::string page = sql(path, "select pageno from dbstat where name = 'article' limit 1");
  FILE* file = std::fopen(path.c_str(), "r+b");
  std::fseek(file, (std::stol(page) - 1) * 16384 + 8, SEEK_SET);
  std::fputs("damage damage damage damage", file);
  std::fclose(file);
  const auto store = open_sqlite_store({path});
  const auto mended = store ? (*store)->repair() : tl::unexpected<Error>(store.error());
  ASSERT_FALSE(mended);
  EXPECT_NE(mended.error().message.find("restore a backup"), std::string::npos) << mended.error().message;
}

// --- backup

TEST_F(Check, a_backup_is_the_whole_database) {
  store_some();
  const auto store = open(path, 1000, true);
  const std::string copy = folder.file("copy.db");
  must(store->backup(copy));
  must(store->backup(copy));  // the next night
  EXPECT_EQ(sql(copy, "select group_concat(id) from article; pragma integrity_check; pragma user_version"),
            sql(path, "select group_concat(id) from article; pragma integrity_check; pragma user_version"));
  EXPECT_EQ(must(open(copy)->check()), std::vector<std::string>{});
  EXPECT_EQ(must(must(open_sqlite_store({copy}))->cursor("site")), 2);
  for (const auto& place : fs::directory_iterator(fs::path(copy).parent_path()))
    EXPECT_EQ(place.path().string().find(".tmp"), std::string::npos) << place.path();
}

TEST_F(Check, a_backup_is_one_state_while_others_write) {
  store_some();
  std::jthread writer([&](const std::stop_token& stop) {
    const auto store = open(path);
    for (int i = 0; !stop.stop_requested() && i < 2'000; ++i) {
      std::vector<PollEntry> entries;
      for (int k = 0; k < 4; ++k)
        entries.push_back(
            entry(article("n" + std::to_string(4 * i + k), "Number", std::string(3'000, 'x'), i)));
      must(store->save_poll(poll("one", entries, 100 + i)));
    }
  });
  const auto store = open(path, 10'000, true);
  for (int i = 0; i < 8; ++i) {
    const std::string copy = folder.file("copy" + std::to_string(i));
    must(store->backup(copy));
    EXPECT_EQ(must(open(copy)->check()), std::vector<std::string>{});
    EXPECT_EQ(sql(copy, "select count(*) % 4 from article where id like 'n%'"), "0") << "polls are whole";
  }
}

TEST_F(Check, a_backup_that_cannot_be_leaves_the_earlier_one) {
  store_some();
  const auto store = open(path);
  struct Case {
    const char* name;
    std::string file;
    const char* says;
  };
  fs::create_directories(folder.file("place"));
  for (const Case& c :
       {Case{"itself", path, "the database itself"}, Case{"a folder", folder.file("place"), "is a folder"},
        Case{"no folder", folder.file("none/copy.db"), "does not exist"}}) {
    SCOPED_TRACE(c.name);
    const Result<void> done = store->backup(c.file);
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().message.find(c.says), std::string::npos) << done.error().message;
  }
  EXPECT_EQ(must(store->check()), std::vector<std::string>{});
  EXPECT_FALSE(must(open_sqlite_store({":memory:"}))->backup(folder.file("m.db")));
}

}  // namespace
}  // namespace gazette

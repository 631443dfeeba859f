#include "storage/schema.h"

#include <fstream>

#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;
namespace fs = std::filesystem;

/// The real tables and one more step, as a later version of the program would have.
std::vector<Migration> with_next(const char* sql) {
  std::vector<Migration> migrations(all_migrations().begin(), all_migrations().end());
  migrations.push_back({sql});
  return migrations;
}
const std::string kNext = std::to_string(all_migrations().size() + 1);
const std::string kNow = std::to_string(all_migrations().size());

class Schema : public testing::Test {
 protected:
  /// An error's message, empty if all went well.
  std::string migrate_to(const std::vector<Migration>& migrations) {
    const Result<void> done = attempt([&] {
      Database db(path, false, 1000);
      refuse_foreign_file(db, migrations);
      migrate(db, migrations);
    });
    return done ? "" : done.error().message;
  }
  void store_one() { must(open(path)->save_poll(poll("one", {entry(article("a", "A", "x"))}))); }

  Folder folder;
  const std::string path = folder.file("g.db");
  const std::string copy = path + ".before-migration-" + kNext;
};

TEST_F(Schema, a_new_file_gets_every_table_strict) {
  open(path);
  EXPECT_EQ(sql(path, "pragma user_version"), kNow);
  EXPECT_EQ(
      sql(path,
          "select group_concat(name, ' ') from (select name from pragma_table_list where schema = 'main' and"
          " name not like 'sqlite_%' and name not like 'search_%' order by name)"),
      "alias apart article article_image article_source change cursor decision exporter feed_log "
      "feed_log_entry hub_subscriber image "
      "image_content merge move past_article pause reader reading "
      "response "
      "robots "
      "search setting source told unindexed version walk websub_subscription");
  EXPECT_EQ(
      sql(path,
          "select name from pragma_table_list where schema = 'main' and type = 'table' and not strict and"
          " name not like 'sqlite_%' and name not like 'search%'"),
      "");
  EXPECT_EQ(sql(path, "pragma journal_mode"), "wal");
}

TEST_F(Schema, a_new_file_is_not_copied) {
  open(path);
  EXPECT_EQ(migrate_to(with_next("create table extra (x) ;")), "");
  EXPECT_FALSE(fs::exists(copy)) << "nothing was in it";
  EXPECT_EQ(sql(path, "pragma user_version"), kNext);
}

TEST_F(Schema, what_is_stored_is_copied_before_a_migration) {
  store_one();
  EXPECT_EQ(migrate_to(
                with_next("alter table article add column extra text; update article set title = 'changed'")),
            "");
  EXPECT_EQ(sql(path, "select title from article"), "changed");
  EXPECT_EQ(sql(copy, "select title from article; pragma user_version; pragma integrity_check"),
            "A\n" + kNow + "\nok");
  EXPECT_FALSE(fs::exists(copy + ".tmp"));
}

TEST_F(Schema, a_migration_that_fails_leaves_nothing_behind) {
  store_one();
  const std::string message =
      migrate_to(with_next("update article set title = 'half'; create table article (x)"));
  EXPECT_NE(message.find("already exists"), std::string::npos) << message;
  EXPECT_EQ(sql(path, "select title from article; pragma user_version"), "A\n" + kNow);
  EXPECT_EQ(sql(copy, "select title from article"), "A");
  EXPECT_EQ(migrate_to(with_next("create table extra (x)")), "") << "and the next try may succeed";
}

TEST_F(Schema, without_a_copy_nothing_is_migrated) {
  store_one();
  fs::create_directories(copy + "/in-the-way");
  const std::string message = migrate_to(with_next("create table extra (x)"));
  EXPECT_NE(message.find(copy), std::string::npos) << message;
  EXPECT_EQ(sql(path, "pragma user_version"), kNow);
}

TEST_F(Schema, a_newer_file_is_refused_with_the_way_out_and_left_alone) {
  store_one();
  EXPECT_EQ(migrate_to(with_next("create table extra (x)")), "");
  const Result<std::unique_ptr<Store>> refused = open_sqlite_store({path});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::storage);
  for (const std::string& part : {path, std::string("newer gazette"), copy})
    EXPECT_NE(refused.error().message.find(part), std::string::npos) << refused.error().message;
  EXPECT_EQ(sql(path, "select count(*) from extra"), "0");
}

TEST_F(Schema, an_older_file_is_not_migrated_read_only) {
  store_one();
  const Result<void> done = attempt([&] {
    Database db(path, true, 1000);
    migrate(db, with_next("create table extra (x)"));
  });
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("start the daemon"), std::string::npos) << done.error().message;
}

TEST_F(Schema, foreign_keys_hold) {
  store_one();
  Database db(path, false, 1000);
  db.execute("pragma foreign_keys = on");
  struct Case {
    const char* name;
    const char* sql;
  };
  for (const Case& c :
       {Case{"source in use", "delete from source"}, Case{"article in use", "delete from article"},
        Case{"change", "insert into change (article, kind) values (99, 'added')"}}) {
    SCOPED_TRACE(c.name);
    EXPECT_FALSE(attempt([&] { db.execute(c.sql); }));
  }
}

TEST_F(Schema, a_search_index_of_another_form_is_made_anew) {
  store_one();
  sql(path,
      "insert into search (search) values ('delete-all'); update setting set value = '0' where name = "
      "'search'");
  const std::unique_ptr<Store> store = open(path);
  EXPECT_EQ(must(store->check()), std::vector<std::string>{});
  EXPECT_EQ(must(store->articles(about("a"))).size(), 1u);
}

}  // namespace
}  // namespace gazette

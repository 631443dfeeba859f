#include "storage/identity/alias_table.h"

#include "storage/schema.h"
#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;

constexpr std::size_t kBeforeClustered = 5;  // migrations

class AliasFile : public testing::Test {
 protected:
  std::string setting() const { return sql(path, "select value from setting where name = 'keys'"); }
  Folder folder;
  const std::string path = folder.file("g.db");
};

TEST_F(AliasFile, keys_of_a_file_from_before_they_were_clustered_are_found) {
  const std::string key = "i:one:guid:a";
  {
    Database db(path, false, 1'000);
    migrate(db, all_migrations().first(kBeforeClustered));
    AliasTable before(db);
    ASSERT_TRUE(before.note(key, 7));
  }
  Database db(path, false, 1'000);
  migrate(db);
  AliasTable aliases(db);
  EXPECT_EQ(setting(), "");
  EXPECT_EQ(aliases.find(key).article, 7);
  EXPECT_FALSE(aliases.note(key, 8)) << "known already";
  EXPECT_TRUE(aliases.note("i:one:guid:b", 8));
  EXPECT_EQ(aliases.find("i:one:guid:b").article, 8);
}

TEST_F(AliasFile, keys_of_a_new_file_stand_together) {
  const auto store = open(path);
  EXPECT_EQ(setting(), "clustered");
  std::vector<PollEntry> entries;
  for (int i = 0; i < 20; ++i) entries.push_back(entry(article("a" + std::to_string(i), "Title", "x", i)));
  must(store->save_poll(poll("one", entries)));
  EXPECT_EQ(sql(path, "select count(*), count(distinct key >> 48) from alias"), "40|2")
      << "the source and the host";
}

}  // namespace
}  // namespace gazette

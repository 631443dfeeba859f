// How earlier records are kept: small, and what is damaged is told.
#include "storage/history/versions.h"

#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;

/// A text in which each sentence is another one.
std::string long_text(int sentences) {
  std::string text;
  for (int i = 0; i < sentences; ++i)
    text += "Sentence " + std::to_string(i * 7919 % 10'007) + " of " + std::to_string(i * i % 991) +
            " tells of it.\n\n";
  return text;
}

class VersionFile : public testing::Test {
 protected:
  void edit(int times) {
    const auto store = open(path);
    std::string text = long_text(100);
    must(store->save_poll(poll("one", {entry(article("a", "T", text))})));
    for (int i = 1; i <= times; ++i) {
      text.replace(text.find("tells"), 5, "says" + std::to_string(i));
      must(store->save_poll(poll("one", {entry(article("a", "T", text), 1)}, 2'000'000 + i)));
    }
  }
  Folder folder;
  std::string path = folder.file("g.db");
};

TEST_F(VersionFile, an_edit_costs_a_small_part_of_the_record) {
  edit(70);
  EXPECT_EQ(sql(path, "select encoding, count(*) from version group by encoding"), "zstd|2\nzstd-next|68");
  EXPECT_LT(std::stoi(sql(path, "select max(length(record)) from version where encoding = 'zstd-next'")),
            150);
  EXPECT_GT(std::stoi(sql(path, "select length(record) from article")), 2000);
}

TEST_F(VersionFile, a_damaged_one_is_told_and_does_no_harm_to_the_others) {
  edit(5);
  sql(path, "update version set record = x'28b52ffd00' where version = 2");
  const auto store = open(path);
  EXPECT_TRUE(must(store->version(1, 3)));
  const auto damaged = store->version(1, 2);
  ASSERT_FALSE(damaged);
  EXPECT_NE(damaged.error().message.find("version 2 of article a is damaged"), std::string::npos)
      << damaged.error().message;
  EXPECT_FALSE(store->version(1, 1)) << "it is a delta against the damaged one";
  EXPECT_TRUE(must(store->article(1)));
}

TEST_F(VersionFile, a_delta_against_another_text_is_noticed) {
  edit(3);
  sql(path, "update article set record = replace(record, 'Sentence 7', 'Sentence X')");
  EXPECT_FALSE(open(path)->version(1, 3)) << "the checksum of the text does not fit";
}

}  // namespace
}  // namespace gazette

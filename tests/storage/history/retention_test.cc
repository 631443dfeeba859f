#include "storage/history/retention.h"

#include <filesystem>

#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;

constexpr int kPageBytes = 16'384, kPagesAtOnce = 256;

class FreePages : public testing::Test {
 protected:
  std::int64_t number(const std::string& statement) const { return std::atoll(sql(path, statement).c_str()); }
  std::int64_t free() const { return number("pragma freelist_count"); }
  /// Of the file, with all that the log holds written to it.
  std::uintmax_t bytes() const {
    sql(path, "pragma wal_checkpoint(truncate)");
    return std::filesystem::file_size(path);
  }
  void fill(Store& store, int articles) const {
    for (int n = 0; n < articles; n += 100) {
      std::vector<PollEntry> entries;
      for (int i = n; i < n + 100; ++i)
        entries.push_back(entry(article("a" + std::to_string(i), "Title", std::string(9'000, 'x'), i)));
      must(store.save_poll(poll("one", entries)));
    }
  }
  Folder folder;
  const std::string path = folder.file("g.db");
};

TEST_F(FreePages, go_back_to_the_file_system_in_steps_between_which_others_write_and_read) {
  const auto store = open(path), other = open(path, 0), reader = open(path, 0, true);
  fill(*store, 3'000);
  const std::uintmax_t full = bytes();
  ASSERT_GT(full, 27'000'000u);
  Retention retention;
  retention.count = 100;
  int steps = 0;
  for (std::int64_t before = 0; steps < 8; ++steps, before = free()) {
    must(store->expire("one", {{"one", retention}}, at(100'000'000)));
    EXPECT_LE(before - free(), kPagesAtOnce);
    PollResult nothing = poll("two", {});
    must(other->save_poll(nothing));  // waits for nobody
    EXPECT_LE(must(reader->articles(query({}))).size(), 50u);
  }
  // Where nothing expires, polls that bring nothing new do it.
  const PollResult nothing = poll("two", {});
  const PollResult* polls[] = {&nothing};
  for (; steps < 80; ++steps) must(std::move(store->save_polls(polls)[0]));
  EXPECT_LT(bytes(), full / 8) << free();
  EXPECT_EQ(must(store->counts()).articles, 100);
  EXPECT_EQ(must(store->check()), std::vector<std::string>{});
}

}  // namespace
}  // namespace gazette

// Every write and every sync of a poll, an edit, a withdrawal and a backup fails once, at each place: what
// was acknowledged is there, what was not is not there at all, and the same store goes on when there is room
// again.
#include "tests/storage/fault_vfs.h"
#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;
namespace fs = std::filesystem;

PollResult many(int round, int entries) {
  std::vector<PollEntry> list;
  for (int i = 0; i < entries; ++i)
    list.push_back(
        entry(article("r" + std::to_string(round) + "-" + std::to_string(i), "Round " + std::to_string(round),
                      std::string(9'000, 'm') + std::to_string(i), round)));
  PollResult p = poll("one", list, 10 + round);
  p.state.etag = std::to_string(round);
  p.body = std::string(20'000, 'b') + std::to_string(round);
  return p;
}

class Faults : public testing::Test {
 protected:
  static constexpr int kEntries = 6;

  /// All that is done while something fails; how many polls were acknowledged.
  static int do_all(Store& store, const std::string& copy, std::vector<Error>& errors) {
    int polls = 0;
    for (int round = 1; round <= 2; ++round) {
      const auto saved = store.save_poll(many(round, kEntries));
      if (!saved) errors.push_back(saved.error());
      polls += saved ? 1 : 0;
    }
    if (const auto gone = store.withdraw("keep", "", at(99)); !gone) errors.push_back(gone.error());
    if (const auto copied = store.backup(copy); !copied) errors.push_back(copied.error());
    return polls;
  }
  void expect_whole(const std::string& file, int polls) {
    const auto store = open(file);
    EXPECT_EQ(must(store->check()), std::vector<std::string>{});
    EXPECT_EQ(sql(file, "select count(*) from article where id like 'r%'"), std::to_string(polls * kEntries));
  }
  /// The file and its log as a machine that stops now would leave them.
  std::string copy_as_it_is() {
    const std::string crashed = folder.file("crashed.db");
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(crashed + suffix);
    for (const char* suffix : {"", "-wal"})
      if (fs::exists(path + suffix)) fs::copy_file(path + suffix, crashed + suffix);
    return crashed;
  }
  /// False when nothing failed any more.
  bool run(FaultVfs& vfs, Fault fault, int n, bool lasts) {
    for (const auto& file : fs::directory_iterator(fs::path(path).parent_path())) fs::remove(file);
    auto store = open(path);
    must(store->save_poll(poll("one", {entry(article("keep", "Keep", std::string(5'000, 'k')))})));
    const std::string copy = folder.file("copy.db");
    must(store->backup(copy));
    std::vector<Error> errors;
    vfs.fail_at(fault, n, lasts);
    const int polls = do_all(*store, copy, errors);
    vfs.heal();
    const bool failed = vfs.failed() > 0;
    for (const Error& error : errors) {
      EXPECT_EQ(error.kind, ErrorKind::storage);
      EXPECT_NE(error.message.find(".db"), std::string::npos) << error.message;
    }
    expect_whole(copy_as_it_is(), polls);
    EXPECT_EQ(must(store->check()), std::vector<std::string>{});
    EXPECT_EQ(must(open(copy)->check()), std::vector<std::string>{}) << "the new backup or the earlier one";
    EXPECT_EQ(must(store->save_poll(many(3, kEntries))).added, kEntries) << "the same store goes on";
    store.reset();
    expect_whole(path, polls + 1);
    return failed;
  }
  void sweep(Fault fault, bool lasts, int at_least) {
    FaultVfs vfs;
    int n = 1;
    // The first calls one by one, then some of them: a poll is a hundred writes.
    while (run(vfs, fault, n, lasts) && !HasFailure()) n += 1 + n / 4;
    EXPECT_GE(n, at_least) << "hardly anything was called";
  }

  Folder folder;
  const std::string path = folder.file("g.db");
};

TEST_F(Faults, a_full_disk_at_the_nth_write) {
  sweep(Fault::full_disk, true, 20);
}
TEST_F(Faults, one_write_refused) {
  sweep(Fault::full_disk, false, 20);
}
TEST_F(Faults, a_short_write) {
  sweep(Fault::short_write, false, 20);
}
TEST_F(Faults, a_disk_that_tears_all_writes_from_then_on) {
  sweep(Fault::short_write, true, 20);
}
TEST_F(Faults, a_failed_sync) {
  sweep(Fault::failed_sync, false, 2);
}
TEST_F(Faults, a_disk_that_does_not_sync_any_more) {
  sweep(Fault::failed_sync, true, 2);
}

}  // namespace
}  // namespace gazette

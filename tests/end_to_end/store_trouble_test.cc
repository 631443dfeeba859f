// The daemon while its database is in trouble: a disk that takes nothing, another program that holds the
// lock, a file that was damaged. It says what is wrong, goes on serving what it has, and goes on storing by
// itself when that is over.
#include <atomic>
#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// The database by SQLite's own interface.
class Outsider {
 public:
  explicit Outsider(const fs::path& file, int busy_timeout_ms = 10'000) {
    sqlite3_open(file.c_str(), &db_);
    sqlite3_busy_timeout(db_, busy_timeout_ms);
  }
  Outsider(const Outsider&) = delete;
  ~Outsider() { sqlite3_close(db_); }
  void run(const char* sql) const {
    EXPECT_EQ(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db_);
  }
  /// The first column of the first row; -1 without one.
  int number(const char* sql) const {
    int number = -1;
    sqlite3_stmt* row = nullptr;
    sqlite3_prepare_v2(db_, sql, -1, &row, nullptr);
    if (sqlite3_step(row) == SQLITE_ROW) number = sqlite3_column_int(row, 0);
    sqlite3_finalize(row);
    return number;
  }

 private:
  sqlite3* db_ = nullptr;
};

class StoreTrouble : public ::testing::Test {
 protected:
  void SetUp() override {
    world.configure(world.head() +
                    "[[source]]\nname = \"feed\"\nurl = \"https://feed.example/rss\"\nfull_text = \"never\"\n"
                    "interval = \"50ms\"\n");
    world.origin.on("/feed/rss", [this](const Request&) {
      const std::string n = std::to_string(++entry);
      return Answer::of(
          "<rss version=\"2.0\"><channel><title>F</title><link>https://feed.example/</link><item><guid>" + n +
              "</guid><title>Entry " + n + "</title><link>https://feed.example/" + n +
              "</link><description>" + std::string(3'000, 'x') + " text " + n +
              "</description></item></channel></rss>",
          "application/rss+xml");
    });
  }
  /// Its writes below the database's folder fail with `how` while the file "trouble" is there.
  std::unique_ptr<Background> daemon_failing(const std::string& how) const {
    return std::make_unique<Background>(
        std::vector<std::string>{"env", "LD_PRELOAD=" FAIL_AT_LIBRARY,
                                 "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0",
                                 "FAIL_BELOW=" + (world.folder / "gazette.db").string(),
                                 "FAIL_WHILE=" + (aside / "trouble").string(), "FAIL_HOW=" + how,
                                 "FAIL_PROGRAM=gazette", kProgram, "run"},
        world.folder.path());
  }
  int stored() const { return std::atoi(world.sql("select count(*) from article").c_str()); }
  bool stores_more() const {
    const int before = stored();
    return eventually([&] { return stored() > before + 2; });
  }
  static bool says(const Background& daemon, const std::string& words) {
    return eventually([&] { return daemon.err().find(words) != std::string::npos; });
  }
  static void expect_served(int port) {
    EXPECT_EQ(http_get(port, "/healthz").status, 200);
    EXPECT_EQ(http_get(port, "/feeds/all.atom").status, 200);
    EXPECT_THAT(http_get(port, "/").body, HasSubstr("Entry 1"));
    EXPECT_EQ(http_get(port, "/search?q=text").status, 200);
  }
  static void expect_good_end(Background& daemon) {
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait(std::chrono::seconds(20)), 0) << daemon.err();
  }

  World world;
  TempFolder aside;
  std::atomic<int> entry{0};
};

struct Refusal {
  const char* how;
  const char* message;
};
class RefusingDisk : public StoreTrouble, public ::testing::WithParamInterface<Refusal> {};

TEST_P(RefusingDisk, is_told_and_the_daemon_serves_on_and_recovers_by_itself) {
  const auto daemon = daemon_failing(GetParam().how);
  const int port = World::port_of(*daemon);
  ASSERT_TRUE(stores_more()) << daemon->err();
  write_text(aside / "trouble", "");
  EXPECT_TRUE(says(*daemon, GetParam().message)) << daemon->err();
  EXPECT_THAT(daemon->err(), HasSubstr("gazette.db: "));
  expect_served(port);
  fs::remove(aside / "trouble");
  EXPECT_TRUE(stores_more()) << daemon->err();
  expect_good_end(*daemon);
  EXPECT_EQ(world.gazette({"check"}).status, 0);
}
INSTANTIATE_TEST_SUITE_P(Store, RefusingDisk,
                         ::testing::Values(Refusal{"enospc",
                                                   "the disk is full; nothing was stored: free some space"},
                                           Refusal{"eio", "writing failed (disk I/O error"},
                                           Refusal{"erofs", "nothing was stored: check the disk"}),
                         [](const auto& refusal) { return std::string(refusal.param.how); });

TEST_F(StoreTrouble, P91_files_that_may_not_grow_are_told_and_end_nothing) {
  const Finished poll =
      run_program({"prlimit", "--fsize=100000", kProgram, "poll", "--all"}, world.folder.path());
  EXPECT_EQ(poll.status, 1) << poll.err;
  EXPECT_THAT(poll.err, HasSubstr("nothing was stored"));
  EXPECT_EQ(world.gazette({"poll", "--all"}).status, 0);
  EXPECT_EQ(world.sql("pragma integrity_check"), "ok");
}

TEST_F(StoreTrouble, another_program_that_holds_the_lock_is_waited_for_while_readers_are_served) {
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  ASSERT_TRUE(stores_more()) << daemon->err();
  const Outsider outsider(world.folder / "gazette.db");
  outsider.run("begin immediate");
  const int before = entry;
  EXPECT_TRUE(eventually([&] { return entry > before; })) << "a poll comes and has to wait";
  const int held = stored();
  expect_served(port);
  EXPECT_EQ(stored(), held);
  outsider.run("commit");
  EXPECT_TRUE(stores_more()) << daemon->err();
  expect_good_end(*daemon);
}

/// Stops it at a moment at which it writes nothing and the log is empty: all that is stored is in the file.
void stop_between_writes(const Background& daemon, const fs::path& database) {
  EXPECT_TRUE(eventually([&] {
    daemon.signal(SIGSTOP);
    if (Outsider(database, 100).number("pragma wal_checkpoint(truncate)") == 0) return true;
    daemon.signal(SIGCONT);
    return false;
  }));
}
void overwrite_after_first_page(const fs::path& database) {
  std::fstream file(database, std::ios::in | std::ios::out | std::ios::binary);
  const auto size = static_cast<std::streamoff>(fs::file_size(database));
  file.seekp(16'384);
  for (std::streamoff at = 16'384; at < size; at += 8) file.write("\xff\x07\xfe\x01garb", 8);
}

TEST_F(StoreTrouble, a_damaged_file_is_told_with_the_remedy_and_ends_nothing) {
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  ASSERT_TRUE(stores_more()) << daemon->err();
  const fs::path database = world.folder / "gazette.db";
  ASSERT_EQ(world.gazette({"backup", (aside / "copy.db").string()}).status, 0);
  stop_between_writes(*daemon, database);
  overwrite_after_first_page(database);
  daemon->signal(SIGCONT);
  EXPECT_TRUE(says(*daemon, "is damaged (")) << daemon->err();
  EXPECT_THAT(daemon->err(), HasSubstr("restore a backup"));
  EXPECT_TRUE(eventually([&] { return http_get(port, "/healthz").status == 503; }));
  EXPECT_NE(http_get(port, "/").status, 0) << "it answers";
  expect_good_end(*daemon);

  const Finished refused = world.gazette({"check"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.out + refused.err, HasSubstr("restore a backup"));
  for (const char* suffix : {"-wal", "-shm"}) fs::remove(database.string() + suffix);
  fs::copy_file(aside / "copy.db", database, fs::copy_options::overwrite_existing);
  EXPECT_EQ(world.gazette({"check"}).status, 0);
  EXPECT_EQ(world.gazette({"poll", "--all"}).status, 0);
}

}  // namespace
}  // namespace gazette::testing

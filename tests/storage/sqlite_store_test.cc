// The file itself: opening, refusing, two users, sudden death, what is kept for looking back.
#include "storage/sqlite_store.h"

#include <fstream>
#include <random>
#include <thread>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;
namespace fs = std::filesystem;

class SqliteFile : public testing::Test {
 protected:
  std::string refusal(const SqliteOptions& options) {
    const auto opened = open_sqlite_store(options);
    return opened ? "opened" : opened.error().message;
  }
  void expect_one_line_with(const std::string& message, std::initializer_list<const char*> parts) {
    for (const char* part : parts) EXPECT_NE(message.find(part), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos);
    EXPECT_EQ(message.find(path), 0u) << message;
  }
  void write(const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }
  std::string read() const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void store_some(int polls) {
    const auto store = open(path);
    for (int i = 0; i < polls; ++i)
      must(store->save_poll(poll("one", {entry(article("a" + std::to_string(i), "T", "x"))})));
  }

  Folder folder;
  std::string path = folder.file("g.db");
};

// --- opening

TEST_F(SqliteFile, a_foreign_file_is_refused_and_left_alone) {
  const std::string text = "This is a text and no database at all.\n" + std::string(5000, 'x');
  write(text);
  expect_one_line_with(refusal({path}), {"not a database", "name another file"});
  EXPECT_EQ(read(), text);
}

TEST_F(SqliteFile, a_database_of_another_program_is_refused_and_left_alone) {
  sql(path, "create table theirs (x); insert into theirs values (1); pragma user_version = 1");
  const std::string before = read();
  expect_one_line_with(refusal({path}), {"another program", "name another file"});
  EXPECT_EQ(read(), before);
  EXPECT_FALSE(fs::exists(path + "-wal"));
}

TEST_F(SqliteFile, a_damaged_file_is_refused_with_the_remedy_and_left_alone) {
  store_some(50);
  std::string bytes = read();
  for (std::size_t i = 100; i < 4096; ++i) bytes[i] = '\x5a';  // the first page's content, behind the header
  write(bytes);
  expect_one_line_with(refusal({path}), {"damaged", "restore a backup", ".recover"});
  EXPECT_EQ(read(), bytes);
}

TEST_F(SqliteFile, a_cut_file_is_noticed) {
  store_some(50);
  fs::resize_file(path, 3 * 4096);
  const auto store = open_sqlite_store({path});
  const std::string message = !store                                             ? store.error().message
                              : (*store)->check() && !(*store)->check()->empty() ? (*store)->check()->front()
                                                                                 : "ok";
  EXPECT_NE(message.find("damaged"), std::string::npos) << message;
}

TEST_F(SqliteFile, places_where_no_file_can_be) {
  struct Case {
    const char* name;
    std::string path;
    const char* says;
  };
  write("x");
  for (const Case& c : {Case{"missing folder", folder.file("no/such/g.db"), "does not exist"},
                        Case{"a folder", folder.file(""), "is a folder"},
                        Case{"below a file", path + "/g.db", "not a folder"}}) {
    SCOPED_TRACE(c.name);
    path = c.path;
    expect_one_line_with(refusal({c.path}), {c.says});
  }
}

TEST_F(SqliteFile, a_file_without_write_permission) {
  constexpr uid_t kNobody = 65534;
  store_some(1);
  const fs::perms all_read = fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read;
  fs::permissions(path, all_read);
  fs::permissions(fs::path(path).parent_path(),
                  all_read | fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  const bool root = ::geteuid() == 0;  // who may write everything
  ASSERT_EQ(root ? ::seteuid(kNobody) : 0, 0);
  const std::string told = refusal({path});
  ASSERT_EQ(root ? ::seteuid(0) : 0, 0);
  expect_one_line_with(told, {"cannot be written (attempt to write a readonly database)", "right to write"});
}

TEST_F(SqliteFile, read_only_reads_and_refuses_to_write) {
  store_some(2);
  const auto store = open(path, 100, true);
  EXPECT_EQ(must(store->counts()).articles, 2);
  EXPECT_EQ(must(store->check()), std::vector<std::string>{});
  const auto saved = store->save_poll(poll("one", {}));
  ASSERT_FALSE(saved);
  expect_one_line_with(saved.error().message, {"cannot be written"});
  path = folder.file("none.db");
  expect_one_line_with(refusal({path, true}), {"cannot be opened"});
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(SqliteFile, a_lost_or_foreign_log_does_no_harm) {
  store_some(3);
  std::ofstream(path + "-wal") << "garbage";
  std::ofstream(path + "-shm") << "garbage";
  EXPECT_EQ(must(open(path)->counts()).articles, 3);
}

TEST_F(SqliteFile, in_memory) {
  const auto store = open(":memory:");
  EXPECT_EQ(must(store->save_poll(poll("one", {entry(article("a", "A", "x"))}))).added, 1);
  EXPECT_EQ(must(store->check()), std::vector<std::string>{});
}

// --- by hand

TEST_F(SqliteFile, the_sqlite3_program_reads_the_record) {
  if (std::system("command -v sqlite3 >/dev/null 2>&1") != 0) GTEST_SKIP() << "no sqlite3 program";
  const Article a = article("a", "标题 \"quoted\"", "正文\n\nSecond paragraph");
  const auto store = open(path);  // beside the running daemon
  must(store->save_poll(poll("one", {entry(a)})));
  const std::string command = "sqlite3 '" + path + "' \"select record from article\"";
  FILE* program = ::popen(command.c_str(), "r");
  ASSERT_NE(program, nullptr);
  std::string out(4096, '\0');
  out.resize(std::fread(out.data(), 1, out.size(), program));
  EXPECT_EQ(::pclose(program), 0);
  EXPECT_EQ(out, a.record + "\n");
}

// --- what is kept

TEST_F(SqliteFile, decisions_and_responses_are_bounded) {
  const auto store = open(path);
  for (int i = 1; i <= 50; ++i) {
    PollResult p = poll(i % 2 ? "one" : "two", {}, i);
    p.decision.outcome = "decision " + std::to_string(i);
    p.body = std::string(10'000, 'b') + std::to_string(i);
    must(store->save_poll(p));
  }
  EXPECT_EQ(sql(path, "select count(*) from decision group by source"), "20\n20");
  EXPECT_EQ(sql(path, "select outcome from decision order by at desc limit 2"), "decision 50\ndecision 49");
  EXPECT_EQ(sql(path, "select min(at) / 1000 - 1700000000 from decision group by source"), "11\n12")
      << "the oldest went";
  EXPECT_EQ(sql(path, "select count(*), max(size) from response group by source"), "3|10002\n3|10002");
  EXPECT_EQ(sql(path, "select min(at) / 1000 - 1700000000 from response where source = 1"), "45");
  EXPECT_EQ(sql(path, "select encoding from response where source = 1 order by number"),
            "zstd-next\nzstd-next\nzstd");
  EXPECT_LT(std::stoi(sql(path, "select max(length(body)) from response")), 200);
  const auto fewer = must(open_sqlite_store({path, false, 1000, 1}));
  PollResult p = poll("one", {}, 60);
  p.body = "x";
  must(fewer->save_poll(p));
  EXPECT_EQ(sql(path, "select count(*) from response where source = 1"), "1");
}

TEST_F(SqliteFile, a_summary_that_stands_in_the_record_is_stored_once) {
  const auto store = open(path);
  Article a = article("a", "标题", "正文，北京 2024。");
  a.record = "---\ntitle: \"标题\"\nsummary: \"文的摘要\"\n---\n正文，北京 2024。\n";
  a.body_offset = a.record.find("正文");
  a.summary = "文的摘要";
  must(store->save_poll(poll("one", {entry(a)})));
  EXPECT_EQ(must(store->find_article("a"))->article.summary, "文的摘要");
  EXPECT_EQ(sql(path, "select own_summary, summary from article"), "|文的摘要");
  const std::string long_text = "为了让更多的人看到海的样子，他们在北方的港口住了三年。";
  Article c = article("c", "c", long_text + long_text);
  c.summary = long_text + "为…";
  must(store->save_poll(poll("one", {entry(c)})));
  EXPECT_EQ(must(store->find_article("c"))->article.summary, c.summary);
  EXPECT_EQ(sql(path, "select own_summary, summary from article where id = 'c'"), "…|" + c.summary);
  c.summary = long_text + "丹";  // as the text goes on but for a byte of this character
  c.title = "changed";
  c.fingerprint += 1;
  must(store->save_poll(poll("one", {entry(c)})));
  EXPECT_EQ(sql(path, "select own_summary, summary from article where id = 'c'"), "丹|" + c.summary);
  must(store->withdraw("c", "", at(9)));
  Article b = article("a", "b", "正文，北京");
  b.summary = "says \"so\"";  // the front matter would hold it with other quotes
  must(store->save_poll(poll("one", {entry(b)})));
  EXPECT_EQ(must(store->find_article("a"))->article.summary, b.summary);
  must(store->withdraw("a", "", at(9)));
  EXPECT_EQ(sql(path, "select distinct summary from article"), "");
}

TEST_F(SqliteFile, a_poll_without_body_or_decision_keeps_the_earlier_ones) {
  const auto store = open(path);
  PollResult p = poll("one", {}, 1);
  p.body = "first";
  must(store->save_poll(p));
  for (int i = 0; i < 25; ++i) {
    PollResult empty = poll("one", {}, 2 + i);
    empty.decision = {};
    must(store->save_poll(empty));
  }
  EXPECT_EQ(sql(path, "select (select count(*) from response), (select count(*) from decision)"), "1|1");
}

// --- all or nothing

TEST_F(SqliteFile, a_poll_that_fails_takes_no_other_with_it) {
  const auto store = open(path);
  sql(path,
      "create trigger refuse before insert on article when new.title = 'bad' begin select raise(abort, "
      "'refused'); end");
  const PollResult good = poll("one", {entry(article("a", "A", "x"))}),
                   bad = poll("two", {entry(article("b", "bad", "x"))}),
                   last = poll("three", {entry(article("c", "C", "x"))});
  const PollResult* const polls[] = {&good, &bad, &last};
  const auto saved = store->save_polls(polls);
  ASSERT_EQ(saved.size(), 3u);
  EXPECT_EQ(must(saved[0]).added, 1);
  EXPECT_FALSE(saved[1]);
  EXPECT_EQ(must(saved[2]).added, 1);
  EXPECT_EQ(sql(path, "select group_concat(title, ' ') from article"), "A C");
}

TEST_F(SqliteFile, a_poll_that_fails_leaves_nothing_behind) {
  const auto store = open(path);
  must(store->save_poll(poll("one", {entry(article("a", "A", "x"))})));
  const std::string before = sql(path,
                                 "select (select count(*) from article), (select count(*) from alias),"
                                 " (select max(number) from change), (select count(*) from decision)");
  sql(path,
      "create trigger refuse before insert on article when new.title = 'bad' begin select raise(abort, "
      "'refused'); end");
  const auto bad = [] {
    PollResult p = poll("one", {entry(article("b", "B", "x")), entry(article("a", "A changed", "z"), 1),
                                entry(article("c", "bad", "x"))});
    p.state.etag = "not to be stored";
    PollEntry dropped = entry(article("d", "D", "x"));
    dropped.dropped = "a video";
    p.entries.insert(p.entries.begin(), dropped);
    return p;
  };
  const auto saved = store->save_poll(bad());
  ASSERT_FALSE(saved);
  EXPECT_NE(saved.error().message.find("refused"), std::string::npos);
  PollResult fresh = bad();
  fresh.state.name = "never-stored";
  EXPECT_FALSE(store->save_poll(fresh));
  EXPECT_EQ(sql(path,
                "select (select count(*) from article), (select count(*) from alias),"
                " (select max(number) from change), (select count(*) from decision)"),
            before);
  EXPECT_EQ(sql(path, "select count(*) from alias where state is not null"), "0");
  EXPECT_EQ(must(store->source_state("one")).etag, "");
  EXPECT_EQ(must(store->article(1))->article.title, "A");
  sql(path, "drop trigger refuse");
  EXPECT_EQ(must(store->save_poll(bad())).added, 2) << "the same store goes on";
  EXPECT_EQ(must(store->save_poll(fresh)).added, 0);
  EXPECT_EQ(must(store->check()), std::vector<std::string>{});
}

TEST_F(SqliteFile, no_more_room_is_told_and_nothing_is_half_stored) {
  store_some(1);
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100'000, 100'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto store = open(path);
    std::vector<PollEntry> many;
    for (int i = 0; i < 100; ++i)
      many.push_back(entry(article("m" + std::to_string(i), "M", std::string(9000, 'm'))));
    const auto saved = store->save_poll(poll("one", many));
    const bool told = !saved && saved.error().message.find("nothing was stored") != std::string::npos;
    const bool whole = must(store->counts()).articles == 1;
    ::_exit(told && whole ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  const auto store = open(path);
  EXPECT_EQ(must(store->check()), std::vector<std::string>{});
  EXPECT_EQ(must(store->save_poll(poll("one", {entry(article("b", "B", "x"))}))).added, 1);
}

// --- two users

TEST_F(SqliteFile, a_locked_database_is_told_after_the_timeout) {
  const auto store = open(path, 60);
  must(store->save_poll(poll("one", {entry(article("a", "A", "x"))})));
  sqlite3* other = nullptr;
  sqlite3_open(path.c_str(), &other);
  sqlite3_exec(other, "begin immediate", nullptr, nullptr, nullptr);
  const auto start = std::chrono::steady_clock::now();
  const auto saved = store->save_poll(poll("one", {}));
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(50));
  ASSERT_FALSE(saved);
  expect_one_line_with(saved.error().message, {"locked by another program", "60ms", "try again"});
  EXPECT_EQ(must(store->counts()).articles, 1) << "readers are not kept out";
  sqlite3_exec(other, "rollback", nullptr, nullptr, nullptr);
  EXPECT_TRUE(store->save_poll(poll("one", {})));
  sqlite3_close(other);
}

TEST_F(SqliteFile, a_short_lock_is_waited_for) {
  const auto store = open(path, 10'000);
  sqlite3* other = nullptr;
  sqlite3_open(path.c_str(), &other);
  sqlite3_exec(other, "begin immediate", nullptr, nullptr, nullptr);
  std::jthread release([other] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    sqlite3_exec(other, "rollback", nullptr, nullptr, nullptr);
  });
  EXPECT_TRUE(store->save_poll(poll("one", {})));
  release.join();
  sqlite3_close(other);
}

TEST_F(SqliteFile, a_file_locked_for_ever_is_not_opened) {
  sql(path, "pragma application_id = 1736078437");
  sqlite3* other = nullptr;
  sqlite3_open(path.c_str(), &other);
  sqlite3_exec(other, "begin exclusive", nullptr, nullptr, nullptr);
  expect_one_line_with(refusal({path, false, 60}), {"locked by another program"});
  sqlite3_close(other);
}

/// Forks `processes` that each run `work(i)`; true if all succeeded.
template <class Work>
bool all_succeed(int processes, Work work) {
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      int code = 1;
      try {
        code = work(i) ? 0 : 2;
      } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
      }
      ::_exit(code);
    }
    children.push_back(child);
  }
  bool ok = true;
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    ok = ok && status == 0;
  }
  return ok;
}

TEST_F(SqliteFile, several_processes_create_and_write_at_once) {
  constexpr int kPolls = 30;
  const bool ok = all_succeed(3, [&](int process) {
    const auto store = open(path);
    for (int i = 0; i < kPolls; ++i) {
      const std::string id = std::to_string(process) + "-" + std::to_string(i);
      // Every process also brings the articles "common-i": exactly one of them may add each.
      must(store->save_poll(
          poll("s" + std::to_string(process),
               {entry(article(id, "Own", "x")), entry(article("common-" + std::to_string(i), "C", "y"))})));
    }
    return true;
  });
  EXPECT_TRUE(ok);
  const auto store = open(path);
  EXPECT_EQ(must(store->counts()).articles, 3 * kPolls + kPolls);
  EXPECT_EQ(must(store->check()), std::vector<std::string>{});
  EXPECT_EQ(must(store->find_article("common-7"))->sources.size(), 3u);
}

// --- sudden death

constexpr int kEntriesAPoll = 4;

/// Writes polls from `first` on until it is killed; tells each number through the pipe once it was stored.
[[noreturn]] void write_polls_for_ever(const std::string& path, int first, int acknowledge) {
  try {
    const auto store = open(path);
    for (int i = first;; ++i) {
      std::vector<PollEntry> entries;
      for (int j = 0; j < kEntriesAPoll; ++j)
        entries.push_back(
            entry(article(std::to_string(i) + "-" + std::to_string(j), "Poll " + std::to_string(i),
                          std::string(3000, 'x') + std::to_string(j))));
      PollResult p = poll("one", entries);
      p.state.etag = std::to_string(i);
      must(store->save_poll(p));
      if (::write(acknowledge, &i, sizeof i) != sizeof i) ::_exit(1);
    }
  } catch (const std::exception& e) {
    std::fprintf(stderr, "child: %s\n", e.what());
  }
  ::_exit(1);
}

/// Runs the writer for a while, kills it, and gives the last poll it acknowledged (first - 1: none).
int last_acknowledged_before_kill(const std::string& path, int first, std::chrono::microseconds after) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    write_polls_for_ever(path, first, ends[1]);
  }
  ::close(ends[1]);
  std::this_thread::sleep_for(after);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
  int last = first - 1;
  for (int number = 0; ::read(ends[0], &number, sizeof number) == sizeof number;) last = number;
  ::close(ends[0]);
  return last;
}

TEST_F(SqliteFile, killed_at_any_moment_it_keeps_every_acknowledged_poll_once) {
  std::mt19937 random(20240229);
  std::uniform_int_distribution<int> pause(1'000, 120'000);
  int next = 0;
  for (int round = 0; round < 12; ++round) {
    SCOPED_TRACE(round);
    const int last = last_acknowledged_before_kill(path, next, std::chrono::microseconds(pause(random)));
    const auto store = open(path);
    ASSERT_EQ(must(store->check()), std::vector<std::string>{});
    // One more may have been stored and not told; the state went with the articles or not at all.
    const std::string etag = must(store->source_state("one")).etag;
    const int stored = etag.empty() ? -1 : std::stoi(etag);
    EXPECT_GE(stored, last);
    EXPECT_LE(stored, std::max(last, next - 1) + 1);
    EXPECT_EQ(must(store->counts()).articles, (stored + 1) * kEntriesAPoll);
    for (int i = next; i <= last; ++i)
      for (int j = 0; j < kEntriesAPoll; ++j)
        EXPECT_TRUE(must(store->find_article(std::to_string(i) + "-" + std::to_string(j))));
    next = stored + 1;
  }
  EXPECT_GT(next, 10) << "the writer hardly came to write";
}

}  // namespace
}  // namespace gazette

// The exporter killed, or refused by the disk, at every single call that changes something: the tree is old
// or new, file by file, and the next run completes it. Real SIGKILL, real files, real git.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

using Files = std::map<std::string, std::string>;

/// A feed whose item i says `word`.
std::string rss(const std::vector<std::pair<int, std::string>>& items) {
  std::string text =
      "<?xml version=\"1.0\"?><rss "
      "version=\"2.0\"><channel><title>F</title><link>https://feed.example/</link><description>d"
      "</description><language>en</language>";
  for (const auto& [number, word] : items) {
    const std::string n = std::to_string(number);
    text += "<item><title>Item " + n + "</title><link>https://feed.example/" + n + "</link><guid>" + n +
            "</guid><pubDate>Mon, 23 Nov 2026 06:10:0" + n + " GMT</pubDate><description>" + word +
            "</description></item>";
  }
  return text + "</channel></rss>";
}

class Crash : public ::testing::Test {
 protected:
  /// Old state: three articles, exported. Then: one edited, one new; the second site layout moves all.
  void SetUp() override {
    configure("content/{source}/{id}.md");
    world.origin.serve("/feed/rss", rss({{1, "One."}, {2, "Two."}, {3, "Three."}}), "application/rss+xml");
    must(world.gazette({"poll", "--all"}));
    must(world.gazette({"export"}));
    old_files = files();
    world.origin.serve("/feed/rss", rss({{1, "One."}, {2, "Two, edited."}, {3, "Three."}, {4, "Four."}}),
                       "application/rss+xml");
    must(world.gazette({"poll", "--all"}));
    fs::copy(world.folder.path(), saved / "world",
             fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  }
  void configure(const std::string& layout) {
    world.configure(
        world.head() +
        "[[source]]\nname = \"feed\"\nurl = \"https://feed.example/rss\"\nfull_text = \"never\"\n" +
        "[[export]]\ntype = \"site\"\nname = \"site\"\npath = \"site\"\ncommit = true\nlayout = \"" + layout +
        "\"\n");
  }
  static void must(const Finished& done) { ASSERT_EQ(done.status, 0) << done.err; }

  /// The world as SetUp() left it.
  void restore() {
    for (const auto& entry : fs::directory_iterator(world.folder.path())) fs::remove_all(entry.path());
    fs::copy(saved / "world", world.folder.path(),
             fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  }
  Files files() const {
    Files found;
    for (const auto& file : fs::recursive_directory_iterator(world.site() / "content"))
      if (file.is_regular_file())
        found[fs::relative(file.path(), world.site()).string()] = read_text(file.path());
    return found;
  }
  Finished export_failing_at(int call, const std::string& how, const std::string& program) const {
    return run_program(
        {"env", "LD_PRELOAD=" FAIL_AT_LIBRARY, "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0",
         "FAIL_BELOW=" + world.site().string(), "FAIL_AT=" + std::to_string(call), "FAIL_HOW=" + how,
         "FAIL_PROGRAM=" + program, "FAIL_MARK=" + (saved / "mark").string(), kProgram, "export"},
        world.folder.path());
  }
  /// Each file is as it was or as it will be; what is neither is a temporary one that generators do not see.
  void expect_old_or_new(const Files& now, const Files& later) const {
    for (const auto& [path, text] : now) {
      if (fs::path(path).filename().string().starts_with(".gazette-")) continue;
      const auto was = old_files.find(path), will = later.find(path);
      EXPECT_TRUE((was != old_files.end() && was->second == text) ||
                  (will != later.end() && will->second == text))
          << path;
    }
  }
  /// Each call in turn; `mend`: what a machine's next start would do.
  void sweep(const std::string& how, const std::string& program = "gazette",
             void (*mend)(const World&) = nullptr) {
    restore();
    must(world.gazette({"export"}));
    const Files later = files();
    const std::string subject = world.site_git({"log", "-1", "--format=%s"});
    int call = 1;
    for (; call < 500; ++call) {
      SCOPED_TRACE(how + " of " + program + " at call " + std::to_string(call));
      restore();
      fs::remove(saved / "mark");
      const Finished failed = export_failing_at(call, how, program);
      if (!fs::exists(saved / "mark")) break;
      if (how == "kill" && program == "gazette") {
        EXPECT_EQ(failed.status, 137) << failed.err;
      }
      if (failed.status == 1) {
        EXPECT_THAT(failed.err, HasSubstr("gazette: export site: "));
      }
      expect_old_or_new(files(), later);
      if (mend) mend(world);
      must(world.gazette({"export"}));
      EXPECT_EQ(files(), later);
      EXPECT_EQ(world.site_git({"status", "--porcelain"}), "");
      EXPECT_EQ(world.site_git({"rev-list", "--count", "HEAD"}), "3") << world.site_git({"log", "--stat"});
      EXPECT_EQ(world.site_git({"log", "-1", "--format=%s"}), subject);
      EXPECT_FALSE(fs::exists(world.site() / ".gazette/site.journal"));
      if (HasFailure()) return;
    }
    EXPECT_GT(call, 10) << "hardly anything was made to fail";
    EXPECT_LT(call, 500);
  }

  World world;
  TempFolder saved;
  Files old_files;
};

TEST_F(Crash, killed_at_every_call) {
  sweep("kill");
}
TEST_F(Crash, refused_at_every_call_by_a_full_disk) {
  sweep("enospc");
}
TEST_F(Crash, refused_at_every_call_by_a_broken_disk) {
  sweep("eio");
}

TEST_F(Crash, git_refused_at_every_call) {
  sweep("enospc", "git");
}

/// git leaves index.lock; a lock that is older than the machine's start is nobody's.
TEST_F(Crash, git_killed_at_every_call) {
  sweep("kill", "git", [](const World& killed) {
    for (const char* name : {"index.lock", "HEAD.lock", "refs/heads/main.lock"}) {
      const fs::path lock = killed.site() / ".git" / name;
      if (fs::exists(lock)) run_program({"touch", "-d", "1980-01-01", lock.string()});
    }
  });
}

TEST_F(Crash, killed_at_every_call_while_files_move) {
  configure("posts/{id}-{source}.md");
  fs::create_directories(world.site() / "posts");
  fs::copy_file(world.folder / "gazette.toml", saved / "world/gazette.toml",
                fs::copy_options::overwrite_existing);
  sweep("kill");
}

}  // namespace
}  // namespace gazette::testing

// Pushing to a bare remote: caught up with, never forced.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using testing::git;
using ::testing::HasSubstr;
using testing::make_repository;
using testing::must;
using testing::path_of;
using testing::sample;
using testing::Site;
using testing::write_text;

SiteOptions pushing() {
  SiteOptions options;
  options.commit = options.push = true;
  return options;
}

class Push : public ::testing::Test {
 public:
  Push() {
    make_repository(site.folder.path());
    git(remote.path(), {"init", "-q", "--bare"});
    git(site.folder.path(), {"remote", "add", "origin", remote.path().string()});
    git(site.folder.path(), {"push", "-q", "-u", "origin", "main"});
    git(other.path(), {"clone", "-q", remote.path().string(), "."});
    git(other.path(), {"config", "user.name", "Other"});
    git(other.path(), {"config", "user.email", "other@example.org"});
  }
  std::string of_remote(std::vector<std::string> arguments) {
    return git(remote.path(), std::move(arguments));
  }
  std::string of_site(std::vector<std::string> arguments) {
    return git(site.folder.path(), std::move(arguments));
  }
  /// Somebody else's commit on the remote.
  void elsewhere(const std::string& file, const std::string& text) {
    git(other.path(), {"pull", "-q", "--rebase"});
    write_text(other / file, text);
    git(other.path(), {"add", "."});
    git(other.path(), {"commit", "-q", "-m", "Elsewhere"});
    git(other.path(), {"push", "-q"});
  }

  Site site{pushing()};
  testing::TempFolder remote, other;
};

TEST_F(Push, what_is_committed_is_pushed) {
  const ExportReport report = must(site.run({sample("a")}));
  EXPECT_EQ(of_remote({"rev-parse", "main"}), of_site({"rev-parse", "HEAD"}));
  EXPECT_NE(report.commit, "");
}

TEST_F(Push, our_commits_go_upon_those_of_others) {
  elsewhere("about.md", "about\n");
  const ExportReport report = must(site.run({sample("a")}));
  EXPECT_EQ(report.commit, of_site({"rev-parse", "--short", "HEAD"})) << "as it is after that";
  EXPECT_EQ(of_remote({"log", "--format=%s", "main"}), "Add 1 article (qq)\nElsewhere\nBegin");
  EXPECT_EQ(site.text("about.md"), "about\n");
}

TEST_F(Push, a_conflict_is_never_forced_and_our_commit_waits) {
  must(site.run({sample("a")}));
  elsewhere(path_of("a"), "edited elsewhere\n");
  const std::string theirs = of_remote({"rev-parse", "main"});
  const Result<ExportReport> report = site.run({sample("a", "A title", "New.")});
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("but not pushed"));
  EXPECT_EQ(of_remote({"rev-parse", "main"}), theirs);
  EXPECT_EQ(of_site({"log", "-1", "--format=%s"}), "Update 1 article (qq)") << "our commit is there";
  EXPECT_EQ(of_site({"status", "--porcelain"}), "") << "and no rebase is left half done";
  EXPECT_EQ(of_site({"symbolic-ref", "--short", "HEAD"}), "main");
}

TEST_F(Push, a_remote_that_is_away_is_caught_up_with_later) {
  std::filesystem::rename(remote.path(), remote.path().string() + "-away");
  const Result<ExportReport> report = site.run({sample("a")});
  std::filesystem::rename(remote.path().string() + "-away", remote.path());
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("but not pushed"));
  must(site.run({sample("a")}));
  EXPECT_EQ(of_remote({"log", "-1", "--format=%s", "main"}), "Add 1 article (qq)");
}

TEST_F(Push, the_owners_unstaged_work_does_not_stand_in_the_way) {
  write_text(site.folder / "hugo.toml", "title = \"being edited\"\n");
  must(site.run({sample("a")}));
  EXPECT_EQ(of_remote({"rev-parse", "main"}), of_site({"rev-parse", "HEAD"}));
  EXPECT_EQ(site.text("hugo.toml"), "title = \"being edited\"\n");
}

TEST_F(Push, the_owners_unstaged_work_waits_for_the_owner_when_others_pushed) {
  write_text(site.folder / "hugo.toml", "title = \"being edited\"\n");
  elsewhere("about.md", "about\n");
  const Result<ExportReport> report = site.run({sample("a")});
  EXPECT_EQ(site.text("hugo.toml"), "title = \"being edited\"\n");
  ASSERT_FALSE(report) << "a rebase would take the owner's edits away";
  EXPECT_THAT(report.error().message, HasSubstr("but not pushed"));
  of_site({"checkout", "-q", "--", "hugo.toml"});
  must(site.run({sample("a")}));
  EXPECT_EQ(of_remote({"log", "-1", "--format=%s", "main"}), "Add 1 article (qq)");
}

TEST_F(Push, what_opens_the_remote_is_not_told) {
  of_site({"remote", "set-url", "origin", "http://me:hunter2@127.0.0.1:9/site.git"});
  const Result<ExportReport> report = site.run({sample("a")});
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("127.0.0.1:9/site.git"));
  EXPECT_EQ(report.error().message.find("hunter2"), std::string::npos) << report.error().message;
}

TEST_F(Push, a_branch_without_an_upstream_is_told) {
  of_site({"branch", "--unset-upstream"});
  const Result<ExportReport> report = site.run({sample("a")});
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("upstream"));
}

TEST_F(Push, a_remote_hook_that_refuses_is_told) {
  const auto hook = remote / "hooks/pre-receive";
  write_text(hook, "#!/bin/sh\necho protected branch >&2\nexit 1\n");
  std::filesystem::permissions(hook, std::filesystem::perms::owner_all);
  const Result<ExportReport> report = site.run({sample("a")});
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("protected branch"));
}

}  // namespace
}  // namespace gazette

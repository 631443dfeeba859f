// The owner's repository under real git: one commit of exactly our paths, and nothing of the owner's touched.
#include "exporters/git/git.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/exporters/samples.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;
using testing::at;
using ::testing::ElementsAre;
using testing::git;
using ::testing::HasSubstr;
using testing::make_repository;
using testing::must;
using ::testing::Not;
using testing::path_of;
using testing::sample;
using testing::Site;
using testing::withdrawn;
using testing::write_text;

SiteOptions committing() {
  SiteOptions options;
  options.commit = true;
  return options;
}

class GitSite : public ::testing::Test {
 public:
  GitSite() { make_repository(site.folder.path()); }

  std::string run_git(std::vector<std::string> arguments) {
    return git(site.folder.path(), std::move(arguments));
  }
  std::string commits() { return run_git({"rev-list", "--count", "HEAD"}); }
  std::string status() { return run_git({"status", "--porcelain"}); }
  std::string refusal(const std::vector<ExportArticle>& changes) {
    const Result<ExportReport> report = site.run(changes);
    EXPECT_FALSE(report);
    return report ? "" : report.error().message;
  }
  /// Leaves a merge, rebase or cherry-pick of two branches that contradict each other unfinished.
  void conflict(const char* verb) {
    run_git({"checkout", "-q", "-B", "other"});
    commit_title("theirs");
    run_git({"checkout", "-q", "main"});
    commit_title(std::string("ours for ") + verb);
    testing::run_program({"git", verb, "other"}, site.folder.path());
  }
  void commit_title(const std::string& title) {
    write_text(site.folder / "hugo.toml", "title = \"" + title + "\"\n");
    run_git({"commit", "-q", "-a", "-m", title});
  }

  Site site{committing()};
};

TEST_F(GitSite, one_commit_a_run_and_none_when_nothing_changed) {
  const ExportReport report = must(site.run({sample("a", "软银"), sample("b", "Second")}));
  EXPECT_EQ(commits(), "2");
  EXPECT_EQ(report.commit, run_git({"rev-parse", "--short", "HEAD"}));
  EXPECT_EQ(run_git({"log", "-1", "--format=%B"}), "Add 2 articles (qq)\n\n+ 软银\n+ Second");
  EXPECT_EQ(status(), "") << "also .gazette is out of the owner's sight";
  EXPECT_EQ(must(site.run({sample("a", "软银")})).commit, "");
  EXPECT_EQ(commits(), "2");
}

TEST_F(GitSite, tells_additions_updates_and_removals) {
  must(site.run({sample("a", "A"), sample("b", "B")}));
  must(site.run({sample("a", "A", "New."), withdrawn(sample("b", "B")), sample("c", "C")}));
  EXPECT_EQ(commits(), "3");
  EXPECT_EQ(run_git({"log", "-1", "--format=%s"}), "Add 1 article, update 1, remove 1 (qq)");
  EXPECT_EQ(run_git({"show", "--format=", "--no-renames", "--name-status", "HEAD"}),
            "M\t" + path_of("a") + "\nD\t" + path_of("b") + "\nA\t" + path_of("c"));
}

TEST_F(GitSite, the_first_commit_of_an_empty_repository) {
  Site empty(committing());
  git(empty.folder.path(), {"init", "-q"});
  git(empty.folder.path(), {"config", "user.name", "Owner"});
  git(empty.folder.path(), {"config", "user.email", "owner@example.org"});
  EXPECT_NE(must(empty.run({sample("a")})).commit, "");
  EXPECT_EQ(git(empty.folder.path(), {"ls-tree", "-r", "--name-only", "HEAD"}), path_of("a"));
}

TEST_F(GitSite, the_owners_work_is_not_taken_along) {
  must(site.run({sample("a")}));
  write_text(site.folder / "hugo.toml", "title = \"edited\"\n");
  write_text(site.folder / "staged.txt", "staged\n");
  write_text(site.folder / "content/zh-CN/news/qq/owners.md", "untracked\n");
  run_git({"add", "staged.txt"});
  const std::string before = status();
  must(site.run({sample("b")}));
  EXPECT_EQ(run_git({"show", "--format=", "--name-only", "HEAD"}), path_of("b"));
  EXPECT_EQ(status(), before);
  EXPECT_EQ(run_git({"diff", "--cached", "--name-only"}), "staged.txt");
}

TEST_F(GitSite, an_owners_partly_staged_file_stays_so) {
  write_text(site.folder / "hugo.toml", "title = \"one\"\n");
  run_git({"add", "hugo.toml"});
  write_text(site.folder / "hugo.toml", "title = \"two\"\n");
  must(site.run({sample("a")}));
  EXPECT_EQ(run_git({"show", ":hugo.toml"}), "title = \"one\"");
  EXPECT_EQ(site.text("hugo.toml"), "title = \"two\"\n");
}

TEST_F(GitSite, an_edited_file_of_ours_is_not_committed_by_us) {
  must(site.run({sample("a")}));
  write_text(site.folder / path_of("a"), "the owner's words\n");
  const ExportReport report = must(site.run({sample("a", "A title", "New."), sample("b")}));
  EXPECT_EQ(report.kept, 1);
  EXPECT_EQ(run_git({"show", "--format=", "--name-only", "HEAD"}), path_of("b"));
  EXPECT_EQ(status(), " M " + path_of("a"));
}

TEST_F(GitSite, the_author_is_as_configured) {
  site.options.author = "Bot <bot@example.org>";
  must(site.run({sample("a")}));
  EXPECT_EQ(run_git({"log", "-1", "--format=%an %ae %cn %ce"}), "Bot bot@example.org Bot bot@example.org");
  site.options.author.clear();
  must(site.run({sample("b")}));
  EXPECT_EQ(run_git({"log", "-1", "--format=%an %ae"}), "Owner owner@example.org");
}

TEST_F(GitSite, a_site_below_the_repositorys_root) {
  Site below(committing());
  make_repository(below.folder.path());
  below.options.path = below.folder / "sub/site";
  must(below.run({sample("a")}));
  EXPECT_EQ(git(below.folder.path(), {"show", "--format=", "--name-only", "HEAD"}),
            "sub/site/" + path_of("a"));
  EXPECT_EQ(git(below.folder.path(), {"status", "--porcelain"}), "");
}

TEST_F(GitSite, ignored_files_are_written_and_told) {
  write_text(site.folder / ".gitignore", "content/\n");
  const ExportReport report = must(site.run({sample("a")}));
  EXPECT_EQ(report.commit, "");
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("does git ignore content?")));
}

TEST_F(GitSite, a_folder_that_is_no_repository_is_told_and_written) {
  Site plain(committing());
  testing::isolate_git();
  const Result<ExportReport> report = plain.run({sample("a")});
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("git init"));
  EXPECT_TRUE(plain.has(path_of("a")));
  git(plain.folder.path(), {"init", "-q"});
  git(plain.folder.path(), {"config", "user.name", "Owner"});
  git(plain.folder.path(), {"config", "user.email", "owner@example.org"});
  EXPECT_NE(must(plain.run({sample("a")})).commit, "") << "the next run commits what was written";
}

TEST_F(GitSite, states_in_which_a_commit_would_do_harm) {
  struct Case {
    const char* name;
    void (*enter)(GitSite&);
    void (*leave)(GitSite&);
    const char* says;
  };
  const Case cases[] = {
      {"detached head",
       [](GitSite& t) {
         t.run_git({"checkout", "-q", "--detach"});
       },
       [](GitSite& t) {
         t.run_git({"checkout", "-q", "main"});
       },
       "detached HEAD"},
      {"merge", [](GitSite& t) { t.conflict("merge"); },
       [](GitSite& t) {
         t.run_git({"merge", "--abort"});
       },
       "a merge is in progress"},
      {"rebase", [](GitSite& t) { t.conflict("rebase"); },
       [](GitSite& t) {
         t.run_git({"rebase", "--abort"});
       },
       "a rebase is in progress"},
      {"cherry-pick", [](GitSite& t) { t.conflict("cherry-pick"); },
       [](GitSite& t) {
         t.run_git({"cherry-pick", "--abort"});
       },
       "a cherry-pick is in progress"},
  };
  int number = 0;
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string id = "s" + std::to_string(++number);
    c.enter(*this);
    const std::string head = run_git({"rev-parse", "HEAD"});
    EXPECT_THAT(refusal({sample(id)}), HasSubstr(c.says));
    EXPECT_EQ(run_git({"rev-parse", "HEAD"}), head);
    EXPECT_TRUE(site.has(path_of(id))) << "the files are there";
    c.leave(*this);
    EXPECT_NE(must(site.run({sample(id)})).commit, "") << "and are committed after it";
  }
}

TEST_F(GitSite, a_lock_that_somebody_may_hold_is_respected) {
  const fs::path lock = site.folder / ".git/index.lock";
  write_text(lock, "");
  const Time now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  const Result<ExportReport> report = site.run({sample("a")}, now);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("index.lock exists"));
  EXPECT_TRUE(fs::exists(lock));
}

TEST_F(GitSite, a_lock_from_before_the_systems_start_is_removed) {
  const fs::path lock = site.folder / ".git/index.lock";
  write_text(lock, "");
  const timespec old[2] = {{1, 0}, {1, 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, lock.c_str(), old, 0), 0);
  const Time now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  EXPECT_NE(must(site.run({sample("a")}, now)).commit, "");
  EXPECT_FALSE(fs::exists(lock));
}

TEST_F(GitSite, a_hook_that_refuses_is_told_and_tried_again) {
  const fs::path hook = site.folder / ".git/hooks/pre-commit";
  write_text(hook, "#!/bin/sh\necho not on a Sunday >&2\nexit 1\n");
  fs::permissions(hook, fs::perms::owner_all);
  EXPECT_THAT(refusal({sample("a")}), HasSubstr("not on a Sunday"));
  EXPECT_EQ(commits(), "1");
  run_git({"commit", "-q", "--allow-empty", "--no-verify", "-m", "The owner's"});
  EXPECT_EQ(run_git({"show", "--format=", "--name-only", "HEAD"}), "")
      << "the owner's commit takes nothing along";
  fs::remove(hook);
  EXPECT_NE(must(site.run({sample("a")})).commit, "");
}

TEST_F(GitSite, strange_titles_make_no_strange_commits) {
  ExportArticle strange = sample("a", "# title\n\nSigned-off-by: nobody\x1b[31m");
  must(site.run({strange}));
  const std::string message = run_git({"log", "-1", "--format=%B"});
  EXPECT_THAT(message, HasSubstr("+ # title Signed-off-by: nobody"));
  EXPECT_THAT(message, Not(HasSubstr("\x1b")));
}

TEST_F(GitSite, a_worktree_is_a_repository_too) {
  testing::TempFolder other;
  run_git({"worktree", "add", "-q", "-b", "news", other / "tree"});
  site.options.path = other / "tree";
  EXPECT_NE(must(site.run({sample("a")})).commit, "");
  EXPECT_EQ(run_git({"log", "-1", "--format=%s", "news"}), "Add 1 article (qq)");
  EXPECT_EQ(git(other / "tree", {"status", "--porcelain"}), "");
}

TEST_F(GitSite, a_site_that_is_a_submodule) {
  Site outer{committing()};
  make_repository(outer.folder.path());
  git(outer.folder.path(), {"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                            site.folder.path().string(), "news"});
  const std::string module = outer.folder / "news";
  git(module, {"config", "user.name", "Owner"});
  git(module, {"config", "user.email", "owner@example.org"});
  outer.options.path = module;
  const std::string commit = must(outer.run({sample("a")})).commit;
  EXPECT_EQ(git(module, {"rev-parse", "--short", "HEAD"}), commit);
  EXPECT_EQ(git(module, {"status", "--porcelain"}), "");
  EXPECT_EQ(git(outer.folder.path(), {"rev-list", "--count", "HEAD"}), "1") << "the outer one is the owner's";
}

TEST_F(GitSite, a_content_folder_that_is_a_repository_of_its_own_is_told) {
  fs::create_directories(site.folder / "content");
  git(site.folder / "content", {"init", "-q", "-b", "main"});
  EXPECT_THAT(refusal({sample("a")}), HasSubstr("content is a repository of its own"));
  EXPECT_TRUE(site.has(path_of("a"))) << "the files are there";
  EXPECT_EQ(commits(), "1");
  fs::remove_all(site.folder / "content/.git");
  EXPECT_NE(must(site.run({sample("a")})).commit, "") << "and are committed after it";
}

TEST_F(GitSite, a_sparse_checkout_without_our_folder_gets_our_commits_and_nothing_else_changes) {
  write_text(site.folder / "theme/a.css", "a {}\n");
  write_text(site.folder / "content/owner.md", "The owner's.\n");
  run_git({"add", "-A"});
  run_git({"commit", "-q", "-m", "The owner's"});
  must(site.run({sample("a"), sample("b")}));
  run_git({"sparse-checkout", "set", "theme"});
  ASSERT_FALSE(site.has(path_of("a")));
  must(site.run({sample("a", "A", "Changed."), withdrawn(sample("b")), sample("c")}));
  EXPECT_EQ(run_git({"show", "--format=", "--no-renames", "--name-status", "HEAD"}),
            "M\t" + path_of("a") + "\nD\t" + path_of("b") + "\nA\t" + path_of("c"));
  EXPECT_EQ(run_git({"show", "HEAD:content/owner.md"}), "The owner's.");
  EXPECT_EQ(status(), "");
}

TEST_F(GitSite, the_message_is_the_owners_where_there_is_a_template) {
  site.options.message = "content: {{counts}}\n\n{{#sources}}Source: {{.}}\n{{/sources}}";
  site.options.history = true;
  ExportArticle a = sample("a", "Alpha");
  must(site.run({a}));
  EXPECT_EQ(run_git({"log", "-1", "--format=%B"}), "content: Add 1 article\n\nSource: qq");
  testing::rewrite(a, "Edited.");
  a.version = 2;
  must(site.run({a}));
  EXPECT_EQ(run_git({"log", "-1", "--format=%s"}), "content: Update 1 article") << "an edit's, too";
}

TEST_F(GitSite, each_edit_is_a_commit_of_its_own_where_the_history_is_wanted) {
  site.options.history = true;
  ExportArticle a = sample("a", "Alpha"), b = sample("b", "Beta");
  must(site.run({a, b}));
  EXPECT_EQ(commits(), "2") << "additions are one commit";
  testing::rewrite(a, "The text as it was changed.");
  testing::rewrite(b, "Another text.");
  a.version = 2;
  b.version = 3;
  a.changed = at(5000);
  const ExportReport report = must(site.run({a, b, sample("c", "Gamma")}));
  EXPECT_EQ(run_git({"log", "--format=%s", "-3"}),
            "Add 1 article (qq)\nUpdate Beta (qq, version 3)\nUpdate Alpha (qq, version 2)");
  EXPECT_EQ(report.commit, run_git({"rev-parse", "--short", "HEAD"}));
  EXPECT_EQ(run_git({"log", "-1", "--format=%ad", "--date=unix", "--", path_of("a")}), "1739005000");
  EXPECT_THAT(run_git({"log", "-p", "-1", "--", path_of("a")}), HasSubstr("+The text as it was changed."));
  EXPECT_EQ(status(), "");
}

TEST_F(GitSite, a_moved_file_is_one_commit) {
  must(site.run({sample("a", "Alpha")}));
  site.options.layout = "posts/{slug}.md";
  must(site.run({sample("a", "Alpha")}));
  EXPECT_EQ(run_git({"ls-tree", "-r", "--name-only", "HEAD"}), "hugo.toml\nposts/alpha.md");
  EXPECT_EQ(status(), "");
  EXPECT_EQ(site.text(".gazette/site.tsv").find("content/"), std::string::npos)
      << "and the old path is forgotten";
}

TEST_F(GitSite, options_count_as_used_only_when_all_is_committed) {
  must(site.run({sample("a", "Alpha")}));
  site.options.profile = "hugo";
  run_git({"checkout", "-q", "--detach"});
  EXPECT_THAT(refusal({sample("a", "Alpha")}), HasSubstr("detached HEAD"));
  EXPECT_TRUE(must(must(make_site_exporter(site.options))->wants_everything()));
  run_git({"checkout", "-q", "main"});
  must(site.run({sample("a", "Alpha")}));
  EXPECT_FALSE(must(must(make_site_exporter(site.options))->wants_everything()));
  EXPECT_EQ(status(), "");
}

TEST_F(GitSite, git_variables_of_a_hook_are_not_followed) {
  testing::TempFolder other;
  make_repository(other.path());
  setenv("GIT_DIR", (other / ".git").c_str(), 1);
  const Result<ExportReport> report = site.run({sample("a")});
  unsetenv("GIT_DIR");
  ASSERT_TRUE(report);
  EXPECT_EQ(commits(), "2");
  EXPECT_EQ(git(other.path(), {"rev-list", "--count", "HEAD"}), "1");
}

}  // namespace
}  // namespace gazette

// The owner's git repository, by the git program as the owner configured it (hooks, signing, credentials).
// Only named paths are ever added and committed: what the owner has staged or edited stays as it is. Nothing
// is forced, nothing asks on a terminal. One thread; blocks. Failures are ErrorKind::exporter with git's own
// words; the work is to be tried again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/git/process.h"
#include "feeds/text/result.h"
#include "feeds/text/time.h"

namespace gazette {

/// A path, relative to the folder, that differs from the last commit.
struct ChangedPath {
  std::string path;
  bool is_new = false;     ///< not in the last commit
  bool is_gone = false;    ///< not in the work tree
  bool is_hidden = false;  ///< gone only for the eye: a sparse checkout leaves it out
};

class Repository {
 public:
  /// The work tree that `folder` is in. `author`: "Name <mail>", or empty.
  static Result<Repository> open(std::string folder, std::string author);

  /// A failure while a commit of ours would do harm or cannot succeed: detached head, merge or rebase in
  /// progress, another git at work. A lock that nobody can hold any more is removed.
  Result<void> check_ready(Time now);
  /// Keeps a folder of ours out of the owner's `git status`.
  Result<void> exclude(std::string_view folder);
  /// What differs below these folders of `folder`; files that git ignores are not told.
  Result<std::vector<ChangedPath>> changed(const std::vector<std::string>& below);
  /// One commit of exactly these paths; its short hash. `written`: when the author did it; absent: now.
  Result<std::string> commit(const std::vector<ChangedPath>& paths, const std::string& message,
                             std::optional<Time> written = {});
  /// Puts our commits upon the upstream's and pushes; they have other hashes then. A conflict is taken back
  /// and is a failure.
  Result<void> push();
  /// The last commit, as git abbreviates it.
  Result<std::string> head() const;

 private:
  Result<void> add_hidden(const std::vector<std::string>& below, std::vector<ChangedPath>& changed);
  Result<std::string> git(std::vector<std::string> arguments, std::string_view input = {}) const;
  Result<Finished> run(std::vector<std::string> arguments, std::string_view input) const;
  Result<bool> catch_up();

  std::string folder_, author_;
  std::string git_folder_;     ///< absolute; of this work tree
  std::string common_folder_;  ///< absolute; of all work trees
  std::string prefix_;         ///< of `folder` in the work tree: "" or "sub/"
  std::string exclude_file_;   ///< absolute
};

/// Name and mail of "Name <mail>"; empty strings if it is not so.
std::pair<std::string, std::string> split_author(std::string_view author);

}  // namespace gazette

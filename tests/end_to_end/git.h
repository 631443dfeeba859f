// A repository of its owner for tests, by the git program, untouched by the machine's own git configuration.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/end_to_end/process.h"

namespace gazette::testing {

/// git in a folder; its output without the newlines at its end. Throws when it fails.
inline std::string git(const std::filesystem::path& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "git");
  Finished done = run_program(arguments, folder);
  if (done.status != 0) throw std::runtime_error("git " + arguments[1] + ": " + done.err);
  while (done.out.ends_with('\n')) done.out.pop_back();
  return done.out;
}

/// Git as on a machine where nobody configured it; repositories name their owner.
inline void isolate_git() {
  setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
  setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
  setenv("GIT_CONFIG_COUNT", "1", 1);
  setenv("GIT_CONFIG_KEY_0", "init.defaultBranch", 1);
  setenv("GIT_CONFIG_VALUE_0", "main", 1);
}

/// Everything in the folder as the owner's first commit.
inline void make_repository(const std::filesystem::path& folder) {
  isolate_git();
  git(folder, {"init", "-q"});
  git(folder, {"config", "user.name", "Owner"});
  git(folder, {"config", "user.email", "owner@example.org"});
  if (!std::filesystem::exists(folder / "hugo.toml")) write_text(folder / "hugo.toml", "title = \"site\"\n");
  git(folder, {"add", "."});
  git(folder, {"commit", "-q", "-m", "Begin"});
}

}  // namespace gazette::testing

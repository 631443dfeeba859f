#include "exporters/git/git.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "exporters/git/lock.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr Duration kDeadline = std::chrono::minutes(5);  // of one git command, network included
constexpr std::size_t kOutputLimit = 64 << 20;           // a status of half a million paths
constexpr std::size_t kMaxWords = 400;                   // of git's own in a message
constexpr int kPushAttempts = 2;                         // somebody else may push in between

/// git tells addresses as they are configured, with what opens them; its words go to logs and pages.
std::string without_credentials(std::string_view words) {
  std::string out;
  for (std::size_t at = words.find("://"); at != words.npos; at = words.find("://")) {
    out.append(words.substr(0, at + 3));
    words.remove_prefix(at + 3);
    const std::size_t end = std::min(words.find_first_of("/ \t\r\n'\""), words.size());
    const std::size_t sign = words.substr(0, end).rfind('@');
    if (sign != words.npos) words.remove_prefix(sign + 1);
  }
  return out.append(words);
}

std::string last_words(const Finished& finished) {
  const std::string said = without_credentials(finished.err.empty() ? finished.out : finished.err);
  std::string_view text = trim(said);
  if (text.size() > kMaxWords) text.remove_prefix(text.size() - kMaxWords);
  return escape_for_log(collapse_whitespace(text));
}

/// Whatever git is started from (a hook, a shell), it shall look for the repository by itself.
const std::vector<std::string_view> kInherited = {"GIT_DIR",
                                                  "GIT_WORK_TREE",
                                                  "GIT_INDEX_FILE",
                                                  "GIT_COMMON_DIR",
                                                  "GIT_OBJECT_DIRECTORY",
                                                  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                                  "GIT_PREFIX",
                                                  "GIT_NAMESPACE",
                                                  "GIT_GLOB_PATHSPECS",
                                                  "GIT_NOGLOB_PATHSPECS",
                                                  "GIT_ICASE_PATHSPECS"};

std::string lines_of(const std::vector<ChangedPath>& paths, bool ChangedPath::*only = nullptr) {
  std::string list;
  for (const ChangedPath& changed : paths)
    if (!only || changed.*only) list.append(changed.path).push_back('\0');
  return list;
}

Result<void> nothing(const Result<std::string>& output) {
  return output ? Result<void>() : pass_on(output);
}

}  // namespace

std::pair<std::string, std::string> split_author(std::string_view author) {
  const std::size_t open = author.find('<');
  if (open == author.npos || !author.ends_with('>')) return {};
  const std::string_view name = trim(author.substr(0, open));
  const std::string_view mail = trim(author.substr(open + 1, author.size() - open - 2));
  const auto bad = [](std::string_view s) { return s.empty() || s.find_first_of("<>\r\n") != s.npos; };
  if (bad(name) || bad(mail)) return {};
  return {std::string(name), std::string(mail)};
}

Result<Finished> Repository::run(std::vector<std::string> arguments, std::string_view input) const {
  Command command;
  arguments.insert(arguments.begin(), "git");
  command.argv = std::move(arguments);
  command.folder = folder_;
  command.input = input;
  command.environment = {{"GIT_TERMINAL_PROMPT", "0"},
                         {"GIT_LITERAL_PATHSPECS", "1"},
                         {"GIT_OPTIONAL_LOCKS", "0"},
                         {"GIT_EDITOR", "true"}};
  command.without = kInherited;
  if (const auto [name, mail] = split_author(author_); !name.empty())
    for (const char* who : {"AUTHOR", "COMMITTER"}) {
      command.environment.emplace_back(std::string("GIT_") + who + "_NAME", name);
      command.environment.emplace_back(std::string("GIT_") + who + "_EMAIL", mail);
    }
  command.deadline = kDeadline;
  command.output_limit = kOutputLimit;
  return run_command(command);
}

/// The output of a command that must succeed.
Result<std::string> Repository::git(std::vector<std::string> arguments, std::string_view input) const {
  const std::string verb = arguments.front();
  Result<Finished> finished = run(std::move(arguments), input);
  if (!finished) return pass_on(finished);
  if (finished->late) return fail(ErrorKind::exporter, "git " + verb + " took too long and was ended");
  if (finished->status != 0) return fail(ErrorKind::exporter, "git " + verb + ": " + last_words(*finished));
  if (finished->cut) return fail(ErrorKind::exporter, "git " + verb + ": too much output");
  return std::move(finished->out);
}

Result<Repository> Repository::open(std::string folder, std::string author) {
  Repository repository;
  repository.folder_ = std::move(folder);
  repository.author_ = std::move(author);
  const Result<std::string> said =
      repository.git({"rev-parse", "--is-inside-work-tree", "--absolute-git-dir", "--show-prefix",
                      "--git-path", "info/exclude", "--git-common-dir"});
  if (!said)
    return fail(ErrorKind::exporter, "the files are written, but not committed: " + said.error().message +
                                         " (commit = true needs a repository: git init)");
  const auto lines = split(*said, '\n');
  if (lines.size() < 5 || lines[0] != "true")
    return fail(ErrorKind::exporter,
                "the files are written, but not committed: the site is in no work tree of git");
  repository.git_folder_ = lines[1];
  repository.prefix_ = lines[2];
  repository.exclude_file_ = lines[3];
  repository.common_folder_ = lines[4];
  for (std::string* path : {&repository.exclude_file_, &repository.common_folder_})
    if (!path->starts_with('/')) *path = repository.folder_ + '/' + *path;
  return repository;
}

Result<void> Repository::check_ready(Time now) {
  static constexpr std::array<std::pair<const char*, const char*>, 6> kStates{
      {{"rebase-merge", "a rebase"},
       {"rebase-apply", "a rebase"},
       {"MERGE_HEAD", "a merge"},
       {"CHERRY_PICK_HEAD", "a cherry-pick"},
       {"REVERT_HEAD", "a revert"},
       {"BISECT_LOG", "a bisection"}}};
  for (const auto& [file, state] : kStates) {
    std::error_code ignored;
    if (std::filesystem::exists(git_folder_ + '/' + file, ignored))
      return fail(ErrorKind::exporter, std::string(state) +
                                           " is in progress in the site's repository; the files are "
                                           "written, and committed at the next run after it");
  }
  const Result<Finished> head = run({"symbolic-ref", "--quiet", "HEAD"}, {});
  if (!head) return pass_on(head);
  if (head->status != 0)
    return fail(ErrorKind::exporter,
                "the site's repository is on no branch (detached HEAD); the files are written, and "
                "committed at the next run on a branch");
  const std::string branch = common_folder_ + '/' + std::string(trim(head->out));
  Result<void> clear;
  for (const std::string& lock : {git_folder_ + "/index.lock", git_folder_ + "/HEAD.lock", branch + ".lock"})
    if (clear) clear = clear_stale_lock(lock, now);
  return clear;
}

Result<void> Repository::exclude(std::string_view folder) {
  const std::string line = std::string(folder) + '/';
  std::ifstream in(exclude_file_, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  for (std::string_view one : split(text, '\n'))
    if (trim(one) == line) return {};
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(exclude_file_).parent_path(), ignored);
  std::ofstream out(exclude_file_, std::ios::binary | std::ios::app);
  out << (text.empty() || text.ends_with('\n') ? "" : "\n") << line << '\n' << std::flush;
  if (!out) return fail(ErrorKind::exporter, "cannot write " + escape_for_log(exclude_file_));
  return {};
}

Result<std::vector<ChangedPath>> Repository::changed(const std::vector<std::string>& below) {
  std::vector<std::string> arguments = {
      "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all",
      "--"};
  arguments.insert(arguments.end(), below.begin(), below.end());
  const Result<std::string> status = git(std::move(arguments));
  if (!status) return pass_on(status);
  std::vector<ChangedPath> changed;
  for (std::string_view line : split(*status, '\0')) {
    if (line.size() < 4 || !line.substr(3).starts_with(prefix_)) continue;
    const char index = line[0], tree = line[1];
    changed.push_back({std::string(line.substr(3 + prefix_.size())),
                       index == '?' || index == 'A' || tree == 'A',
                       tree == 'D' || (index == 'D' && tree == ' '), false});
  }
  if (const Result<void> done = add_hidden(below, changed); !done) return pass_on(done);
  return changed;
}

/// What a sparse checkout leaves out is no change to git: an article that was withdrawn would stay.
Result<void> Repository::add_hidden(const std::vector<std::string>& below,
                                    std::vector<ChangedPath>& changed) {
  const Result<Finished> sparse = run({"config", "--type=bool", "--get", "core.sparseCheckout"}, {});
  if (!sparse) return pass_on(sparse);
  if (trim(sparse->out) != "true") return {};
  std::vector<std::string> arguments = {"ls-files", "-t", "-z", "--"};
  arguments.insert(arguments.end(), below.begin(), below.end());
  const Result<std::string> listed = git(std::move(arguments));
  if (!listed) return pass_on(listed);
  for (std::string_view line : split(*listed, '\0'))
    if (line.starts_with("S ")) changed.push_back({std::string(line.substr(2)), false, true, true});
  return {};
}

Result<std::string> Repository::commit(const std::vector<ChangedPath>& paths, const std::string& message,
                                       std::optional<Time> written) {
  if (const std::string added = lines_of(paths, &ChangedPath::is_new); !added.empty()) {
    // Only the names: if the commit then fails, the owner's next commit must not take the files along.
    const Result<std::string> done =
        git({"add", "--intent-to-add", "--sparse", "--pathspec-from-file=-", "--pathspec-file-nul"}, added);
    if (!done) return done;
  }
  if (const std::string hidden = lines_of(paths, &ChangedPath::is_hidden); !hidden.empty()) {
    const Result<std::string> done = git({"update-index", "--no-skip-worktree", "-z", "--stdin"}, hidden);
    if (!done) return done;
  }
  const std::string all = lines_of(paths);
  std::vector<std::string> arguments = {"commit",
                                        "--quiet",
                                        "--cleanup=whitespace",
                                        "--message=" + message,
                                        "--only",
                                        "--pathspec-from-file=-",
                                        "--pathspec-file-nul"};
  if (written) arguments.push_back("--date=" + format_rfc3339(*written));
  const Result<std::string> done = git(std::move(arguments), all);
  if (!done) {
    const std::string& said = done.error().message;
    const bool nobody = said.find("user.email") != std::string::npos;
    return fail(ErrorKind::exporter, "the files are written, but not committed: " + said +
                                         (nobody ? " (or say in the exporter who commits: author)" : ""));
  }
  return head();
}

Result<std::string> Repository::head() const {
  Result<std::string> hash = git({"rev-parse", "--short", "HEAD"});
  if (hash) hash = std::string(trim(*hash));
  return hash;
}

/// Fetches and puts our commits upon the upstream's. False if there is nothing to push.
Result<bool> Repository::catch_up() {
  const Result<Finished> upstream = run({"rev-parse", "--verify", "--quiet", "@{upstream}"}, {});
  if (!upstream) return pass_on(upstream);
  if (upstream->status != 0) return true;  // never pushed: git push itself says what is missing
  if (const Result<std::string> fetched = git({"fetch", "--quiet"}); !fetched) return pass_on(fetched);
  const Result<std::string> counts = git({"rev-list", "--left-right", "--count", "@{upstream}...HEAD"});
  if (!counts) return pass_on(counts);
  const std::string_view text = trim(*counts);
  if (text.ends_with("\t0")) return false;
  if (text.starts_with("0\t")) return true;
  // Not with autostash: the owner's edits would be taken away and perhaps not come back.
  const Result<std::string> rebased = git({"rebase", "--quiet", "--no-autostash", "@{upstream}"});
  if (rebased) return true;
  (void)run({"rebase", "--abort"}, {});  // fails if it had not begun
  return fail(ErrorKind::exporter,
              "cannot put the new commits upon those of the remote: " + rebased.error().message);
}

Result<void> Repository::push() {
  Result<void> pushed;
  for (int attempt = 0; attempt < kPushAttempts; ++attempt) {
    const Result<bool> needed = catch_up();
    if (!needed) return pass_on(needed);
    if (!*needed) return {};
    pushed = nothing(git({"push", "--quiet"}));
    if (pushed) return pushed;
  }
  return pushed;
}

}  // namespace gazette

#include "exporters/site_commit.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include "exporters/git/git.h"
#include "exporters/git/message.h"
#include "exporters/images/site_images.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::string_view kOurFolder = ".gazette";
constexpr std::ptrdiff_t kMaxEditCommits = 200;  // a run; git takes some 10 ms for each

/// Where our files stand: the first folders of all paths. Few, where paths may be thousands.
std::vector<std::string> top_folders(const Manifest& manifest) {
  std::set<std::string> tops;
  for (const auto& [id, entry] : manifest.entries()) tops.insert(entry.path.substr(0, entry.path.find('/')));
  return {tops.begin(), tops.end()};
}

/// The folder between the site and a file that is a repository of its own; empty: none.
std::string inner_repository(const std::string& root, const Manifest& manifest) {
  std::set<std::string> looked;
  for (const auto& [id, entry] : manifest.entries())
    for (std::size_t end = entry.path.find('/'); end != std::string::npos;
         end = entry.path.find('/', end + 1)) {
      const std::string folder = entry.path.substr(0, end);
      std::error_code ignored;
      if (looked.insert(folder).second && std::filesystem::exists(root + '/' + folder + "/.git", ignored))
        return folder;
    }
  return {};
}

/// Why git sees nothing of what was written.
Result<std::vector<std::string>> unseen(const std::string& root, const Manifest& manifest) {
  const std::string inner = inner_repository(root, manifest);
  if (inner.empty()) return top_folders(manifest);
  return fail(ErrorKind::exporter, "the files are written, but not committed: " + escape_for_log(inner) +
                                       " is a repository of its own (a submodule); make its folder the "
                                       "exporter's path, with a layout below it");
}

/// Ours, and as we left it: also what earlier runs wrote and could not commit, never what the owner edited.
std::vector<ChangedPath> committable(SiteFiles& files, const std::vector<ChangedPath>& changed) {
  const Manifest& manifest = files.manifest();
  std::vector<ChangedPath> result;
  for (const ChangedPath& one : changed) {
    const ManifestEntry* entry = manifest.find(manifest.owner(one.path));
    if (!entry || entry->path != one.path) continue;
    const bool as_left = one.is_gone ? entry->sha256.empty() : files.is_ours(one.path);
    if (as_left) result.push_back(one);
  }
  return result;
}

std::vector<CommittedFile> labelled(const std::vector<ChangedPath>& paths, const FileLabels& labels) {
  std::vector<CommittedFile> files;
  for (const ChangedPath& path : paths) {
    CommittedFile file;
    file.kind = path.is_gone  ? CommittedFile::Kind::removed
                : path.is_new ? CommittedFile::Kind::added
                              : CommittedFile::Kind::updated;
    file.path = path.path;
    if (const auto label = labels.find(path.path); label != labels.end()) {
      file.title = label->second.title;
      file.source = label->second.source;
      file.version = label->second.version;
    }
    files.push_back(std::move(file));
  }
  return files;
}

/// Takes what is an image out of `paths`.
std::vector<ChangedPath> take_images(std::vector<ChangedPath>& paths, const Manifest& manifest) {
  const auto images = std::stable_partition(paths.begin(), paths.end(), [&](const ChangedPath& path) {
    return !is_image_id(manifest.owner(path.path));
  });
  std::vector<ChangedPath> taken(images, paths.end());
  paths.erase(images, paths.end());
  return taken;
}

/// One commit an edit, dated when it was seen; takes them out of `paths`.
Result<std::string> commit_edits(Repository& repository, std::vector<ChangedPath>& paths,
                                 const FileLabels& labels, const CommitTemplate* message) {
  const auto is_edit = [&](const ChangedPath& path) {
    return !path.is_new && !path.is_gone && labels.contains(path.path) && labels.at(path.path).version > 1;
  };
  const auto edits =
      std::stable_partition(paths.begin(), paths.end(), [&](const auto& path) { return !is_edit(path); });
  const auto end = std::min(paths.end(), edits + std::min(kMaxEditCommits, paths.end() - edits));
  std::string last;
  for (auto path = edits; path != end; ++path) {
    const FileLabel& label = labels.at(path->path);
    const std::string text = message ? message->text(labelled({*path}, labels))
                                     : edit_message(label.title, label.source, label.version);
    Result<std::string> hash = repository.commit({*path}, text, label.changed);
    if (!hash) return hash;
    last = std::move(*hash);
  }
  paths.erase(edits, end);
  return last;
}

/// All in one commit, but for edits where each is to be one; the last one's hash.
Result<std::string> commit_paths(Repository& repository, const CommitOptions& options,
                                 std::vector<ChangedPath> paths, SiteFiles& files, const FileLabels& labels) {
  const CommitTemplate* message = options.message.get();
  const std::vector<ChangedPath> images = take_images(paths, files.manifest());
  const int count = static_cast<int>(images.size());
  Result<std::string> last = std::string();
  if (options.history) last = commit_edits(repository, paths, labels, message);
  if (!last || (paths.empty() && images.empty())) return last;
  const std::vector<CommittedFile> articles = labelled(paths, labels);
  paths.insert(paths.end(), images.begin(), images.end());
  Result<std::string> hash =
      repository.commit(paths, message ? message->text(articles, count) : commit_message(articles, count));
  return hash && hash->empty() ? last : hash;
}

}  // namespace

Result<CommitReport> commit_site(const CommitOptions& options, SiteFiles& files, const FileLabels& labels,
                                 int written, Time now) {
  Result<Repository> repository = Repository::open(options.path, options.author);
  if (!repository) return pass_on(repository);
  Result<void> ready = repository->check_ready(now);
  if (ready) ready = repository->exclude(kOurFolder);
  if (!ready) return pass_on(ready);
  CommitReport report;
  const std::vector<std::string> folders = top_folders(files.manifest());
  const auto changed = folders.empty() ? std::vector<ChangedPath>() : repository->changed(folders);
  if (!changed) return pass_on(changed);
  std::vector<ChangedPath> paths = committable(files, *changed);
  if (paths.empty() && written > 0) {
    Result<std::vector<std::string>> ignored = unseen(options.path, files.manifest());
    if (!ignored) return pass_on(ignored);
    report.ignored = std::move(*ignored);
  }
  const Result<std::string> hash = commit_paths(*repository, options, std::move(paths), files, labels);
  if (!hash) return pass_on(hash);
  report.commit = *hash;
  if (!options.push) return report;
  const Result<void> pushed = repository->push();
  if (pushed) {
    const Result<std::string> head = report.commit.empty() ? Result<std::string>("") : repository->head();
    if (head) report.commit = *head;
    return report;
  }
  if (report.commit.empty()) return pass_on(pushed);
  return fail(ErrorKind::exporter,
              "committed " + report.commit + ", but not pushed: " + pushed.error().message);
}

}  // namespace gazette

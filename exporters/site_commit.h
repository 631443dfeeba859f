// What a run of the site exporter leaves to git: exactly our files, as we left them, in one commit (and one
// for each edit, where the owner wants the history). One thread; blocks. Failures are ErrorKind::exporter;
// the files are safe.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "exporters/files/site_files.h"
#include "exporters/git/commit_template.h"
#include "feeds/text/time.h"

namespace gazette {

/// What is known of a file that this run wrote or looked at.
struct FileLabel {
  std::string title, source;
  int version = 1;
  Time changed;
};
using FileLabels = std::unordered_map<std::string, FileLabel>;  ///< by path

struct CommitOptions {
  std::string path;    ///< the site's root
  std::string author;  ///< "Name <mail>"; empty: as git is configured
  bool push = false, history = false;
  std::shared_ptr<const CommitTemplate> message;  ///< null: our own
};

struct CommitReport {
  std::string commit;                ///< short hash of the last one; empty: nothing to commit
  std::vector<std::string> ignored;  ///< folders of ours that seem to be ignored
};

/// `written`: files that this run wrote, to notice when git does not see them.
Result<CommitReport> commit_site(const CommitOptions& options, SiteFiles& files, const FileLabels& labels,
                                 int written, Time now);

}  // namespace gazette

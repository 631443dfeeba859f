// The commit message of a run: what was added, updated, removed, of which sources, with titles. Pure; any
// thread.
#pragma once

#include <string>
#include <vector>

namespace gazette {

struct CommittedFile {
  enum class Kind { added, updated, removed } kind = Kind::added;
  std::string path;
  std::string title, source;  ///< may be empty: then the path stands for them
  int version = 1;
};

/// "Add 12 articles, update 2, 30 images". `files`: of articles; `images`: how many others.
std::string change_counts(const std::vector<CommittedFile>& files, int images = 0);
/// The sources' names, each once, sorted.
std::vector<std::string> source_names(const std::vector<CommittedFile>& files);
/// '+', '~', '-'
char change_mark(CommittedFile::Kind kind);
/// A title on one bounded line, or the path.
std::string shown_title(const CommittedFile& file);

/// Subject of at most 72 characters ("Add 12 articles, update 2 (qq, lwn)"), then a line a title, bounded. A
/// title can neither break a line nor look like a comment or a trailer.
std::string commit_message(const std::vector<CommittedFile>& files, int images = 0);

/// "Update TITLE (qq, version 3)": of a commit that holds one edit.
std::string edit_message(const std::string& title, const std::string& source, int version);

}  // namespace gazette

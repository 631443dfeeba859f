// One run over a site's files: which are ours, which the owner's, what to write, what to leave. Survives a
// death at any moment: a journal names what is about to be written before it is, so that the next run knows
// its own files again and removes what was left half done. One thread; failures are ErrorKind::exporter, and
// the run is to be repeated.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/files/folder.h"
#include "exporters/files/manifest.h"

namespace gazette {

/// What a batch wants for one article.
struct WantedFile {
  std::string id;
  std::string path;        ///< where a new file goes
  std::string spare_path;  ///< where it goes if `path` is another article's
  std::string_view text;
  bool remove = false;
};

/// What became of it.
struct DoneFile {
  enum class Outcome { written, unchanged, removed, kept, absent } outcome = Outcome::absent;
  std::string path;
};

class SiteFiles {
 public:
  /// Takes the site for this process and repairs what a run that died has left.
  static Result<SiteFiles> open(const std::string& root, const std::string& name);

  /// One batch, an id at most once; results in the same order. Flushed to disk before any file is replaced.
  Result<std::vector<DoneFile>> apply(std::span<const WantedFile> wanted);
  /// Writes the manifest and ends the run.
  Result<void> close();

  const Manifest& manifest() const { return manifest_; }
  /// True if the file at the path holds what the manifest says we wrote.
  bool is_ours(const std::string& path);

 private:
  struct Plan;
  Result<void> recover();
  Result<Plan> plan(const WantedFile& wanted);
  Result<Plan> plan_removal(const WantedFile& wanted);
  Result<Plan> plan_write(const WantedFile& wanted);
  std::string place(const WantedFile& wanted);
  Result<void> carry_out(std::span<const WantedFile> wanted, std::vector<Plan>& plans);
  Result<void> write_staged(std::span<const WantedFile> wanted, const std::vector<Plan>& plans);

  Folder folder_;
  Manifest manifest_;
  std::string manifest_path_, journal_path_, saved_;
};

}  // namespace gazette

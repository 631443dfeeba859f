// One run over a site's files: which are ours, which the owner's, what to write, what to leave. Survives a
// death at any moment: a journal names what is about to be written before it is, so that the next run knows
// its own files again and removes what was left half done. One thread; failures are ErrorKind::exporter, and
// the run is to be repeated.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/exporter.h"
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
  bool only_known = false;  ///< nothing is written for an article that has no file
};

/// What became of it.
struct DoneFile {
  enum class Outcome {
    written,
    unchanged,
    removed,
    kept,     ///< the owner's
    blocked,  ///< a link or a file stands where one of its folders should
    absent
  } outcome = Outcome::absent;
  std::string path;
};

/// What earlier runs have left.
struct SiteMemory {
  bool has_manifest = false;
  std::string options;  ///< as settle() was given them; empty: never
};

class SiteFiles {
 public:
  struct Terms {
    bool relocate = false;                 ///< a file whose path is not the wanted one moves
    std::set<std::string> taken;           ///< the owner gave these back: ours, whatever is in them
    bool look_only = false;                ///< for preview(): takes and repairs nothing
    std::vector<std::string> beside = {};  ///< other exporters here: their files are not ours to remove
  };

  /// Cheap; takes nothing.
  static Result<SiteMemory> memory(const std::string& root, const std::string& name);
  /// Takes the site for this process and repairs what a run that died has left.
  static Result<SiteFiles> open(const std::string& root, const std::string& name, Terms terms);

  /// One batch, an id at most once; results in the same order. Flushed to disk before any file is replaced.
  Result<std::vector<DoneFile>> apply(std::span<const WantedFile> wanted);
  /// What apply() would change.
  Result<std::vector<FileChange>> preview(std::span<const WantedFile> wanted);
  /// Writes the manifest: the files are safe, whatever happens.
  Result<void> close();
  /// After the run has succeeded in full: forgets removed files, remembers the options.
  Result<void> settle(const std::string& options);

  const Manifest& manifest() const { return manifest_; }
  /// Where apply() is going to have the file, unless the owner's stands there; taken for it.
  std::string claim_path(const WantedFile& wanted);
  /// True if a file that was written under this id and path is still there: for names that tell the content.
  bool stands(const WantedFile& wanted);
  /// True if the file at the path holds what the manifest says we wrote.
  bool is_ours(const std::string& path);

 private:
  struct Plan;
  Result<void> read_beside();
  bool is_anothers(const std::string& path) const;
  Result<void> recover();
  Result<Plan> plan(const WantedFile& wanted);
  Result<Plan> plan_removal(const WantedFile& wanted);
  Result<Plan> plan_write(const WantedFile& wanted);
  Result<Plan> plan_move(const WantedFile& wanted, Plan plan, const ManifestEntry& known);
  Result<Plan> plan_in_place(const WantedFile& wanted, Plan plan);
  std::string place(const WantedFile& wanted) const;
  bool may_replace(const FoundFile& found, const std::string& path, const ManifestEntry* known) const;
  Result<void> carry_out(std::span<const WantedFile> wanted, std::vector<Plan>& plans);
  Result<void> publish(const std::string& id, const Plan& plan);
  Result<void> write_staged(std::span<const WantedFile> wanted, const std::vector<Plan>& plans);
  Result<void> save(const std::string& path, std::string_view text);

  Folder folder_;
  Terms terms_;
  Manifest manifest_;
  std::set<std::string> anothers_;  ///< paths in lower case
  std::string manifest_path_, journal_path_, options_path_;
  std::optional<std::string> saved_;  ///< the manifest as it is on the disk
};

}  // namespace gazette

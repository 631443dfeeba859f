// What an exporter wrote: article, path, hash of the bytes. Tells the exporter's files from the owner's, and
// keeps an article's path over edits of its title. A plain value, read from and written to text (TAB
// separated); one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gazette {

struct ManifestEntry {
  std::string path;
  std::string sha256;  ///< lower-case hex; empty: we removed the file
};

/// One line of a manifest or journal, with its newline.
std::string manifest_line(std::string_view id, const ManifestEntry& entry);
/// All lines in order. What is no line is left out: a torn last line costs an entry, nothing else.
std::vector<std::pair<std::string, ManifestEntry>> parse_manifest_lines(std::string_view text);

class Manifest {
 public:
  using Entries = std::map<std::string, ManifestEntry, std::less<>>;

  static Manifest parse(std::string_view text);
  std::string text() const;

  const ManifestEntry* find(std::string_view id) const;
  /// The article whose file the path is, on file systems that know no case, too; empty if free.
  std::string_view owner(std::string_view path) const;
  const Entries& entries() const { return entries_; }

  void set(const std::string& id, ManifestEntry entry);
  /// Takes a path for an article whose file is not written yet.
  void claim(const std::string& id, std::string_view path);
  /// Entries of files that we removed.
  void forget_removed();

 private:
  Entries entries_;
  std::unordered_map<std::string, std::string> owners_;  ///< lower-case path: id
};

}  // namespace gazette

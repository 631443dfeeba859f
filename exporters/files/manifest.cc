#include "exporters/files/manifest.h"

#include <algorithm>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kHashDigits = 64;

bool is_hash(std::string_view s) {
  return s.empty() || (s.size() == kHashDigits && s.find_first_not_of("0123456789abcdef") == s.npos);
}

/// A path that site_path() could have given: the file was ours to write, and the owner's to edit.
bool is_path(std::string_view s) {
  if (s.empty()) return false;
  const auto parts = split(s, '/');
  return std::none_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part.front() == '.' || part.front() == '-' || part.find('\0') != part.npos;
  });
}

}  // namespace

std::string manifest_line(std::string_view id, const ManifestEntry& entry) {
  std::string line(id);
  return line.append("\t").append(entry.path).append("\t").append(entry.sha256).append("\n");
}

std::vector<std::pair<std::string, ManifestEntry>> parse_manifest_lines(std::string_view text) {
  std::vector<std::pair<std::string, ManifestEntry>> lines;
  for (std::size_t end; (end = text.find('\n')) != text.npos; text.remove_prefix(end + 1)) {
    const auto fields = split(text.substr(0, end), '\t');
    if (fields.size() != 3 || fields[0].empty() || !is_path(fields[1]) || !is_hash(fields[2])) continue;
    lines.emplace_back(fields[0], ManifestEntry{std::string(fields[1]), std::string(fields[2])});
  }
  return lines;
}

Manifest Manifest::parse(std::string_view text) {
  Manifest manifest;
  for (auto& [id, entry] : parse_manifest_lines(text)) manifest.set(id, std::move(entry));
  return manifest;
}

std::string Manifest::text() const {
  std::string text;
  for (const auto& [id, entry] : entries_) text += manifest_line(id, entry);
  return text;
}

const ManifestEntry* Manifest::find(std::string_view id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

std::string_view Manifest::owner(std::string_view path) const {
  const auto found = owners_.find(to_lower(path));
  return found == owners_.end() ? std::string_view() : std::string_view(found->second);
}

void Manifest::set(const std::string& id, ManifestEntry entry) {
  ManifestEntry& known = entries_[id];
  const auto left = owners_.find(to_lower(known.path));
  if (left != owners_.end() && left->second == id) owners_.erase(left);
  claim(id, entry.path);
  known = std::move(entry);
}

void Manifest::claim(const std::string& id, std::string_view path) {
  owners_[to_lower(path)] = id;
}

void Manifest::forget_removed() {
  for (auto at = entries_.begin(); at != entries_.end();) {
    if (!at->second.sha256.empty()) {
      ++at;
      continue;
    }
    const auto owner = owners_.find(to_lower(at->second.path));
    if (owner != owners_.end() && owner->second == at->first) owners_.erase(owner);
    at = entries_.erase(at);
  }
}

}  // namespace gazette

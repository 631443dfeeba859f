#include "exporters/git/message.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

using Kind = CommittedFile::Kind;

constexpr std::size_t kMaxSubject = 72;
constexpr std::size_t kMaxTitles = 50;
constexpr std::size_t kMaxTitle = 100;  // code points
constexpr std::array<std::pair<Kind, std::string_view>, 3> kVerbs{
    {{Kind::added, "add"}, {Kind::updated, "update"}, {Kind::removed, "remove"}}};

/// " (qq, lwn, +3)": as many sources as there is room for.
std::string sources_of(const std::vector<CommittedFile>& files, std::size_t room) {
  const std::vector<std::string> names = source_names(files);
  for (std::size_t shown = names.size(); shown > 0; --shown) {
    std::vector<std::string> some(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown));
    if (shown < names.size()) some.push_back('+' + std::to_string(names.size() - shown));
    std::string text = " (" + join(some, ", ") + ')';
    if (text.size() <= room) return text;
    if (shown > kMaxSubject) shown = kMaxSubject;  // more names than characters
  }
  return {};
}

}  // namespace

std::string change_counts(const std::vector<CommittedFile>& files, int images) {
  std::string text;
  for (const auto& [kind, verb] : kVerbs) {
    const auto count =
        std::count_if(files.begin(), files.end(), [k = kind](const auto& file) { return file.kind == k; });
    if (count == 0) continue;
    const bool first = text.empty();
    text.append(first ? "" : ", ").append(verb).append(" ").append(std::to_string(count));
    if (first) text += count == 1 ? " article" : " articles";
  }
  if (images > 0) {
    text.append(text.empty() ? "update " : ", ").append(std::to_string(images));
    text += images == 1 ? " image" : " images";
  }
  if (!text.empty()) text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::vector<std::string> source_names(const std::vector<CommittedFile>& files) {
  std::vector<std::string> names;
  for (const CommittedFile& file : files)
    if (!file.source.empty()) names.push_back(escape_for_log(file.source));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

char change_mark(Kind kind) {
  return kind == Kind::added ? '+' : kind == Kind::updated ? '~' : '-';
}

std::string shown_title(const CommittedFile& file) {
  const std::string& name = file.title.empty() ? file.path : file.title;
  return escape_for_log(first_code_points(collapse_whitespace(name), kMaxTitle));
}

std::string commit_message(const std::vector<CommittedFile>& files, int images) {
  std::string message = change_counts(files, images);
  message += sources_of(files, kMaxSubject - std::min(kMaxSubject, message.size()));
  message += files.empty() ? "\n" : "\n\n";
  for (std::size_t i = 0; i < std::min(files.size(), kMaxTitles); ++i) {
    message += change_mark(files[i].kind);
    message += ' ' + shown_title(files[i]) + '\n';
  }
  if (files.size() > kMaxTitles) message += "and " + std::to_string(files.size() - kMaxTitles) + " more\n";
  return message;
}

std::string edit_message(const std::string& title, const std::string& source, int version) {
  const std::string end = " (" + escape_for_log(source) + ", version " + std::to_string(version) + ")";
  const std::string_view start = "Update ";
  const std::size_t room = kMaxSubject - std::min(kMaxSubject, start.size() + count_code_points(end));
  const std::string line = escape_for_log(collapse_whitespace(title));
  if (count_code_points(line) <= room) return std::string(start) + line + end + '\n';
  const std::size_t shown = std::max<std::size_t>(room, 4) - 3;
  return std::string(start) + std::string(first_code_points(line, shown)) + "..." + end + '\n';
}

}  // namespace gazette

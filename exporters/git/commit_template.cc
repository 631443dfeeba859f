#include "exporters/git/commit_template.h"

#include <algorithm>
#include <array>
#include <utility>

#include "exporters/templates/checked_template.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

using Kind = CommittedFile::Kind;

constexpr std::size_t kMaxArticles = 50;
constexpr auto kNames = std::to_array<std::string_view>({"counts", "added", "updated", "removed", "images",
                                                         "source_list", "sources", "articles", "more", "mark",
                                                         "title", "source", "version", "path"});

/// Empty for none.
std::string count_of(const std::vector<CommittedFile>& files, Kind kind) {
  const auto count =
      std::count_if(files.begin(), files.end(), [&](const CommittedFile& file) { return file.kind == kind; });
  return count == 0 ? "" : std::to_string(count);
}

CheckedTemplate::Data article_values(const CommittedFile& file) {
  CheckedTemplate::Data data;
  set_value(data, "mark", std::string(1, change_mark(file.kind)));
  set_value(data, "title", shown_title(file));
  set_value(data, "source", escape_for_log(file.source));
  set_value(data, "version", std::to_string(file.version));
  set_value(data, "path", escape_for_log(file.path));
  return data;
}

CheckedTemplate::Data values_of(const std::vector<CommittedFile>& files, int images) {
  CheckedTemplate::Data data;
  set_value(data, "counts", change_counts(files, images));
  set_value(data, "added", count_of(files, Kind::added));
  set_value(data, "updated", count_of(files, Kind::updated));
  set_value(data, "removed", count_of(files, Kind::removed));
  set_value(data, "images", images == 0 ? "" : std::to_string(images));
  const std::vector<std::string> sources = source_names(files);
  set_value(data, "source_list", join(sources, ", "));
  data.set("sources", list_of(sources));
  CheckedTemplate::Data articles(CheckedTemplate::Data::type::list);
  const std::size_t shown = std::min(files.size(), kMaxArticles);
  for (std::size_t i = 0; i < shown; ++i) articles.push_back(article_values(files[i]));
  data.set("articles", articles);
  set_value(data, "more", shown < files.size() ? std::to_string(files.size() - shown) : "");
  return data;
}

std::string as_it_is(const std::string& value) {
  return value;
}

}  // namespace

Result<std::shared_ptr<const CommitTemplate>> CommitTemplate::read(std::string_view text) {
  auto checked = CheckedTemplate::read(text, kNames, as_it_is);
  if (!checked) return pass_on(checked);
  auto result = std::make_shared<CommitTemplate>();
  result->template_ = std::move(*checked);
  return result;
}

std::string CommitTemplate::text(const std::vector<CommittedFile>& files, int images) const {
  std::string message = template_->fill(values_of(files, images));
  return trim(message).empty() ? commit_message(files, images) : message;
}

}  // namespace gazette

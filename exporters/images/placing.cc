#include "exporters/images/placing.h"

#include <algorithm>

#include "exporters/files/layout.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kHashDigits = 16;

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash + 1);
}

/// "a/b/index.md", "a/b/index.{lang}.md"
bool makes_bundles(std::string_view layout) {
  const std::string_view name = layout.substr(folder_of(layout).size());
  return name.starts_with("index.");
}

bool is_folder(std::string_view folder) {
  const auto parts = split(folder, '/');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && safe_segment(part) == part && part.front() != '.' && part.front() != '-';
  });
}

/// What stands in Markdown between parentheses as it is.
bool is_url_start(std::string_view url) {
  return std::all_of(url.begin(), url.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/:._~-%@+").find(c) != std::string_view::npos;
  });
}

}  // namespace

Result<ImagePlacing> ImagePlacing::make(const Dialect& dialect, std::string_view layout, std::string folder,
                                        std::string url) {
  ImagePlacing placing;
  placing.beside_ = dialect.bundles && folder.empty() && makes_bundles(layout);
  placing.folder_ = folder.empty() ? std::string(dialect.images) : std::move(folder);
  while (placing.folder_.ends_with('/')) placing.folder_.pop_back();
  if (!is_folder(placing.folder_))
    return fail(ErrorKind::config,
                "assets_path: \"" + escape_for_log(placing.folder_) +
                    "\" must be a folder below the site, of A-Z, a-z, 0-9, '.', '_' and '-'");
  const bool of_dialect = placing.folder_ == dialect.images;
  if (url.empty() && of_dialect) url = dialect.images_url;
  if (url.empty() && !dialect.images_url.empty() && !placing.beside_)
    return fail(ErrorKind::config,
                "assets_url: is needed beside assets_path: what links to these images begin with");
  while (url.size() > 1 && url.ends_with('/')) url.pop_back();
  if (!is_url_start(url))
    return fail(ErrorKind::config,
                "assets_url: \"" + escape_for_log(url) + "\" must be the beginning of a URL");
  placing.url_ = url == "/" ? "" : url;
  placing.rooted_ = url == "/";
  return placing;
}

std::string ImagePlacing::path(std::string_view article_id, std::string_view article_path,
                               std::string_view name) const {
  if (beside_) return std::string(folder_of(article_path)).append(name);
  return folder_ + '/' + safe_segment(article_id) + '/' + std::string(name);
}

std::string ImagePlacing::link(std::string_view article_id, std::string_view article_path,
                               std::string_view name) const {
  if (beside_) return std::string(name);
  if (!url_.empty() || rooted_) return url_ + '/' + safe_segment(article_id) + '/' + std::string(name);
  std::string up;
  for (const char c : article_path)
    if (c == '/') up += "../";
  return up + path(article_id, article_path, name);
}

std::string image_file_name(std::string_view sha256, std::string_view type) {
  return std::string(sha256.substr(0, kHashDigits)).append(".").append(type);
}

}  // namespace gazette

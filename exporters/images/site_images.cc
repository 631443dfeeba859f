#include "exporters/images/site_images.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace gazette {
namespace {

using Outcome = DoneFile::Outcome;

constexpr std::size_t kAtOnce = 32'000'000;  // bytes of images in memory

/// With the path, so that an image that goes elsewhere is another one.
std::string image_id(std::string_view article, std::string_view path) {
  return std::string("+").append(article).append("/").append(path);
}

std::string name_of(const KeptImage& image) {
  return image_file_name(image.sha256, image.type);
}

void count(const std::vector<DoneFile>& done, ImageReport& report) {
  for (const DoneFile& file : done) {
    report.written += file.outcome == Outcome::written;
    report.removed += file.outcome == Outcome::removed;
    if (file.outcome == Outcome::kept || file.outcome == Outcome::blocked) report.kept.push_back(file.path);
  }
}

}  // namespace

bool is_image_id(std::string_view manifest_id) {
  return manifest_id.starts_with('+');
}

ArticleImages shown_images(const Article& article, std::span<const KeptImage> kept) {
  ArticleImages result{article.id, {}};
  if (kept.empty()) return result;
  const std::vector<std::string> urls = image_urls(article);
  const std::unordered_set<std::string_view> shown(urls.begin(), urls.end());
  for (const KeptImage& image : kept)
    if (shown.contains(image.url)) result.images.push_back(image);
  return result;
}

ImagePlaces image_places(const ArticleImages& images, const ImagePlacing& placing,
                         std::string_view article_path) {
  ImagePlaces places;
  for (const KeptImage& image : images.images)
    places[image.url] = image.left_out ? "" : placing.link(images.article, article_path, name_of(image));
  return places;
}

/// Those with a file, each once.
std::vector<WantedFile> SiteImages::wanted(const ArticleImages& images, std::string_view article_path) const {
  std::vector<WantedFile> files;
  std::unordered_set<std::string> seen;
  for (const KeptImage& image : images.images) {
    const std::string name = name_of(image);
    if (image.left_out || !seen.insert(name).second) continue;
    WantedFile file;
    file.path = file.spare_path = placing_.path(images.article, article_path, name);
    file.id = image_id(images.article, file.path);
    file.text = image.sha256;  // until its bytes are read
    files.push_back(std::move(file));
  }
  return files;
}

std::vector<WantedFile> SiteImages::unwanted(const ArticleImages& images,
                                             std::string_view article_path) const {
  std::unordered_set<std::string> stay;
  for (const WantedFile& file : wanted(images, article_path)) stay.insert(file.id);
  std::vector<WantedFile> files;
  const std::string first = image_id(images.article, "");
  const Manifest::Entries& entries = files_.manifest().entries();
  for (auto at = entries.lower_bound(first); at != entries.end() && at->first.starts_with(first); ++at) {
    if (stay.contains(at->first) || at->second.sha256.empty()) continue;
    WantedFile file;
    file.id = at->first;
    file.path = file.spare_path = at->second.path;
    file.remove = true;
    files.push_back(std::move(file));
  }
  return files;
}

/// Two articles that want one bundle: the one that does not get it has its images elsewhere soon.
bool SiteImages::belongs_to_another(const WantedFile& file) const {
  const std::string_view owner = files_.manifest().owner(file.path);
  return is_image_id(owner) && owner != file.id;
}

Result<void> SiteImages::write(std::vector<WantedFile>& some, std::vector<std::string>& texts,
                               ImageReport& report) {
  for (std::size_t i = 0; i < some.size(); ++i) some[i].text = texts[i];
  const Result<std::vector<DoneFile>> done = files_.apply(some);
  if (!done) return pass_on(done);
  count(*done, report);
  some.clear();
  texts.clear();
  return {};
}

Result<ImageReport> SiteImages::add(std::span<const ArticleImages> batch,
                                    const std::vector<std::string>& article_paths) {
  ImageReport report;
  std::vector<WantedFile> some;
  std::vector<std::string> texts;
  std::size_t size = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    for (WantedFile& file : wanted(batch[i], article_paths[i])) {
      if (files_.stands(file) || belongs_to_another(file)) continue;
      Result<std::optional<std::string>> bytes = bytes_(std::string(file.text));
      if (!bytes) return pass_on(bytes);
      if (!*bytes) continue;  // withdrawn meanwhile: the article's turn comes
      size += (*bytes)->size();
      some.push_back(std::move(file));
      texts.push_back(std::move(**bytes));
      if (size < kAtOnce) continue;
      if (const Result<void> done = write(some, texts, report); !done) return pass_on(done);
      size = 0;
    }
  }
  if (some.empty()) return report;
  const Result<void> done = write(some, texts, report);
  return done ? Result<ImageReport>(std::move(report)) : pass_on(done);
}

Result<ImageReport> SiteImages::drop(const ArticleImages& images, std::string_view article_path) {
  ImageReport report;
  const std::vector<WantedFile> files = unwanted(images, article_path);
  if (files.empty()) return report;
  const Result<std::vector<DoneFile>> done = files_.apply(files);
  if (!done) return pass_on(done);
  count(*done, report);
  return report;
}

Result<std::vector<FileChange>> SiteImages::preview(const ArticleImages& images,
                                                    std::string_view article_path) {
  std::vector<FileChange> changes;
  for (const WantedFile& file : wanted(images, article_path)) {
    if (files_.stands(file)) continue;
    FileChange change;
    change.path = change.old_path = file.path;
    change.after = std::string(1, '\0').append(file.text);  // git calls it binary, as the image is
    changes.push_back(std::move(change));
  }
  const std::vector<WantedFile> gone = unwanted(images, article_path);
  Result<std::vector<FileChange>> removed = files_.preview(gone);
  if (!removed) return removed;
  std::move(removed->begin(), removed->end(), std::back_inserter(changes));
  return changes;
}

}  // namespace gazette

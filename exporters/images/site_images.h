// The image files of a site's articles: written before the articles that show them, taken away after. An
// image belongs to one article of the site; its name in the manifest begins with a plus sign, which no
// article's does. One thread; failures are ErrorKind::exporter, and the batch is to be repeated.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/exporter.h"
#include "exporters/files/site_files.h"
#include "exporters/images/links.h"
#include "exporters/images/placing.h"

namespace gazette {

/// True for what the manifest calls an image.
bool is_image_id(std::string_view manifest_id);

/// The images of one article that its text shows.
struct ArticleImages {
  std::string article;  ///< Article::id
  std::vector<KeptImage> images;
};

/// Of `kept`, what the article (as it is given out) shows.
ArticleImages shown_images(const Article& article, std::span<const KeptImage> kept);
/// What stands for them in the text of a file at `article_path`.
ImagePlaces image_places(const ArticleImages& images, const ImagePlacing& placing,
                         std::string_view article_path);

struct ImageReport {
  int written = 0, removed = 0;
  std::vector<std::string> kept;  ///< files that the owner put in an image's place
};

class SiteImages {
 public:
  SiteImages(SiteFiles& files, const ImagePlacing& placing, ImageBytes bytes)
      : files_(files), placing_(placing), bytes_(std::move(bytes)) {}

  /// What add() would write, and drop() take away; with a mark in place of the bytes.
  Result<std::vector<FileChange>> preview(const ArticleImages& images, std::string_view article_path);
  /// Writes those that do not stand yet, some at a time.
  Result<ImageReport> add(std::span<const ArticleImages> batch,
                          const std::vector<std::string>& article_paths);
  /// Takes away what an article has and does not show any more.
  Result<ImageReport> drop(const ArticleImages& images, std::string_view article_path);

 private:
  std::vector<WantedFile> wanted(const ArticleImages& images, std::string_view article_path) const;
  std::vector<WantedFile> unwanted(const ArticleImages& images, std::string_view article_path) const;
  bool belongs_to_another(const WantedFile& file) const;
  Result<void> write(std::vector<WantedFile>& some, std::vector<std::string>& texts, ImageReport& report);

  SiteFiles& files_;
  const ImagePlacing& placing_;
  ImageBytes bytes_;
};

}  // namespace gazette

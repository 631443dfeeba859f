// Where a site's images go and how its articles name them: beside the article in a page bundle, else in a
// folder of the generator's, one folder an article. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "exporters/dialects/dialect.h"
#include "feeds/text/result.h"

namespace gazette {

class ImagePlacing {
 public:
  /// `layout`: of the articles; `folder`, `url`: the owner's, empty: the dialect's. ErrorKind::config for a
  /// folder or URL that cannot be one.
  static Result<ImagePlacing> make(const Dialect& dialect, std::string_view layout, std::string folder,
                                   std::string url);

  /// The file below the site's root of the image `name` of an article whose file is at `article_path`.
  std::string path(std::string_view article_id, std::string_view article_path, std::string_view name) const;
  /// How that article names it.
  std::string link(std::string_view article_id, std::string_view article_path, std::string_view name) const;

 private:
  bool beside_ = false;
  bool rooted_ = false;       ///< links begin with "/"
  std::string folder_, url_;  ///< an empty URL, not rooted: links are relative to the article's folder
};

/// "3f2a91c04d7b88e1.jpg" of a content's hash and type.
std::string image_file_name(std::string_view sha256, std::string_view type);

}  // namespace gazette

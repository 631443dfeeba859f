// The images of an article's record: where they are, and the record with other addresses for them. Reads
// Markdown as our own writer makes it (feeds/html/markdown). Pure; any thread; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "feeds/article.h"

namespace gazette {

/// "![label](url "title")" or "[label](url "title")" by bytes of the text that it stands in.
struct MarkdownLink {
  bool is_image = false;
  std::size_t begin = 0, end = 0;          ///< all of it
  std::size_t url_begin = 0, url_end = 0;  ///< as it is written
  std::string url;                         ///< as it is meant
};

/// By their ends; none of code.
std::vector<MarkdownLink> markdown_links(std::string_view markdown);

/// The http(s) images of the record in order, each once, then the article's own; bounded.
std::vector<std::string> image_urls(const Article& article);

/// By URL: the address that stands for it; empty: the image is left out.
using ImagePlaces = std::unordered_map<std::string, std::string>;

/// The article with its images at those places: record, thumbnail, and links that lead to an image itself.
Article with_images_at(Article article, const ImagePlaces& places);

}  // namespace gazette

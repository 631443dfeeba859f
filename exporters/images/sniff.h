// What an image is, told by its bytes and never by its name or the server's word, and how large a picture
// they would make. Reads headers only. Pure; any thread; never fails.
#pragma once

#include <optional>
#include <string_view>

namespace gazette {

struct ImageKind {
  std::string_view type;  ///< "jpg", "png", "gif", "webp", "avif": also the ending of its file
  int width = 0, height = 0;
  bool rotated = false;   ///< it carries an orientation: shown otherwise than it is stored
  bool animated = false;  ///< more than one picture, as far as the header tells
};

/// Absent: no image of these kinds, or its header is damaged.
std::optional<ImageKind> sniff_image(std::string_view bytes);

/// Why bytes that are no such image are none, in words: "an SVG drawing", "a web page", "empty", ...
std::string_view what_instead(std::string_view bytes);

}  // namespace gazette

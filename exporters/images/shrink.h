// A smaller copy of a picture, by GD. Pure; any thread (GD keeps no state between calls). Decoding takes four
// bytes a pixel: the caller bounds the pixels.
#pragma once

#include <string>
#include <string_view>

#include "exporters/images/sniff.h"
#include "feeds/text/result.h"

namespace gazette {

/// True for what shrink_image() can make narrower without losing anything else: no film, no orientation.
bool can_shrink(const ImageKind& kind);

/// The same picture `width` pixels wide, in the same format. ErrorKind::parse if it cannot be read.
Result<std::string> shrink_image(std::string_view bytes, const ImageKind& kind, int width);

}  // namespace gazette

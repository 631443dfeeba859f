#include "exporters/images/shrink.h"

#include <algorithm>
#include <cstdarg>
#include <cstdint>
#include <memory>

#include <gd.h>

namespace gazette {
namespace {

/// GD writes warnings to stderr; a damaged image is an error of ours, said where it belongs.
void be_quiet(int /*priority*/, const char* /*format*/, va_list /*values*/) {}

constexpr int kQuality = 85;      // of JPEG and WebP
constexpr int kCompression = -1;  // of PNG: zlib's usual

struct FreeImage {
  void operator()(gdImagePtr image) const { gdImageDestroy(image); }
};
using Image = std::unique_ptr<gdImage, FreeImage>;

struct FreeBytes {
  void operator()(void* bytes) const { gdFree(bytes); }
};

Image read(std::string_view bytes, std::string_view type) {
  const int size = static_cast<int>(bytes.size());
  void* data =
      const_cast<char*>(bytes.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast): GD only reads
  if (type == "jpg") return Image(gdImageCreateFromJpegPtr(size, data));
  if (type == "png") return Image(gdImageCreateFromPngPtr(size, data));
  return Image(gdImageCreateFromWebpPtr(size, data));
}

std::string written(gdImagePtr image, std::string_view type) {
  int size = 0;
  void* data = type == "jpg"   ? gdImageJpegPtr(image, &size, kQuality)
               : type == "png" ? gdImagePngPtrEx(image, &size, kCompression)
                               : gdImageWebpPtrEx(image, &size, kQuality);
  const std::unique_ptr<void, FreeBytes> bytes(data);
  return bytes ? std::string(static_cast<const char*>(data), static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

bool can_shrink(const ImageKind& kind) {
  const bool known = kind.type == "jpg" || kind.type == "png" || kind.type == "webp";
  return known && !kind.rotated && !kind.animated;
}

Result<std::string> shrink_image(std::string_view bytes, const ImageKind& kind, int width) {
  [[maybe_unused]] static const bool quiet =
      (gdSetErrorMethod(be_quiet), true);  // once: it is a global of GD
  if (!can_shrink(kind) || bytes.size() > INT32_MAX)
    return fail(ErrorKind::parse, "no image that can be made smaller");
  const Image large = read(bytes, kind.type);
  if (!large) return fail(ErrorKind::parse, "the image is damaged");
  gdImagePaletteToTrueColor(large.get());
  const auto height = static_cast<int>(
      std::max<std::int64_t>(1, std::int64_t{kind.height} * width / std::max(1, kind.width)));
  gdImageSetInterpolationMethod(large.get(), GD_BICUBIC_FIXED);
  const Image small(gdImageScale(large.get(), static_cast<unsigned>(width), static_cast<unsigned>(height)));
  if (!small) return fail(ErrorKind::parse, "the image cannot be made smaller");
  gdImageSaveAlpha(small.get(), 1);
  std::string result = written(small.get(), kind.type);
  if (result.empty()) return fail(ErrorKind::parse, "the smaller image cannot be written");
  return result;
}

}  // namespace gazette

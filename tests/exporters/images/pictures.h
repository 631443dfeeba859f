// Pictures for the tests, made by GD: real files of every kind.
#pragma once

#include <string>
#include <string_view>

#include <gd.h>

namespace gazette::testing {

inline std::string picture(std::string_view type, int width, int height, int shade = 0) {
  gdImagePtr image = gdImageCreateTrueColor(width, height);
  for (int x = 0; x < width; ++x)
    for (int y = 0; y < height; ++y)
      gdImageSetPixel(image, x, y, gdTrueColor((x * 7 + shade) % 256, y * 5 % 256, x * y % 256));
  int size = 0;
  void* data = type == "jpg"    ? gdImageJpegPtr(image, &size, 90)
               : type == "png"  ? gdImagePngPtr(image, &size)
               : type == "webp" ? gdImageWebpPtr(image, &size)
                                : gdImageGifPtr(image, &size);
  std::string bytes(static_cast<const char*>(data), static_cast<std::size_t>(size));
  gdFree(data);
  gdImageDestroy(image);
  return bytes;
}

/// A JPEG that says it is to be turned (EXIF orientation 6).
inline std::string turned_picture(int width, int height) {
  const std::string exif("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 32);
  const std::size_t length = exif.size() + 2;
  std::string segment = "\xff\xe1";
  segment += static_cast<char>(length >> 8);
  segment += static_cast<char>(length & 0xff);
  return picture("jpg", width, height).insert(2, segment + exif);
}

}  // namespace gazette::testing

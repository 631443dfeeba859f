#include "exporters/images/sniff.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kHeader = 64 * 1024;  // where AVIF's boxes and EXIF are looked for

std::uint32_t number(std::string_view s, std::size_t at, std::size_t bytes, bool big) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    const std::size_t from = big ? i : bytes - 1 - i;
    const unsigned char byte = at + from < s.size() ? static_cast<unsigned char>(s[at + from]) : 0;
    value = value << 8 | byte;
  }
  return value;
}
int big16(std::string_view s, std::size_t at) {
  return static_cast<int>(number(s, at, 2, true));
}
int little16(std::string_view s, std::size_t at) {
  return static_cast<int>(number(s, at, 2, false));
}
int little24(std::string_view s, std::size_t at) {
  return static_cast<int>(number(s, at, 3, false));
}
/// As a size of a picture: what is larger than an int counts as none.
int big32(std::string_view s, std::size_t at) {
  const std::uint32_t value = number(s, at, 4, true);
  return value <= INT32_MAX ? static_cast<int>(value) : 0;
}

std::optional<ImageKind> of_size(std::string_view type, int width, int height) {
  if (width <= 0 || height <= 0) return std::nullopt;
  return ImageKind{type, width, height};
}

/// PNG (W3C, 11.2.2): IHDR is the first chunk; acTL makes it animated.
std::optional<ImageKind> png(std::string_view s) {
  if (s.substr(12, 4) != "IHDR") return std::nullopt;
  std::optional<ImageKind> kind = of_size("png", big32(s, 16), big32(s, 20));
  if (kind) kind->animated = s.substr(0, kHeader).find("acTL") != s.npos;
  return kind;
}

/// GIF89a, section 18. More than one image is told by the extension that makes it a film.
std::optional<ImageKind> gif(std::string_view s) {
  std::optional<ImageKind> kind = of_size("gif", little16(s, 6), little16(s, 8));
  if (kind) kind->animated = s.substr(0, kHeader).find("NETSCAPE2.0") != s.npos;
  return kind;
}

/// Orientation (tag 0x0112) of an EXIF segment (CIPA DC-008): anything but 1 turns the picture.
bool is_rotated(std::string_view exif) {
  if (!exif.starts_with(std::string_view("Exif\0\0", 6))) return false;
  const std::string_view tiff = exif.substr(6);
  const bool big = tiff.starts_with("MM");
  const std::size_t folder = number(tiff, 4, 4, big);
  const std::size_t fields = std::min<std::size_t>(number(tiff, folder, 2, big), 100);
  for (std::size_t i = 0; i < fields; ++i) {
    const std::size_t field = folder + 2 + i * 12;
    if (number(tiff, field, 2, big) == 0x0112) return number(tiff, field + 8, 2, big) > 1;
  }
  return false;
}

/// JPEG (ITU T.81, B.1): segments up to the frame's header.
std::optional<ImageKind> jpeg(std::string_view s) {
  bool rotated = false;
  for (std::size_t at = 2; at + 9 < s.size();) {
    if (s[at] != '\xff') return std::nullopt;
    const auto marker = static_cast<unsigned char>(s[at + 1]);
    if (marker == 0xff) {
      ++at;
      continue;
    }
    const bool alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    const auto length = static_cast<std::size_t>(alone ? 0 : big16(s, at + 2));
    const bool frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (frame) {
      std::optional<ImageKind> kind = of_size("jpg", big16(s, at + 7), big16(s, at + 5));
      if (kind) kind->rotated = rotated;
      return kind;
    }
    if (marker == 0xe1) rotated |= is_rotated(s.substr(at + 4, length));
    if (!alone && length < 2) return std::nullopt;
    at += 2 + length;
  }
  return std::nullopt;
}

/// WebP container (RFC 9649, 2.4 to 2.7).
std::optional<ImageKind> webp(std::string_view s) {
  const std::string_view chunk = s.substr(12, 4);
  if (chunk == "VP8X") {
    std::optional<ImageKind> kind = of_size("webp", little24(s, 24) + 1, little24(s, 27) + 1);
    if (kind) kind->animated = (number(s, 20, 1, true) & 0x02) != 0;
    return kind;
  }
  if (chunk == "VP8L") {
    const std::uint32_t bits = number(s, 21, 4, false);
    return of_size("webp", static_cast<int>(bits & 0x3fff) + 1, static_cast<int>(bits >> 14 & 0x3fff) + 1);
  }
  if (chunk == "VP8 ") return of_size("webp", little16(s, 26) & 0x3fff, little16(s, 28) & 0x3fff);
  return std::nullopt;
}

/// AVIF (ISO/IEC 23008-12, 6.5.3): the largest extent of any of its items.
std::optional<ImageKind> avif(std::string_view s) {
  std::optional<ImageKind> kind;
  const std::string_view header = s.substr(0, kHeader);
  for (std::size_t at = 0; (at = header.find("ispe", at)) != header.npos; at += 4) {
    const std::optional<ImageKind> one = of_size("avif", big32(s, at + 8), big32(s, at + 12));
    if (one && (!kind || one->width > kind->width)) kind = one;
  }
  return kind;
}

}  // namespace

std::optional<ImageKind> sniff_image(std::string_view bytes) {
  if (bytes.size() < 16) return std::nullopt;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return png(bytes);
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return gif(bytes);
  if (bytes.starts_with("\xff\xd8\xff")) return jpeg(bytes);
  if (bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return webp(bytes);
  const std::string_view brand = bytes.substr(4, 8);
  if (brand == "ftypavif" || brand == "ftypavis") return avif(bytes);
  return std::nullopt;
}

std::string_view what_instead(std::string_view bytes) {
  const std::string start = to_lower(trim(bytes.substr(0, 1024)));
  if (start.empty()) return "empty";
  if (start.find("<svg") != start.npos) return "an SVG drawing";
  if (start.find("<html") != start.npos || start.starts_with("<!doctype html")) return "a web page";
  return "no image of a kind that we keep";
}

}  // namespace gazette

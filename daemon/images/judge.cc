#include "daemon/images/judge.h"

#include <algorithm>
#include <array>
#include <utility>

#include "exporters/images/shrink.h"
#include "exporters/images/sniff.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

using State = StoredImage::State;
using std::chrono::days;
using std::chrono::hours;

constexpr int kDot = 3;                   // pixels: no picture is so small
constexpr Duration kRoomAfter = days(7);  // a full quota has room again when articles have gone
constexpr std::array<Duration, 6> kTries{hours(1), hours(6), days(1), days(3), days(7), days(30)};

FetchedImage settled(StoredImage image, State state, std::string reason) {
  image.state = state;
  image.reason = std::move(reason);
  image.next.reset();
  return {std::move(image), {}};
}

FetchedImage missing(StoredImage image, std::string reason, Time now) {
  FetchedImage result = settled(std::move(image), State::missing, std::move(reason));
  if (const std::optional<Duration> wait = next_image_try(result.image.tries))
    result.image.next = now + *wait;
  return result;
}

/// A smaller copy where one is wanted and can be made.
std::string fitted(std::string bytes, ImageKind& kind, int max_width) {
  if (max_width <= 0 || kind.width <= max_width || !can_shrink(kind)) return bytes;
  Result<std::string> small = shrink_image(bytes, kind, max_width);
  if (!small || small->size() >= bytes.size()) return bytes;
  if (const std::optional<ImageKind> now = sniff_image(*small)) kind = *now;
  return std::move(*small);
}

FetchedImage kept(StoredImage image, std::string bytes, const ImageKind& kind) {
  FetchedImage result = settled(std::move(image), State::kept, {});
  result.image.sha256 = sha256_hex(bytes);
  result.image.type = kind.type;
  result.image.width = kind.width;
  result.image.height = kind.height;
  result.image.size = static_cast<std::int64_t>(bytes.size());
  result.bytes = std::move(bytes);
  return result;
}

FetchedImage judge_bytes(StoredImage image, const std::string& bytes, const ImageOptions& options,
                         std::int64_t room, Time now) {
  std::optional<ImageKind> kind = sniff_image(bytes);
  if (!kind) {
    const std::string instead(what_instead(bytes));
    const bool passing = instead == "empty" || instead == "a web page";  // a wall, or a server in trouble
    return passing ? missing(std::move(image), instead, now)
                   : settled(std::move(image), State::refused, instead);
  }
  if (kind->width <= kDot && kind->height <= kDot)
    return settled(
        std::move(image), State::tracking,
        "a dot of " + std::to_string(kind->width) + " x " + std::to_string(kind->height) + " pixels");
  if (bytes.size() > options.max_bytes)
    return settled(std::move(image), State::refused, "more than images.max_bytes");
  if (std::int64_t{kind->width} * kind->height > options.max_pixels)
    return settled(std::move(image), State::refused, "more than images.max_pixels");
  std::string fit = fitted(bytes, *kind, options.max_width);
  if (static_cast<std::int64_t>(fit.size()) <= room) return kept(std::move(image), std::move(fit), *kind);
  FetchedImage full = settled(std::move(image), State::missing, "its source has used up images.quota");
  full.image.next = now + kRoomAfter;
  return full;
}

}  // namespace

std::optional<Duration> next_image_try(int tries) {
  const auto index = static_cast<std::size_t>(std::max(tries, 1) - 1);
  return index < kTries.size() ? std::optional(kTries[index]) : std::nullopt;
}

FetchedImage judge_image(const StoredImage& before, const Result<WebResponse>& answer,
                         const ImageOptions& options, std::int64_t room, Time now) {
  StoredImage image = before;
  ++image.tries;
  if (!answer) {
    if (answer.error().kind == ErrorKind::too_large)
      return settled(std::move(image), State::refused, answer.error().message);
    return missing(std::move(image), answer.error().message, now);
  }
  if (answer->status < 200 || answer->status > 299)
    return missing(std::move(image), "HTTP status " + std::to_string(answer->status), now);
  return judge_bytes(std::move(image), answer->body, options, room, now);
}

}  // namespace gazette

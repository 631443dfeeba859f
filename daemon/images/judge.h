// What becomes of an image by the answer of its server: kept (smaller, if the operator wants it so), known as
// a dot that tells somebody who reads, refused for good, or missing and asked for again later. Pure but for
// CPU; any thread.
#pragma once

#include <optional>

#include "config/config.h"
#include "daemon/net/web.h"
#include "storage/store.h"

namespace gazette {

/// When an image is asked for again after so many tries in vain: in an hour at first, in a month at last,
/// then never.
std::optional<Duration> next_image_try(int tries);

/// `before`: what is known of it (its URL and tries). `room`: bytes that its source may still keep.
FetchedImage judge_image(const StoredImage& before, const Result<WebResponse>& answer,
                         const ImageOptions& options, std::int64_t room, Time now);

}  // namespace gazette

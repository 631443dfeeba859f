// Feed to the JSON of `gazette parse` (DESIGN section 5): a contract for tools outside. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "feeds/feed.h"
#include "feeds/parse/json_writer.h"

namespace gazette {

/// One line of JSON, valid UTF-8. Content is sanitized HTML with absolute URLs (relative as they stand where
/// the document has no base), times RFC 3339 UTC, absent fields left out.
std::string feed_to_json(const Feed& feed);
/// The same in the memory of `json`, valid until that writes something else.
std::string_view write_feed(parse::JsonWriter& json, const Feed& feed);

}  // namespace gazette

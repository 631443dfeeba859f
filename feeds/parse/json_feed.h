// JSON Feed 1.0 and 1.1 to Feed. Pure; any thread.
#pragma once

#include <string_view>

#include "feeds/feed.h"
#include "feeds/parse/problems.h"
#include "feeds/text/result.h"

namespace gazette::parse {

/// `text` is valid UTF-8. ErrorKind::not_a_feed for other JSON, ErrorKind::parse for what is no JSON.
Result<Feed> parse_json_feed(std::string_view text, const Document& document, Problems& problems);

}  // namespace gazette::parse

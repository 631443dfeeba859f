// Bytes to Feed: the one way in for RSS, RDF, Atom, JSON Feed, CDF. Repairs what it can and says so in
// Feed::problems; fails only for what is not a feed. Pure, bounded in time and memory; any thread.
#pragma once

#include "feeds/feed.h"
#include "feeds/text/result.h"

namespace gazette {

/// ErrorKind::not_a_feed with what it is instead ("an HTML page titled ...", "empty", "a JSON error");
/// ErrorKind::parse for a feed that nothing can be read from; ErrorKind::too_large past a limit.
Result<Feed> parse_feed(const Document& document);

}  // namespace gazette

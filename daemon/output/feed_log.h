// Follows the store's change log into the logs of the feeds that we give out, so that their archives (RFC
// 5005) can be made of them. Blocking: on a store's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "exporters/exporter.h"
#include "storage/store.h"

namespace gazette {

/// A feed with archives: all, each source's, each feed exporter's. One narrowed by an address or by words has
/// none.
struct LoggedFeed {
  std::string name;
  Selection selection;
};
std::vector<LoggedFeed> logged_feeds(const Config& config);

/// Takes in what changed since the last time, as much as takes a moment; true: there is more. A feed that is
/// new begins with the articles that are there.
Result<bool> extend_feed_logs(Store& store, const std::vector<LoggedFeed>& feeds);

/// To the end, however long it takes.
Result<void> catch_up_feed_logs(Store& store, const std::vector<LoggedFeed>& feeds);
/// Store::withdraw() of what feeds may have shown: the logs take it in first, so that its readers hear that
/// it is gone.
Result<std::optional<StoredArticle>> withdraw_from_feeds(Store& store, const std::vector<LoggedFeed>& feeds,
                                                         const std::string& id, const std::string& why,
                                                         Time at);

/// A page as its documents say it: articles of a full one as they were then, of the open one (0) as they are.
/// Pages 1 to 1 and empty if the feed has no log.
Result<FeedPage> feed_page(Store& store, const std::string& feed, std::int64_t page);

}  // namespace gazette

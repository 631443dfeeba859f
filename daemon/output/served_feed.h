// Feeds as the server gives them: rendered from the store, and again only after a change. Blocking: on a
// store's thread.
#pragma once

#include <vector>

#include "daemon/serve/serve_model.h"
#include "exporters/feed_files.h"
#include "storage/store.h"

namespace gazette {

struct FeedRequest {
  FeedFilesOptions options;
  FeedName name;
  SharedFeed known;
  std::int64_t change = 0;  ///< up to which of the store's changes `known` is right; 0: of none
};

struct FeedAnswer {
  SharedFeed feed;
  std::int64_t change = 0;
};

Result<FeedAnswer> make_feed(Store& store, const FeedRequest& request);
/// See ServeModel::feed_since().
Result<SharedFeed> make_feed_since(Store& store, const FeedRequest& request, std::vector<FeedMark> known);

}  // namespace gazette

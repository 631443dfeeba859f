// Articles whose texts differ little, by their simhashes (feeds/identity/simhash.h): all of them stand in one
// index, which is read whole (100,000 articles: 2 MB). Throws SqlFailure.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

/// Newest first, at most `limit`, among the latest articles.
std::vector<NearPair> near_duplicates(Database& db, int limit);

/// Of one article, nearest first; at most a handful.
std::vector<std::int64_t> near_to(Database& db, std::int64_t article);

}  // namespace gazette

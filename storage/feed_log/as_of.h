// An article as an earlier version of it was, with all that a feed says of it. Throws SqlFailure.
#pragma once

#include <optional>

#include "storage/history/versions.h"
#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

/// What versions keep of an article beside the record, as a JSON array: an expression over the columns of
/// `article`.
#define GAZETTE_VERSION_FACTS                                                                           \
  "json_array(url, language, summary, image, comments, rights, authors, categories, tags, enclosures, " \
  "origin, published, updated, date, license)"

/// `now`: as it is. Absent if there is no such version. Versions older than these facts have those of today.
std::optional<StoredArticle> as_of(Database& db, Versions& versions, StoredArticle now, int version);

}  // namespace gazette

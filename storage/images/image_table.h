// The images of articles: what became of each URL, the bytes of what is kept (each content once), and which
// article has which. Images that no article has any more are let go. Throws SqlFailure; callers hold the
// transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

/// What is known of each URL, by position.
std::vector<std::optional<StoredImage>> read_images(Database& db, std::span<const std::string> urls);
/// In the order in which they stand in the article.
std::vector<StoredImage> images_of(Database& db, std::int64_t article);
std::optional<std::string> image_bytes(Database& db, const std::string& sha256);
std::vector<DueImage> due_images(Database& db, Time now, int limit);
/// Bytes that are kept for articles of the source.
std::int64_t image_bytes_of(Database& db, const std::string& source);

/// See Store::save_images().
void save_images(Database& db, std::int64_t article, std::span<const std::string> urls,
                 std::span<const FetchedImage> fetched);
/// The article, and what was merged into it, have none any more.
void forget_images(Database& db, std::int64_t article);

}  // namespace gazette

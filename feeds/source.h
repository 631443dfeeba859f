// A source as the operator declares it: a feed's URL or a site recipe, and how to treat it. Filled by config, read by
// everybody. Plain values; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "feeds/text/time.h"

namespace gazette {

enum class FullText { automatic, always, never };

struct SourceOptions {
  std::string name;      ///< unique; [a-z0-9-_]: used in paths, URLs and as the record's category
  std::string url;       ///< the feed; empty for a recipe that knows its own
  std::string recipe;    ///< name of a bundled recipe or path of a .toml; empty for a feed
  std::string recipe_text;                     ///< the recipe's TOML, read by config; empty for a feed
  std::map<std::string, std::string> params;   ///< what the recipe's templates may use: channel, limit, author, ...
  std::string title;     ///< shown instead of the feed's own
  std::string language;  ///< overrides what the feed says; empty = feed's, else guessed
  std::string zone;      ///< dates without a zone, and the record's date; empty = recipe's, else "UTC"
  std::vector<std::string> tags;
  FullText full_text = FullText::automatic;
  std::optional<int> limit;               ///< at most so many entries of a listing
  std::optional<Duration> interval;       ///< fixed; absent = fetch.min_interval
  std::map<std::string, std::string> headers;  ///< sent with every request of this source
};

}  // namespace gazette

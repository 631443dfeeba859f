// The feed exporter: NAME.atom, NAME.rss, NAME.json in a folder, rewritten only when their bytes change. See
// exporters/exporter.h for the contract.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "exporters/exporter.h"
#include "exporters/feed_writer.h"
#include "exporters/render/republish.h"

namespace gazette {

struct FeedFilesOptions {
  std::string name;  ///< of the exporter, and of the files
  std::string path;  ///< folder; empty: served only, no files
  std::vector<FeedOutput> formats = {FeedOutput::atom, FeedOutput::rss, FeedOutput::json};
  int limit = 50;
  Selection selection;
  std::string words;  ///< only what a search for them finds; such a feed has no archives. Empty: all
  Republish republish;
  Amount amount = Amount::full;  ///< of every article, and no more than its source allows
  std::string title;             ///< empty: the name
  std::string public_url;        ///< base of self links: PUBLIC_URL/feeds/NAME.atom
  std::string hub;               ///< WebSub; empty: none
};

std::unique_ptr<Exporter> make_feed_exporter(FeedFilesOptions options);

/// Which of a feed's documents (RFC 5005): itself, or the archive of a page.
struct FeedPlace {
  std::int64_t page = 0;             ///< 0: the feed itself
  std::int64_t first = 1, open = 1;  ///< pages there are
};

/// The head that both files and server use for a format.
FeedHead feed_head(const FeedFilesOptions& options, FeedOutput format, const FeedPlace& place = {});

}  // namespace gazette

// Which entries are the same article. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "feeds/feed.h"

namespace gazette {

/// The keys of one entry, strongest first. A key already known to the store names the article; all keys of a
/// stored article become its aliases. The first letter says the kind:
///   "i:<source>:<id>"      id within its source, verbatim (RFC 4287 4.2.6.1: compared by code points)
///   "i:<source>:<id>#<h>"  the same id on several entries of one document
///   "l:<source>:<url>"     no id: the canonical link, where only one entry of the document has it
///   "h:<source>:<hash>"    neither: hash of title and content
///   "u:<hash>"             canonical URL and title together: the same article in another source or under a
///   new id
struct EntryKeys {
  std::vector<std::string> keys;  ///< never empty
};

/// Keys of all entries of a listing, by position; needs them all to see shared ids and links.
std::vector<EntryKeys> identity_keys(const std::string& source, const std::vector<Entry>& entries);

/// Article::id for a new article: `guid` itself if a recipe vouches for it (`trusted`) and it is
/// [A-Za-z0-9._-]{1,64} without a leading dot or dash, else 16 hex digits of the strongest key's SHA-256.
std::string article_id(const Entry& entry, const EntryKeys& keys, bool trusted);

}  // namespace gazette

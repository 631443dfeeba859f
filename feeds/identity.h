// Which entries are the same article: the keys of an entry. Each key is strong enough to name an article
// alone; what is weak (a title, a path) stands in a key together with something else. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "feeds/feed.h"

namespace gazette {

/// The keys of one entry, strongest first. A key already known to the store names the article; all keys of a
/// stored article become its aliases. S is the source: such keys never name another source's article.
///   "i:S:<id>"                  id within its source, verbatim (RFC 4287 4.2.6.1: compared by code points)
///   "l:S:<address>"             no id: the link, where only one entry of the document has it
///   "h:S:<hash>"                neither: hash of title and content
///   "a:S:<address of the id>"   the id is a URL: without scheme, "www", slash, and an edit's number ("#1")
///   "u:<address>\n<title>"      canonical link and title: also in another source
///   "v:<address>\n<minute>"     canonical link and time of publication: also in another source
///   "t:S:<title>\n<minute>..."  title and time of publication (with the text where the time is no precise
///   one) "q:S:<path>\n<title>"       no time: the link without its host, and title "c:S:<title>\n<hash>" no
///   time: title and a text that is long enough
struct EntryKeys {
  std::vector<std::string> keys;    ///< never empty; the first is of the entry's own id
  std::vector<std::string> shared;  ///< several entries of the document claim them: they name none, ever
  std::string apart;                ///< stands for the first key where the store knows that one to be shared
  std::string address;              ///< of the link; empty if it names no article
  bool superseded = false;          ///< the document has the same entry once more, newer or before this one
};

/// Keys of all entries of a listing, by position; needs them all to see shared ids and links.
std::vector<EntryKeys> identity_keys(const std::string& source, const std::vector<Entry>& entries);

/// The first key of an entry with this id.
std::string key_of_id(const std::string& source, const std::string& id);

/// The page said where the article really is (rel=canonical): adds the keys of that link.
void add_canonical_link(EntryKeys& keys, const Entry& entry, const std::string& canonical);

/// Article::id for a new article: `guid` itself if a recipe vouches for it (`trusted`) and it is
/// [A-Za-z0-9._-]{1,64} without a leading dot or dash, else 16 hex digits of the strongest key's SHA-256.
std::string article_id(const Entry& entry, const EntryKeys& keys, bool trusted);

}  // namespace gazette

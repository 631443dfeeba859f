// The walk along a feed's older documents (RFC 5005), a step at a time: which document is next, which of its
// entries are taken, when it ends. Pure; changes the walk that is handed in.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "feeds/feed.h"
#include "feeds/identity.h"
#include "storage/store.h"

namespace gazette {

/// The document that stands behind another one.
struct OlderDocument {
  std::string url;      ///< empty: there is none
  std::string refused;  ///< one that is named, but is not of this source
};
/// What `feed`, which came from `url`, names: its archive, else its next page.
OlderDocument older_document(const Feed& feed, const std::string& url);

/// What a listing says to him who looks for more than it holds.
struct ListingFacts {
  std::string older;                  ///< the first older document
  bool overlaps = true;               ///< something in it was known, so that nothing can be missed
  std::optional<Time> newest_before;  ///< of the listing before this one
};
/// Walks to begin after it was read; `state`: before it was.
std::vector<HistoryWalk> walks_to_begin(const ListingFacts& facts, const SourceState& state,
                                        bool wants_history, Time now);
/// Takes one that is on its way already into the one that begins at the top.
void begin_above(HistoryWalk& begun, const HistoryWalk& on_its_way);
/// Its bits in the source's state.
void note_walk(SourceState& state, const HistoryWalk& walk);
/// False for one that is left over from before the source had another URL.
bool is_current(const SourceState& state, const HistoryWalk& walk);

/// True if its next document is to be read; one that was full goes on when more is wanted, one that was given
/// up when it is asked for `again`.
bool goes_on(HistoryWalk& walk, int wanted, bool again);

/// What is wanted of a document.
struct HistoryNeed {
  int articles = 0;                ///< so many at most
  std::optional<Time> not_before;  ///< what is older would not be kept
};
enum class Taken {
  not_at_all,
  its_keys,
  as_article,
  if_newer  ///< edited while nobody looked, unless what is stored is from later
};
struct Choice {
  std::vector<Taken> taken;  ///< by position
  bool met_known = false;    ///< what the source had before the walk began: nothing is missed behind it
  bool is_too_old = false;   ///< all of it, and so what is behind it
  bool left_some = false;    ///< there were more than wanted
};
Choice choose(const HistoryWalk& walk, const Feed& feed, std::span<const EntryKeys> keys,
              std::span<const std::optional<KnownArticle>> known, const HistoryNeed& need);

/// A document of the walk was read.
struct DocumentRead {
  OlderDocument older;
  std::string body_hash;
  std::int64_t bytes = 0;
  int articles = 0;        ///< that it brought
  std::string listing;     ///< URL of the feed itself
  bool is_enough = false;  ///< as many articles as are wanted
};
void advance(HistoryWalk& walk, const DocumentRead& document, const Choice& choice);
/// It could not be read. `for_good`: it never will be.
void stumble(HistoryWalk& walk, const std::string& why, bool for_good);

/// "12 older documents read, 600 articles; goes on with https://..."
std::string sentence(const HistoryWalk& walk);
/// What becomes of a source's history, for the operator; empty if there is nothing to say.
std::vector<std::string> history_words(const SourceState& state, std::span<const HistoryWalk> walks,
                                       int wanted);

}  // namespace gazette

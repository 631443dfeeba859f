// What a poll hands to the store, and what the store knows of a source and of an entry before: PollResult is
// all that one poll says. Plain values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "feeds/article.h"
#include "feeds/identity.h"

namespace gazette {

/// What is remembered of a source between polls.
struct SourceState {
  std::string name;
  std::string url;                  ///< the URL polled; another one drops the validators
  std::string title;                ///< as the feed said last
  std::string link;                 ///< the feed's site
  std::string etag, last_modified;  ///< byte for byte as the server sent them
  std::string validators_url;       ///< the final URL that gave them
  std::string
      validators_for;     ///< what else they depend on (Accept, user agent, user): another one drops them
  std::string body_hash;  ///< SHA-256 of the last body that was read
  std::optional<Time> last_poll, last_success, last_new, next_poll;
  int failures = 0;               ///< in a row
  int last_status = 0;            ///< HTTP; 0 = no answer
  std::string error_kind, error;  ///< of the last poll; empty after a success
  std::string reason;             ///< why next_poll is when it is: a sentence
  std::string rule;               ///< and the name of the rule that won
  bool gone = false;              ///< 410: not polled any more
  std::optional<Time> failing_since;

  // What server and feed said about time; kept until they say something else.
  std::optional<Duration> fresh_for;            ///< of the last answer that spoke of it
  std::optional<Duration> feed_hint;            ///< ttl, sy:updatePeriod
  std::uint32_t skip_hours = 0, skip_days = 0;  ///< bit n: hour n GMT; day n, 0 = Sunday
  // The source's own rhythm: the newest entries that have a date.
  int dated_entries = 0;
  std::optional<Time> oldest_entry, newest_entry;  ///< of these

  bool pages_pending =
      false;  ///< pages of the last listing could not be had: it is read again from `response`
  // A permanent redirect on its way to be learned, and the one that was.
  std::string feed_id;  ///< how the feed names itself
  std::string moving_to;
  std::optional<Time> moving_since;
  int moving_polls = 0;
  std::string learned_url;  ///< polled instead of `url`

  std::uint32_t walks =
      0;  ///< bits of its walks through archives (HistoryWalk), so that none is looked for in vain
};

/// The reading of a feed's older documents (RFC 5005), one after the other, and how far it has come.
struct HistoryWalk {
  enum class Kind {
    history,  ///< what was published before the source was polled first
    missed    ///< what was published between two polls, more than a listing holds
  };
  enum class Stage {
    open,  ///< `next` is to be read
    full,  ///< as many articles as are wanted; `next` would follow
    done,
    given_up
  };
  /// Of SourceState::walks: a listing was read for what it says of older documents; and of each kind whether
  /// it was begun, is open, is full.
  static constexpr std::uint32_t kLooked = 1, kBegun = 2, kOpen = 4, kFull = 8;
  static constexpr std::uint32_t bits(Kind kind, std::uint32_t of) {
    return kind == Kind::history ? of : of << 3;
  }
  std::string source;
  Kind kind = Kind::history;
  Stage stage = Stage::open;
  std::string next;       ///< the document to be read; empty: there is none
  std::string mark;       ///< one that was read: who comes to it again goes in a circle
  std::string last_body;  ///< SHA-256 of the one read last
  std::string why;        ///< what ended it, or keeps it: a sentence
  int documents = 0, articles = 0;
  int tries = 0;           ///< of `next`
  std::int64_t bytes = 0;  ///< of the documents
  Time begun{};
  std::optional<Time> until;  ///< of Kind::missed: what is older is no news
};

/// An article as the store knows it under one of the keys asked for.
struct KnownArticle {
  std::int64_t number = 0;        ///< row number
  std::string id;                 ///< Article::id
  std::uint64_t fingerprint = 0;  ///< Article::fingerprint
  std::uint64_t entry_fingerprint =
      0;  ///< entry_fingerprint() of the entry stored last from this source; 0 = never from it
  bool withdrawn = false;        ///< tombstone (withdrawn, expired, dropped): do not store again
  bool content_pending = false;  ///< the page could not be had: try again
  bool repaired = false;  ///< known by another key than its own: hand it over though it is unchanged, so that
                          ///< its keys are noted
  std::optional<Time> first_seen;
};

/// One entry of a poll, ready to be stored.
struct PollEntry {
  EntryKeys keys;
  std::int64_t known = 0;  ///< KnownArticle::number, 0 for a new one
  std::uint64_t entry_fingerprint = 0;
  bool content_pending = false;
  bool lacks_page = false;  ///< its page, or a part of it, could not be had now: what came from there stays
  bool lacks_language = false;  ///< and its language is a guess from less
  bool same_text = false;       ///< as what is stored: only what is said about it may be new
  std::string deleted;          ///< how its publisher says that it was taken away; empty: does not
  std::string dropped;  ///< why it is no article (removed, a video): its keys get a tombstone, so that
                        ///< find_known() calls it withdrawn and its page is not fetched again
  std::optional<Article> article;  ///< absent: unchanged, only its source and keys are noted
};

/// Why a source was polled, what came of it, and what was decided: for `explain`. The last ones of each are
/// kept.
struct PollDecision {
  Time at;
  std::string cause;    ///< why it was polled; empty: there was no poll
  int status = 0;       ///< HTTP; 0 = no answer
  std::string outcome;  ///< "12 entries, 3 new", "not modified", an error
  std::optional<Time> next;
  std::string rule, reason;  ///< why then
};

/// Who is to be left alone: "url:...", "host:scheme://name:port" or "domain:...".
struct HostPause {
  std::string key;
  Time until;
  std::string reason;
};

/// A source's URL changed for good, or changed back.
struct SourceMove {
  Time at;
  std::string from, to, why;
};

/// All that one poll gives to the store; one transaction.
struct PollResult {
  SourceState state;  ///< complete, as it is to be from now on
  std::vector<PollEntry> entries;
  std::vector<std::int64_t>
      listed;  ///< KnownArticle::number of all entries of the document, unchanged ones too
  std::vector<DeletedEntry> deleted;
  bool withdraw_deleted = false;  ///< what the publisher deletes is withdrawn; else the fact is noted
  bool rewrites = false;  ///< a replay: the publisher changed nothing, so that what is stored is written anew
                          ///< as the version that it is
  Time at;                ///< when the poll ended
  PollDecision decision;
  std::vector<HostPause> pauses;  ///< new ones
  std::optional<SourceMove> move;
  std::vector<HistoryWalk> walks;  ///< as they stand from now on
  bool past = false;               ///< its new articles come from the source's history: they are no news
  bool lists_all = false;          ///< the whole document was read, not a part that was pushed
  bool complete =
      false;         ///< `listed` and `entries` are all that the feed has: what it had besides is deleted
  std::string body;  ///< raw listing to keep for replay; empty: none
  std::string content_type, body_url;
};

struct SaveReport {
  int added = 0, updated = 0, unchanged = 0, withdrawn = 0;
};

}  // namespace gazette

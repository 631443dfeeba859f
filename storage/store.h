// Store: where articles, their versions and the sources' states stay. The only folder that knows SQL. One
// Store object is used by one thread at a time (the daemon gives it a thread of its own); several processes
// may hold the same database. Every call that changes something is one transaction: all of it is stored or
// nothing. Failures are ErrorKind::storage.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "feeds/article.h"
#include "feeds/identity.h"
#include "feeds/source.h"
#include "feeds/text/result.h"
#include "storage/poll.h"
#include "storage/reading/reading.h"

namespace gazette {

/// A raw listing as it came.
struct StoredResponse {
  Time at;
  std::string body, content_type;
  std::string url;  ///< that answered
};

/// A host's robots.txt as it was fetched.
struct StoredRobots {
  Time at;
  int status = 0;  ///< HTTP; 0 = no answer
  std::string body;
};

/// What expire() did.
struct ExpireReport {
  int contents = 0;   ///< articles whose text went
  int records = 0;    ///< articles of which a tombstone stays
  int forgotten = 0;  ///< tombstones of articles that the source has not listed for long
};

enum class ChangeKind { added, updated, removed };

/// The change log: what exporters, feeds and hub follow.
struct Change {
  std::int64_t number = 0;  ///< grows for ever
  ChangeKind kind = ChangeKind::added;
  std::int64_t article = 0;  ///< StoredArticle::number
};

/// A feed that we give out, as a log of what happened in it, in pages: all but the last never change again.
struct FeedLogState {
  std::string feed;
  std::string selection;                       ///< which articles it takes; another text begins anew
  std::int64_t first_page = 1, open_page = 1;  ///< pages of another selection are gone
  int entries = 0;                             ///< of the open page
  std::int64_t bytes = 0;                      ///< of these, about
};
inline constexpr const char* kFeedLogFollower = "feed-log";
struct FeedLogEntry {
  std::string feed;
  std::int64_t page = 1;
  std::int64_t article = 0;  ///< StoredArticle::number
  int version = 0;           ///< 0: it was taken away
};

/// A hub that pushes a source to us (WebSub).
struct HubSubscription {
  std::string source, hub, topic;
  std::string token;   ///< of our callback's URL
  std::string secret;  ///< of the signatures; may be empty
  std::string state;   ///< "pending", "active", "denied" or "ended"
  std::string error;
  std::optional<Time> lease_until, asked, last_push;
};
/// Who is pushed to by our own hub.
struct HubSubscriber {
  std::string topic, callback, secret;
  Time lease_until;
  std::int64_t change = 0;  ///< delivered up to this
  int failures = 0;         ///< in a row
  std::optional<Time> next_try;
};

/// How an exporter fares: its last run that did something, or failed.
struct ExporterState {
  std::string name;
  Time at;
  std::string error;  ///< why it failed; empty: it did not
  std::optional<Time> failing_since;
  int written = 0, removed = 0, kept = 0;  ///< files of that run; a failed one leaves those before
  std::string commit;                      ///< the last one's short hash; empty: never
  std::optional<Time> committed;
};

/// A trouble that the operator was told of, and not yet that it is over.
struct ToldTrouble {
  std::string subject, what;  ///< "source lwn", "fails: HTTP 500"
  Time since;
};

/// What became of an image of articles.
struct StoredImage {
  std::string url;
  enum class State {
    kept,
    tracking,  ///< a dot that tells somebody who reads: no picture
    refused,   ///< no image that we keep: never asked for again
    missing    ///< it could not be had
  } state = State::missing;
  std::string reason;  ///< why it is not kept
  std::string sha256,
      type;  ///< of the bytes that are kept, in lower-case hex; "jpg", "png", "gif", "webp", "avif"
  int width = 0, height = 0;
  std::int64_t size = 0;  ///< bytes
  int tries = 0;
  std::optional<Time> next;  ///< when it is asked for again; absent: never
};

struct FetchedImage {
  StoredImage image;
  std::string bytes;  ///< empty if it is not kept
};

/// An image whose time has come, and an article that has it.
struct DueImage {
  StoredImage image;
  std::int64_t article = 0;
};

struct StoredArticle {
  std::int64_t number = 0;
  int version = 1;              ///< 1 for the first
  bool withdrawn = false;       ///< or expired, or merged into another: only a tombstone
  std::optional<Time> deleted;  ///< when the publisher deleted it, or the operator withdrew it
  std::string deleted_why;
  std::vector<std::string> sources;  ///< all that carry it, the first one first
  std::string body_source;           ///< the one with the fullest body
  Time changed;                      ///< of the last real change (or first_seen)
  Article article;
  bool past = false;  ///< from its source's history: it was no news when it came
};

/// Two articles whose texts differ little; merged only when the operator says so.
struct NearPair {
  std::int64_t newer = 0, older = 0;  ///< StoredArticle::number
  int bits = 0;                       ///< of 64 that differ
};

/// What split() took apart.
struct SplitReport {
  StoredArticle article;  ///< that something had joined
  std::optional<StoredArticle>
      other;          ///< is there again; absent: the next poll stores the entry as a new article
  std::string entry;  ///< the key of the entry that had joined; empty with `other`
};

struct VersionInfo {
  int version = 1;
  Time at;            ///< when it was made
  std::string title;  ///< as it was then
};
struct ArticleVersion {
  VersionInfo info;
  std::string record;
  std::size_t body_offset = 0;
};

/// Where a list, newest first, goes on.
struct ArticlePlace {
  Time date;
  std::int64_t number = 0;
};

struct ArticleQuery {
  std::vector<std::string> sources;    ///< empty: all
  std::vector<std::string> tags;       ///< any of these; empty: all
  std::vector<std::string> languages;  ///< any of these; empty: all
  std::string words;                   ///< full text; empty: newest first, else by rank
  int limit = 50;
  int offset = 0;
  bool newest_first = false;  ///< also with words
  std::optional<ArticlePlace> after =
      std::nullopt;  ///< of a list that is not by rank: what comes after this article
};

struct StoreCounts {
  std::int64_t articles = 0, versions = 0, sources = 0, bytes = 0, last_change = 0;
};
struct SourceCount {
  std::string source;
  std::int64_t articles = 0;
  std::optional<Time> newest;
};

/// Articles of one source dated on one day (UTC).
struct DayCount {
  std::string source;
  std::chrono::sys_days day;
  std::int64_t articles = 0;
};
struct LanguageCount {
  std::string language;
  std::int64_t articles = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  /// A fresh state with the name if there is none.
  virtual Result<SourceState> source_state(const std::string& name) = 0;
  /// Of each of them, in this order.
  virtual Result<std::vector<SourceState>> source_states(std::span<const std::string> names) = 0;
  virtual Result<std::vector<SourceState>> source_states() = 0;
  virtual Result<void> save_source_state(const SourceState& state) = 0;

  /// For each entry the article that one of its keys names (the first key that is known wins); by position.
  virtual Result<std::vector<std::optional<KnownArticle>>> find_known(const std::string& source,
                                                                      std::span<const EntryKeys> entries) = 0;
  virtual Result<SaveReport> save_poll(const PollResult& poll) = 0;
  /// Each as save_poll() would, by position; in one transaction as long as none fails.
  virtual std::vector<Result<SaveReport>> save_polls(std::span<const PollResult* const> polls) = 0;

  /// The last decisions about a source, its moves, the newest listing; newest first.
  virtual Result<std::vector<PollDecision>> decisions(const std::string& source) = 0;
  virtual Result<std::vector<SourceMove>> moves(const std::string& source) = 0;
  /// Of a source; of all, if it is empty.
  virtual Result<std::vector<HistoryWalk>> walks(const std::string& source) = 0;
  virtual Result<std::optional<StoredResponse>> last_response(const std::string& source) = 0;
  /// All that are kept of a source, newest first.
  virtual Result<std::vector<StoredResponse>> responses(const std::string& source) = 0;
  /// Dates of its newest articles, newest first.
  virtual Result<std::vector<Time>> article_dates(const std::string& source, int limit) = 0;

  /// Pauses that last beyond `now`; those that do not are forgotten.
  virtual Result<std::vector<HostPause>> pauses(Time now) = 0;
  virtual Result<std::optional<StoredRobots>> robots(const std::string& origin) = 0;
  virtual Result<void> save_robots(const std::string& origin, const StoredRobots& robots) = 0;

  virtual Result<std::optional<StoredArticle>> article(std::int64_t number) = 0;
  /// By Article::id, guid or URL.
  virtual Result<std::optional<StoredArticle>> find_article(const std::string& id_or_url) = 0;
  /// All versions of an article, the present one last; none if it is not there.
  virtual Result<std::vector<VersionInfo>> versions(std::int64_t number) = 0;
  virtual Result<std::optional<ArticleVersion>> version(std::int64_t number, int version) = 0;
  /// Takes the article (by id, guid or URL) away for good and keeps it out; followers of the change log see
  /// it as removed. Gives it as it was; absent if there is none. Twice is the same as once.
  virtual Result<std::optional<StoredArticle>> withdraw(const std::string& id_or_url, const std::string& why,
                                                        Time at) = 0;
  /// The operator's tags of an article, in its record too: no version, but followers hear of it. False, and
  /// nothing done, if it has just these or is not there.
  virtual Result<bool> set_tags(std::int64_t number, const std::vector<std::string>& tags) = 0;
  /// Newest first, at most `limit`, among the latest articles.
  virtual Result<std::vector<NearPair>> near_duplicates(int limit) = 0;
  /// Articles whose text differs little from this one's, nearest first.
  virtual Result<std::vector<StoredArticle>> near(std::int64_t number) = 0;
  /// `other` becomes one with `kept`, whose text stays: its sources and keys are kept's from now on, and
  /// followers see it as removed. ErrorKind::usage if one of them is not there, or both are one.
  virtual Result<void> merge(std::int64_t kept, std::int64_t other, Time at) = 0;
  /// Undoes the last joining of this article: by merge(), or of an entry by another key than its own. Absent:
  /// there is none. They do not become one again by themselves.
  virtual Result<std::optional<SplitReport>> split(std::int64_t number, Time at) = 0;
  /// Lets go what a source's articles have outlived, and other sources of theirs do not keep longer; at most
  /// so many a call; looks only once an hour.
  /// Followers keep what they made of it.
  virtual Result<ExpireReport> expire(const std::string& source, const Retentions& all, Time now) = 0;
  /// Not withdrawn; newest first, or by rank when query.words is set.
  virtual Result<std::vector<StoredArticle>> articles(const ArticleQuery& query) = 0;

  /// After `after`, in order, one per article (its last); at most `limit`.
  virtual Result<std::vector<Change>> changes_after(std::int64_t after, int limit) = 0;
  virtual Result<std::int64_t> cursor(const std::string& follower) = 0;
  virtual Result<void> set_cursor(const std::string& follower, std::int64_t change) = 0;

  virtual Result<std::vector<FeedLogState>> feed_logs() = 0;
  /// In one transaction: where these feeds stand from now on, what came to their pages, in order, and the
  /// cursor of kFeedLogFollower, which stood at `from`. The same number twice: the feeds begin. False, and
  /// nothing done, if another process did it first.
  virtual Result<bool> extend_feed_logs(std::span<const FeedLogState> states,
                                        std::span<const FeedLogEntry> entries, std::int64_t from,
                                        std::int64_t to) = 0;
  /// In order; empty if there is no such page.
  virtual Result<std::vector<FeedLogEntry>> feed_log_page(const std::string& feed, std::int64_t page) = 0;
  /// Of the article's last entry there, 0 for its withdrawal; absent if it has none.
  virtual Result<std::optional<int>> feed_log_version(const std::string& feed, std::int64_t article) = 0;
  /// The article as that version of it was; a tombstone as it is. Absent if there is none.
  virtual Result<std::optional<StoredArticle>> article_as_of(std::int64_t number, int version) = 0;

  virtual Result<std::vector<HubSubscription>> subscriptions() = 0;
  /// One a source, which must be known.
  virtual Result<void> save_subscription(const HubSubscription& subscription) = 0;
  virtual Result<void> remove_subscription(const std::string& source) = 0;
  virtual Result<std::vector<HubSubscriber>> hub_subscribers() = 0;
  /// One a topic and callback.
  virtual Result<void> save_hub_subscriber(const HubSubscriber& subscriber) = 0;
  virtual Result<void> remove_hub_subscriber(const std::string& topic, const std::string& callback) = 0;

  /// Somebody who reads, from now on; nothing if they are known.
  virtual Result<void> add_reader(const std::string& name, Time now) = 0;
  /// Of articles that are there; for a reader who is not known all are unread.
  virtual Result<std::vector<ReaderItem>> reader_items(const ReaderQuery& query) = 0;
  /// Of `subscribed` those that were polled once, by number.
  virtual Result<std::vector<ReaderFeed>> reader_feeds(const std::string& reader,
                                                       const std::vector<std::string>& subscribed) = 0;
  virtual Result<void> mark_items(const std::string& reader, std::span<const std::int64_t> articles,
                                  const ReaderMark& mark) = 0;
  /// All that the query asks for, whatever its limit.
  virtual Result<void> mark_all_read(const ReaderQuery& query) = 0;

  virtual Result<std::vector<ExporterState>> exporter_states() = 0;
  virtual Result<void> save_exporter_state(const ExporterState& state) = 0;
  virtual Result<std::vector<ToldTrouble>> told_troubles() = 0;
  virtual Result<void> save_told_troubles(std::span<const ToldTrouble> all) = 0;

  /// What is known of each URL, by position.
  virtual Result<std::vector<std::optional<StoredImage>>> images(std::span<const std::string> urls) = 0;
  /// Of an article, in their order.
  virtual Result<std::vector<StoredImage>> images_of(std::int64_t article) = 0;
  virtual Result<std::optional<std::string>> image_bytes(const std::string& sha256) = 0;
  /// Those whose next try is due, the longest due first.
  virtual Result<std::vector<DueImage>> due_images(Time now, int limit) = 0;
  /// Bytes of images that articles of the source brought.
  virtual Result<std::int64_t> image_bytes_of(const std::string& source) = 0;
  /// `urls`: all images of the article from now on, each known or in `fetched`. Followers hear of the
  /// articles that show an image otherwise than before. An image that no article has any more is forgotten.
  virtual Result<void> save_images(std::int64_t article, std::span<const std::string> urls,
                                   std::span<const FetchedImage> fetched) = 0;

  /// Works off what waits to be searchable. The next search would, too, but somebody waits for that.
  virtual Result<void> catch_up_search() = 0;

  virtual Result<StoreCounts> counts() = 0;
  virtual Result<std::vector<SourceCount>> source_counts() = 0;
  /// Of all sources, from that day on.
  virtual Result<std::vector<DayCount>> day_counts(std::chrono::sys_days from) = 0;
  /// Of so many of the latest articles, the most frequent language first.
  virtual Result<std::vector<LanguageCount>> language_counts(int latest) = 0;
  /// Integrity, foreign keys, search index against articles. Empty: all is well.
  virtual Result<std::vector<std::string>> check() = 0;
  /// Mends of what check() finds all that can be made anew from the articles, and says what; in one
  /// transaction, after a copy. What is damaged itself it cannot mend.
  virtual Result<std::vector<std::string>> repair() = 0;
  /// A whole copy as one file, while others go on reading and writing.
  virtual Result<void> backup(const std::string& file) = 0;
};

}  // namespace gazette

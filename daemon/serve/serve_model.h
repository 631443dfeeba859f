// ServeModel: what the server shows, asked for one page at a time. The server knows neither the store nor the
// scheduler; daemon/output answers from them, tests from values. On the loop's thread; every call may
// suspend.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "exporters/feed_writer.h"
#include "feeds/diff/diff.h"
#include "feeds/text/result.h"
#include "storage/store.h"

namespace gazette {

/// One row of the status page.
struct SourceStatus {
  std::string name, title, url, link;
  std::optional<Time> last_poll, last_success, next_poll, newest, failing_since;
  std::int64_t articles = 0;
  int failures = 0, last_status = 0;
  std::string error_kind, error, reason;
  bool gone = false, polling = false;
  /// It answers, and yet something is amiss: nothing new for much longer than usual, or a server that has
  /// asked to wait for days.
  enum class Quiet { no, silent, put_off } quiet = Quiet::no;
  std::string quiet_words;
  std::optional<Time> quiet_since;
  std::vector<std::string> tags;
  std::vector<int> days;  ///< articles of each of the last days, today's last
};

/// What is wrong, and since when; or was, until when.
struct Trouble {
  std::string subject, what;  ///< "source lwn", "fails: HTTP 500"
  Time since, noticed;
  std::optional<Time> ended;
};

struct ServiceStatus {
  Time started, now;
  std::string version;
  std::int64_t articles = 0, versions = 0, database_bytes = 0;
  std::int64_t last_change = 0;  ///< of the store
  bool store_ok = true;
  std::optional<Time> scheduled;  ///< when the scheduler looked last; at least every minute
  std::vector<SourceStatus> sources;
  std::vector<ExporterState> exporters;      ///< of those that are configured and did something yet
  std::vector<std::string> tags, languages;  ///< that there are
  std::vector<Trouble> troubles;             ///< open, or ended lately; the newest first
};

/// Which articles are listed: the newest first, or with `words` by rank.
struct ListRequest {
  Selection selection;
  std::string words;
  std::string after;  ///< ArticleList::next of the page before; empty: the first
  int limit = 20;
};
struct ArticleList {
  std::vector<ExportArticle> articles;
  std::string next;  ///< where it goes on; empty: nowhere
};

/// An article as a link names it.
struct ArticleName {
  std::string id, title;
};
struct ArticleView {
  ExportArticle item;
  std::vector<VersionInfo> versions;   ///< the present one last
  std::vector<ArticleName> near = {};  ///< whose texts differ little
};
struct VersionDiff {
  VersionInfo from, to;
  std::vector<DiffPart> parts;
};

/// What happened in the store, oldest first; each article once, `removed` if it is gone.
struct ChangeList {
  struct Item {
    std::int64_t number = 0;
    ExportArticle article;
  };
  std::vector<Item> items;
  std::int64_t last = 0;  ///< where it goes on
};

/// What is asked for under /feeds/: "all", an exporter's or a source's name; "all" may be narrowed.
struct FeedName {
  std::string name;
  FeedOutput format = FeedOutput::atom;
  Selection selection;
  std::string words;
  std::int64_t page = 0;  ///< 0: the feed itself; else the archive of a full page (RFC 5005)
  Amount amount = Amount::full;
};

/// One that has a name.
struct ListedFeed {
  std::string name, title;  ///< title empty: a source's own
};

/// One state of one article in a feed.
struct FeedMark {
  std::string id;
  Time changed;
  auto operator<=>(const FeedMark&) const = default;
};

/// A feed document, made once a change.
struct RenderedFeed {
  std::string body, etag;  ///< etag quoted, from content
  std::string content_type;
  std::string link;  ///< of the Link header (RFC 8288): self, hub
  Time last_modified;
  Duration max_age;
  std::vector<FeedMark> marks;  ///< of its articles
};
using SharedFeed = std::shared_ptr<const RenderedFeed>;

class ServeModel {
 public:
  template <class T>
  using Answer = boost::asio::awaitable<Result<T>>;

  virtual ~ServeModel() = default;
  /// May be a few seconds old.
  virtual Answer<ServiceStatus> status() = 0;
  /// ErrorKind::usage if `after` is none of ours.
  virtual Answer<ArticleList> articles(ListRequest request) = 0;
  /// Empty if there is none.
  virtual Answer<std::optional<ArticleView>> article(std::string id) = 0;
  /// From the version before; `version` 0: the present one. Empty if there is none, or none before.
  virtual Answer<std::optional<VersionDiff>> changes(std::string id, int version) = 0;
  /// Null if there is none. `known`: what was given for it before, or null; given back if it is still right.
  virtual Answer<SharedFeed> feed(FeedName name, SharedFeed known) = 0;
  /// The same without the articles in `known` (RFC 3229, A-IM: feed); `etag` is that of the whole feed. Null
  /// if nothing would be left, or all.
  virtual Answer<SharedFeed> feed_since(FeedName name, std::vector<FeedMark> known) = 0;
  /// All that are given out under a name.
  virtual std::vector<ListedFeed> listed_feeds() const = 0;

  /// In Prometheus's text format.
  virtual Answer<std::string> metrics() = 0;
  /// What came after `change`, at most `limit`; waits for it, at most `patience`.
  virtual Answer<ChangeList> changes_after(std::int64_t change, int limit, Duration patience) = 0;
  /// False if there is no such source.
  virtual Answer<bool> poll_now(std::string source) = 0;
  /// By id, guid or URL; false if there is none.
  virtual Answer<bool> withdraw(std::string id, std::string why) = 0;
};

}  // namespace gazette

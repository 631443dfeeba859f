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
#include "feeds/text/result.h"

namespace gazette {

/// One row of the status page.
struct SourceStatus {
  std::string name, title, url, link;
  std::optional<Time> last_poll, last_success, next_poll, newest;
  std::int64_t articles = 0;
  int failures = 0, last_status = 0;
  std::string error_kind, error, reason;
  bool gone = false, polling = false;
};

struct ServiceStatus {
  Time started, now;
  std::string version;
  std::int64_t articles = 0, versions = 0, database_bytes = 0;
  bool store_ok = true;
  std::vector<SourceStatus> sources;
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
  virtual Answer<ServiceStatus> status() = 0;
  virtual Answer<std::vector<ExportArticle>> newest(Selection selection, int limit) = 0;
  /// Empty if there is none.
  virtual Answer<std::optional<ExportArticle>> article(std::string id) = 0;
  virtual Answer<std::vector<ExportArticle>> search(std::string words, int limit) = 0;
  /// A feed by name ("all", an exporter's or a source's) and format; null if there is none. `known`: what was
  /// given for it before, or null; given back if it is still right.
  virtual Answer<SharedFeed> feed(std::string name, FeedOutput format, SharedFeed known) = 0;
  /// The same without the articles in `known` (RFC 3229, A-IM: feed); `etag` is that of the whole feed. Null
  /// if nothing would be left, or all.
  virtual Answer<SharedFeed> feed_since(std::string name, FeedOutput format, std::vector<FeedMark> known) = 0;
  virtual std::vector<std::string> feed_names() const = 0;
};

}  // namespace gazette

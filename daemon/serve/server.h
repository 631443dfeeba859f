// The HTTP side of the daemon: feeds, status page, article pages, health. Beast on the daemon's event loop;
// what it shows comes from a ServeModel, so this folder knows neither the store nor the scheduler. Runs on
// the loop's thread only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "config/config.h"
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

struct RenderedFeed {
  std::string body, etag;  ///< etag quoted, from content
  std::string content_type;
  Time last_modified;
  Duration max_age;
};

/// What the server shows; every call may suspend.
class ServeModel {
 public:
  virtual ~ServeModel() = default;
  virtual boost::asio::awaitable<Result<ServiceStatus>> status() = 0;
  virtual boost::asio::awaitable<Result<std::vector<ExportArticle>>> newest(Selection selection,
                                                                            int limit) = 0;
  /// Empty if there is none.
  virtual boost::asio::awaitable<Result<std::optional<ExportArticle>>> article(std::string id) = 0;
  virtual boost::asio::awaitable<Result<std::vector<ExportArticle>>> search(std::string words, int limit) = 0;
  /// A feed by name ("all", an exporter's or a source's) and format; empty if there is none. Rendered once a
  /// change.
  virtual boost::asio::awaitable<Result<std::optional<std::shared_ptr<const RenderedFeed>>>> feed(
      std::string name, FeedOutput format) = 0;
  virtual std::vector<std::string> feed_names() const = 0;
};

/// What one client, and all of them together, may take.
struct ServerLimits {
  std::size_t connections = 1024;          ///< above: 503 and the end
  std::size_t header = 16 * 1024;          ///< bytes of a request's header; above: 431
  std::size_t body = 64 * 1024;            ///< of its body, which is read and forgotten; above: 413
  Duration timeout = std::chrono::seconds(15);  ///< for a request to come, and for each 64 kB of the answer to go
};

class HttpServer {
 public:
  HttpServer(boost::asio::any_io_executor executor, ServerOptions options, ServeModel& model, ServerLimits limits = {});
  ~HttpServer();
  /// Binds and begins to accept; the port in use (options.port 0 picks one).
  Result<int> start();
  /// No new connections; open ones end after the request they are in, at the latest after `deadline`.
  boost::asio::awaitable<void> stop(Duration deadline);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace gazette

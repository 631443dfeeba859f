// The HTTP side of the daemon: feeds, pages, health. On the daemon's event loop; what it shows comes from a
// ServeModel. Runs on the loop's thread only.
#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "config/config.h"
#include "daemon/serve/admission/rate_limiter.h"
#include "daemon/serve/http/serve_counts.h"
#include "daemon/serve/responder.h"
#include "daemon/serve/serve_model.h"
#include "feeds/text/result.h"

namespace gazette {

/// What one client, and all of them together, may take.
struct ServerLimits {
  std::size_t connections = 4096;               ///< above, the one that idles longest goes; if none does: 503
  std::size_t per_address = 64;                 ///< the same for each address (of IPv6: each /64), with 429
  std::size_t header = 16 * 1024;               ///< bytes of a request's header; above: 431
  std::size_t body = 64 * 1024;                 ///< of its body; above: 413
  int requests = 10'000;                        ///< on one connection, after which it is closed
  Duration idle = std::chrono::seconds(30);     ///< between requests
  Duration request = std::chrono::seconds(15);  ///< for a request to come, from its first byte on; then 408
  Duration answer = std::chrono::seconds(30);   ///< for the model to answer
  Duration write = std::chrono::seconds(15);    ///< for each 64 kB of an answer to be taken
  Rate rate;                                    ///< of requests from one address; above: 429
  bool spare_local = true;                      ///< per_address and rate are not for clients on this machine
};

class HttpServer {
 public:
  HttpServer(boost::asio::any_io_executor executor, ServerOptions options, ServeModel& model,
             ServerLimits limits = {});
  ~HttpServer();
  /// Listens and begins to accept; the TCP port in use (options.port 0 picks one), 0 if there is none.
  Result<int> start();
  /// After a reload: names, proxies, tokens, title, addresses in what is served. It listens where it did.
  Result<void> use(ServerOptions options);
  ServeCounts counts() const;
  /// The store changed: what is served from now on shows it.
  void note_change();
  /// Before start().
  void add(Handler handler);
  /// No new connections; open ones end after the request they are in, at the latest after `deadline`.
  boost::asio::awaitable<void> stop(Duration deadline);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace gazette

// RobotsCache: may this page be fetched? robots.txt is fetched once a host and day, kept over a restart, and
// never for a feed that the operator asked for. A host's Crawl-delay lengthens the pause between its
// requests. On the event loop's thread; outlives a reload.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include <boost/asio/awaitable.hpp>

#include "daemon/net/manners/robots.h"
#include "daemon/net/web.h"
#include "daemon/poll/work.h"

namespace gazette {

class RobotsCache {
 public:
  RobotsCache(AsyncStore& store, std::function<Time()> now) : store_(store), now_(std::move(now)) {}

  /// ErrorKind::forbidden if the host's robots.txt refuses `url`, or cannot be had (RFC 9309 2.3.1.4: then
  /// nothing is fetched until it can). `like`: how the page itself would be asked for.
  boost::asio::awaitable<Result<void>> check(Web& web, const WebRequest& like);
  /// Fetches it if it may be fetched, and every address that it is redirected to, too: what is found in
  /// listings and pages is asked for in this way. `obey` false: without a look at robots.txt.
  boost::asio::awaitable<Result<WebResponse>> get(Web& web, WebRequest request, bool obey);

 private:
  struct Host;
  boost::asio::awaitable<Result<void>> check_target(Web& web, WebRequest like, std::string target);
  boost::asio::awaitable<std::shared_ptr<const Host>> host(Web& web, const WebRequest& like,
                                                           const std::string& origin);
  boost::asio::awaitable<void> load(Web& web, const WebRequest& like, const std::string& origin, Host& host);
  void use(Host& host, const StoredRobots& robots);

  AsyncStore& store_;
  std::function<Time()> now_;
  std::unordered_map<std::string, std::shared_ptr<Host>> hosts_;
  std::size_t rules_held_ = 0;  ///< of all hosts
};

}  // namespace gazette

// From an address to the feed behind it: the feed itself, or the one that the page there names. One request a
// try, through the queue of its host. Nothing is stored.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "daemon/net/web.h"
#include "daemon/poll/robots_cache.h"
#include "feeds/feed.h"
#include "feeds/subscriptions/discovery.h"

namespace gazette {

struct FoundFeed {
  std::string url;  ///< to be polled: the end of redirects that are all for good
  WebResponse response;
  Feed feed;
  std::vector<NamedFeed> others;  ///< which the page names besides
};

/// "lwn.net" means "https://lwn.net".
std::string address_from(const std::string& typed);

/// What a poll would say of the address if there is no feed. Places that no page names are tried only where
/// robots.txt lets us, and one after the other.
boost::asio::awaitable<Result<FoundFeed>> find_feed(Web& web, RobotsCache& robots, std::string url,
                                                    bool obey_robots);

}  // namespace gazette

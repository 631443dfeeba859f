// OPML (opml.org/spec2.opml) as other readers export it: the feeds that somebody subscribes to. Lenient, as
// the feed reader is; what is left out stands in `problems`. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "feeds/feed.h"
#include "feeds/text/result.h"

namespace gazette {

struct Subscription {
  std::string title, url, home;   ///< plain text; http(s); home may be empty
  std::string language;           ///< may be empty
  std::vector<std::string> tags;  ///< the folders it lies in and its categories, each once
};

struct SubscriptionList {
  std::string title;
  std::vector<Subscription> subscriptions;  ///< in order; a URL once, with the tags of all its places
  std::vector<std::string> problems;
};

/// ErrorKind::not_a_feed for what is no OPML.
Result<SubscriptionList> parse_opml(const Document& document);

}  // namespace gazette

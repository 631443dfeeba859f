// FeedShelf: the feeds that were served, in all codings asked for, so that a thousand readers cost one
// rendering and one compression. The least asked for go when it is full. On the loop's thread.
#pragma once

#include <chrono>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "daemon/serve/admission/rate_limiter.h"
#include "daemon/serve/http/resource.h"
#include "daemon/serve/serve_model.h"

namespace gazette {

/// With the headers that every feed has.
Resource resource_of(const SharedFeed& feed);

class FeedShelf {
 public:
  struct Entry {
    std::string target;  ///< "/feeds/all.atom"
    SharedFeed feed;
    std::shared_ptr<Representation> representation;
    SteadyTime fresh_until;
    std::deque<SharedFeed> before;  ///< what it was, the last in front; only their tags and marks
    std::size_t marks = 0;          ///< of those, all together
    /// What came after one of those, by its tag; of the present feed.
    std::map<std::string, std::shared_ptr<Representation>> since;

    /// That of `before` which If-None-Match names; null if none.
    SharedFeed named_by(std::string_view if_none_match) const;
  };

  /// Null if it is not there. Moves it to the front.
  Entry* find(std::string_view target);
  /// All are asked for anew.
  void expire();
  Entry& put(const std::string& target, SharedFeed feed, SteadyTime fresh_until);
  std::size_t size() const { return entries_.size(); }

 private:
  void shrink();
  std::list<Entry> entries_;  ///< last used in front
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_target_;
};

}  // namespace gazette

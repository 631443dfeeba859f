// FeedShelf: the feeds that were served, in all codings asked for, so that a thousand readers cost one
// rendering and one compression. The least asked for go when it is full. On the loop's thread.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "daemon/serve/admission/rate_limiter.h"
#include "daemon/serve/http/resource.h"
#include "daemon/serve/serve_model.h"

namespace gazette {

class FeedShelf {
 public:
  struct Entry {
    std::string target;  ///< "/feeds/all.atom"
    SharedFeed feed;
    std::shared_ptr<Representation> representation;
    SteadyTime fresh_until;
  };

  /// Null if it is not there. Moves it to the front.
  Entry* find(std::string_view target);
  Entry& put(const std::string& target, SharedFeed feed, SteadyTime fresh_until);

 private:
  void shrink();
  std::list<Entry> entries_;  ///< last used in front
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_target_;
};

}  // namespace gazette

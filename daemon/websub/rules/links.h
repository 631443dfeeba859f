// Which hub and topic an answer names (WebSub section 4): the HTTP Link header (RFC 8288) first, then the
// document itself. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "daemon/net/web.h"
#include "feeds/feed.h"

namespace gazette {

struct HubLinks {
  std::string hub, topic;  ///< both or none
  bool operator==(const HubLinks&) const = default;
};

/// Of the first place that names at least one hub and exactly one self; of several hubs an https one. `base`:
/// what relative ones are resolved against.
HubLinks hub_links(const WebResponse& response, const Feed& feed);

}  // namespace gazette

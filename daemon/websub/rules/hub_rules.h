// What a hub takes, grants and tries again (WebSub sections 5 and 7). Pure: the moment is an argument.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "feeds/text/result.h"
#include "feeds/text/time.h"

namespace gazette {

struct HubRequest {
  bool subscribes = true;  ///< else it unsubscribes
  std::string topic, callback, secret;
  Duration lease{0};  ///< as it is granted
};

/// A request of a subscriber; ErrorKind::usage with a line for it. `own_hub`: no callback leads back to it.
Result<HubRequest> read_hub_request(std::string_view body, std::string_view content_type,
                                    const std::string& own_hub);

/// Where intent is verified: the callback with its own query and ours.
std::string verification_url(const HubRequest& request, const std::string& challenge);
std::string denial_url(const std::string& callback, const std::string& topic, const std::string& reason);

/// When a delivery that failed so often in a row is tried again.
Time retry_at(int failures, Time now);

}  // namespace gazette

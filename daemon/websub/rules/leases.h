// When a subscription of ours is asked for, renewed, and not believed any more. Pure: the moment is an
// argument.
#pragma once

#include <optional>
#include <string_view>

#include "daemon/websub/rules/links.h"
#include "storage/store.h"

namespace gazette {

/// Of what we ask a hub for; what it grants is what counts.
inline constexpr Duration kWantedLease = std::chrono::days(10);

/// Should the hub be asked (again) for a push of what the listing names? `known`: what is stored of it.
bool is_due(const std::optional<HubSubscription>& known, const HubLinks& links, Time now);
/// When an active one is renewed: after two thirds of its lease.
Time renewal(const HubSubscription& active);
/// Is it pushed to us at this moment?
bool is_active(const HubSubscription& subscription, Time now);

/// HubSubscription::error of one that is not believed any more.
inline constexpr std::string_view kMissedPushes = "polling found what was not pushed";

/// A push missed what polling found: so often that polling goes back to its own pace.
bool is_distrusted(int missed);

}  // namespace gazette

#include "daemon/websub/rules/leases.h"

#include <algorithm>

namespace gazette {
namespace {

constexpr Duration kVerificationTime = std::chrono::minutes(10);  // of a hub, after it said 202
constexpr Duration kShortestRenewal = std::chrono::minutes(5);
constexpr Duration kAfterFailure = std::chrono::hours(6);
constexpr Duration kAfterDenial = std::chrono::days(1);
constexpr Duration kAfterDistrust = std::chrono::days(7);
constexpr int kMissesBelieved = 1;  // one may have been on its way

Duration pause_after(const HubSubscription& known) {
  if (known.state == "denied") return kAfterDenial;
  if (known.error == kMissedPushes) return kAfterDistrust;
  return known.state == "pending" ? kVerificationTime : kAfterFailure;
}

}  // namespace

bool is_due(const std::optional<HubSubscription>& known, const HubLinks& links, Time now) {
  if (links.hub.empty()) return false;
  if (!known || known->hub != links.hub || known->topic != links.topic) return true;
  if (known->state == "active") return now >= renewal(*known);
  return !known->asked || now - *known->asked >= pause_after(*known);
}

Time renewal(const HubSubscription& active) {
  const Time asked = active.asked.value_or(Time{});
  const Duration lease = active.lease_until.value_or(asked) - asked;
  return asked + std::max(lease * 2 / 3, kShortestRenewal);
}

bool is_active(const HubSubscription& subscription, Time now) {
  return subscription.state == "active" && subscription.lease_until && *subscription.lease_until > now;
}

bool is_distrusted(int missed) {
  return missed > kMissesBelieved;
}

}  // namespace gazette

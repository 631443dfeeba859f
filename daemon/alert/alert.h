// What the operator is to be told of troubles, and in which words. Pure: what was told before is an argument.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "daemon/serve/serve_model.h"
#include "storage/store.h"

namespace gazette {

struct AlertMessage {
  std::vector<ToldTrouble> begun, over;
  bool is_empty() const { return begun.empty() && over.empty(); }
};

struct AlertPlan {
  AlertMessage message;
  std::vector<ToldTrouble> told;  ///< to be noted once the message was delivered
};

/// Troubles that have lasted for `after` and were not told; those told that are over. What is not configured
/// any more is forgotten without a word.
AlertPlan plan_alert(const ServiceStatus& status, std::vector<ToldTrouble> told, Duration after, Time now);

/// One line: "gazette: 2 troubles, 1 is over"
std::string alert_summary(const AlertMessage& message);
/// For people, with the summary above.
std::string alert_text(const AlertMessage& message);
/// {"summary", "begun": [{"subject", "what", "since"}], "over": ...}
std::string alert_json(const AlertMessage& message);

}  // namespace gazette

// Troubles: what is wrong with the service and since when. With hysteresis: one that comes and goes is one
// trouble, which begins when it has lasted and ends when all has been well for a while. Pure: the moment is
// an argument.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/serve/serve_model.h"

namespace gazette {

struct TroubleRules {
  int failures = 3;                               ///< of a source, in a row
  Duration begins_after = std::chrono::hours(1);  ///< of failing
  Duration ends_after = std::chrono::hours(1);    ///< of being well
  Duration shown_for = std::chrono::days(7);      ///< after its end
};

class TroubleBook {
 public:
  explicit TroubleBook(TroubleRules rules = {}) : rules_(rules) {}

  /// All that are open, or ended lately; the newest first.
  std::vector<Trouble> update(const ServiceStatus& status, Time now);

 private:
  struct Symptom {
    std::string subject, what;  ///< "source lwn", "HTTP 500"
    Time since;
    bool lasting = false;  ///< has been so for long enough
  };
  struct Case {
    Trouble trouble;
    std::optional<Time> well_since;
  };
  std::vector<Symptom> symptoms(const ServiceStatus& status, Time now) const;

  TroubleRules rules_;
  std::map<std::string, Case> open_;  ///< by subject
  std::vector<Trouble> ended_;
};

}  // namespace gazette

// HostPauses: who asked to be left alone, and until when (Retry-After on 429 and 503). Every request is held
// against it, whatever it is for, so that one source's answer protects the host from all others. Time is an
// argument. On the loop's thread only; it outlives a reload of the configuration and is stored across
// restarts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/source.h"
#include "feeds/text/time.h"
#include "storage/store.h"

namespace gazette {

/// "example.co.uk" of "a.b.example.co.uk" (public suffix list); the host itself for addresses and local
/// names.
std::string registrable_domain(std::string_view host);

class HostPauses {
 public:
  /// Keeps the longer one. `scope` must not be automatic.
  void add(ThrottleScope scope, const std::string& url, Time until, std::string reason);
  /// The one that holds `url` longest, if any does.
  std::optional<HostPause> find(const std::string& url, Time now) const;

  /// What was stored before.
  void load(const std::vector<HostPause>& stored);
  /// What was added since this was asked last: to be stored.
  std::vector<HostPause> take_new();

 private:
  std::map<std::string, HostPause> pauses_;
  std::vector<HostPause> new_;
};

}  // namespace gazette

#include "daemon/net/manners/host_pauses.h"

#include <array>
#include <utility>

#include <libpsl.h>

#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kMostPauses = 50'000;

std::string key_of(ThrottleScope scope, const std::string& url) {
  switch (scope) {
    case ThrottleScope::url: return "url:" + url;
    case ThrottleScope::domain: return "domain:" + registrable_domain(url_host(url));
    case ThrottleScope::automatic:
    case ThrottleScope::host: break;
  }
  return "host:" + url_origin(url);
}

}  // namespace

std::string registrable_domain(std::string_view host) {
  const std::string name(host);
  const char* domain = psl_registrable_domain(psl_builtin(), name.c_str());
  const bool is_address =
      name.find(':') != std::string::npos || name.find_first_not_of("0123456789.") == std::string::npos;
  return domain && !is_address ? domain : name;
}

void HostPauses::add(ThrottleScope scope, const std::string& url, Time until, std::string reason) {
  HostPause pause{key_of(scope, url), until, std::move(reason)};
  const auto [at, added] = pauses_.try_emplace(pause.key, pause);
  if (!added && at->second.until >= until) return;
  at->second = pause;
  new_.push_back(std::move(pause));
  if (pauses_.size() > kMostPauses) pauses_.erase(pauses_.begin());
}

std::optional<HostPause> HostPauses::find(const std::string& url, Time now) const {
  if (pauses_.empty()) return std::nullopt;
  const HostPause* longest = nullptr;
  for (const ThrottleScope scope : {ThrottleScope::url, ThrottleScope::host, ThrottleScope::domain}) {
    const auto found = pauses_.find(key_of(scope, url));
    if (found == pauses_.end() || found->second.until <= now) continue;
    if (!longest || found->second.until > longest->until) longest = &found->second;
  }
  return longest ? std::optional(*longest) : std::nullopt;
}

void HostPauses::load(const std::vector<HostPause>& stored) {
  for (const HostPause& pause : stored) pauses_.insert_or_assign(pause.key, pause);
}

std::vector<HostPause> HostPauses::take_new() {
  return std::exchange(new_, {});
}

}  // namespace gazette

#include "daemon/schedule/admission.h"

#include <utility>

namespace gazette {

void Admission::add(const std::string& name, std::function<void()> begin) {
  Host& host = hosts_[name];
  host.waiting.push_back(std::move(begin));
  ++waiting_;
  make_ready(name, host);
  begin_ready();
}

void Admission::make_ready(const std::string& name, Host& host) {
  if (host.ready || host.waiting.empty() || host.under_way >= limits_.per_host) return;
  host.ready = true;
  ready_.push_back(name);
}

void Admission::begin_ready() {
  while (under_way_ < limits_.total && !ready_.empty()) {
    const std::string name = std::move(ready_.front());
    ready_.pop_front();
    Host& host = hosts_[name];
    const std::function<void()> begin = std::move(host.waiting.front());
    host.waiting.pop_front();
    host.ready = false;
    --waiting_;
    ++host.under_way;
    ++under_way_;
    make_ready(name, host);
    begin();
  }
}

void Admission::ended(const std::string& name) {
  const auto found = hosts_.find(name);
  if (found == hosts_.end()) return;
  --under_way_;
  --found->second.under_way;
  make_ready(name, found->second);
  if (found->second.under_way == 0 && found->second.waiting.empty()) hosts_.erase(found);
  begin_ready();
}

void Admission::drop_waiting() {
  for (auto& [name, host] : hosts_) {
    host.waiting.clear();
    host.ready = false;
  }
  ready_.clear();
  waiting_ = 0;
}

}  // namespace gazette

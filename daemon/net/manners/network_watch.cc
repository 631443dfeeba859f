#include "daemon/net/manners/network_watch.h"

#include "daemon/net/manners/host_pauses.h"

namespace gazette {

void NetworkWatch::not_reached(const std::string& host) {
  if (!is_down()) unreachable_.insert(registrable_domain(host));
}

}  // namespace gazette

// raise_descriptor_limit(): as many file descriptors as the system lets us have. Each connection is one, of
// readers and to hosts alike; what a shell or systemd gives at first is often 1,024. Any thread; it cannot
// fail, for fewer do until there are many connections.
#pragma once

#include <sys/resource.h>

namespace gazette {

inline void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace gazette

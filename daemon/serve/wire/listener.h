// Where the server listens: sockets of our own (TCP, unix), or those that systemd opened for us. Blocking,
// but short; any thread.
#pragma once

#include <string>
#include <vector>

#include "feeds/text/result.h"

namespace gazette {

struct ListeningSocket {
  int fd = -1;
  bool is_unix = false;
  int port = 0;             ///< 0 for a unix socket
  std::string unlink_path;  ///< a socket file of ours, to be removed at the end
};

/// ErrorKind::config for what is no address, ErrorKind::connect where it is taken.
Result<ListeningSocket> listen_tcp(const std::string& address, int port);
/// Its file is readable and writable by owner and group. One that nobody listens at any more is replaced.
Result<ListeningSocket> listen_unix(const std::string& path);
/// sd_listen_fds(3): empty if none were passed to this very process. Asked twice: empty the second time.
Result<std::vector<ListeningSocket>> sockets_from_systemd();

}  // namespace gazette

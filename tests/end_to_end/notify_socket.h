// A systemd for tests: the datagram socket that NOTIFY_SOCKET names, with what was sent to it.
#pragma once

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/end_to_end/process.h"

namespace gazette::testing {

/// Programs started while it lives are told of it.
class NotifySocket {
 public:
  NotifySocket() : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = (folder_ / "notify").string();
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    if (bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) std::abort();
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;
  ~NotifySocket() {
    unsetenv("NOTIFY_SOCKET");
    close(fd_);
  }

  /// Waits until a message with `part` came; true if it did within half a minute. Keeps all.
  bool saw(const std::string& part, std::chrono::seconds limit = std::chrono::seconds(30)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (all_.find(part) == std::string::npos && std::chrono::steady_clock::now() < end) {
      pollfd ready{fd_, POLLIN, 0};
      if (poll(&ready, 1, 50) == 1) receive();
    }
    return all_.find(part) != std::string::npos;
  }
  void forget() { all_.clear(); }
  const std::string& all() const { return all_; }

 private:
  void receive() {
    char buffer[4096];
    const ssize_t got = recv(fd_, buffer, sizeof buffer, 0);
    if (got > 0) all_.append(buffer, static_cast<std::size_t>(got)) += '\n';
  }

  TempFolder folder_;
  int fd_;
  std::string all_;
};

}  // namespace gazette::testing

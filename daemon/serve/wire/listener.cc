#include "daemon/serve/wire/listener.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace gazette {

namespace {

constexpr int kFirstPassed = 3;
constexpr int kMaxPassed = 64;

/// Closes unless it is let go.
class OwnedFd {
 public:
  explicit OwnedFd(int fd) : fd_(fd) {}
  OwnedFd(const OwnedFd&) = delete;
  OwnedFd& operator=(const OwnedFd&) = delete;
  ~OwnedFd() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

tl::unexpected<Error> cannot_listen(const std::string& where) {
  return fail(ErrorKind::connect,
              "server: cannot listen at " + where + ": " + std::generic_category().message(errno));
}

/// The address as the system's calls want it.
struct SystemAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

bool is_abandoned(SystemAddress& address) {
  const OwnedFd probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return probe.get() >= 0 && connect(probe.get(), address.get(), address.size) < 0 && errno == ECONNREFUSED;
}

bool is_socket_file(const std::string& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

int port_of(int fd) {
  SystemAddress address;
  address.size = sizeof address.storage;
  if (getsockname(fd, address.get(), &address.size) != 0) return 0;
  if (address.storage.ss_family == AF_INET)
    return ntohs(reinterpret_cast<const sockaddr_in&>(address.storage).sin_port);
  if (address.storage.ss_family == AF_INET6)
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_port);
  return 0;
}

int socket_option(int fd, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

/// A number that the whole variable is made of; -1 if it is not there.
long number_from_environment(const char* name) {
  const char* text = std::getenv(name);
  if (!text || !*text) return -1;
  char* end = nullptr;
  const long number = std::strtol(text, &end, 10);
  return *end == '\0' ? number : -1;
}

}  // namespace

Result<ListeningSocket> listen_tcp(const std::string& address, int port) {
  boost::system::error_code error;
  const auto ip = boost::asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
  if (error) return fail(ErrorKind::config, "server.listen: \"" + address + "\" is not an IP address");
  const boost::asio::ip::tcp::endpoint endpoint(ip, static_cast<std::uint16_t>(port));
  OwnedFd fd(socket(ip.is_v4() ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (fd.get() < 0 || setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(fd.get(), reinterpret_cast<const sockaddr*>(endpoint.data()),
           static_cast<socklen_t>(endpoint.size())) != 0 ||
      ::listen(fd.get(), SOMAXCONN) != 0)
    return cannot_listen(address + ':' + std::to_string(port));
  const int bound = port_of(fd.get());
  return ListeningSocket{fd.release(), false, bound, {}};
}

Result<ListeningSocket> listen_unix(const std::string& path) {
  SystemAddress address;
  auto& name = reinterpret_cast<sockaddr_un&>(address.storage);
  name.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof name.sun_path)
    return fail(ErrorKind::config, "server.unix_socket: a path has 1 to " +
                                       std::to_string(sizeof name.sun_path - 1) + " bytes: \"" + path + '"');
  std::memcpy(name.sun_path, path.c_str(), path.size() + 1);
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
  if (is_socket_file(path) && is_abandoned(address)) unlink(path.c_str());
  OwnedFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const mode_t before = umask(0117);  // from the first moment on nobody else may connect
  const bool bound = fd.get() >= 0 && bind(fd.get(), address.get(), address.size) == 0;
  umask(before);
  if (!bound || ::listen(fd.get(), SOMAXCONN) != 0) return cannot_listen(path);
  return ListeningSocket{fd.release(), true, 0, path};
}

Result<std::vector<ListeningSocket>> sockets_from_systemd() {
  std::vector<ListeningSocket> sockets;
  const long process = number_from_environment("LISTEN_PID");
  const long count = number_from_environment("LISTEN_FDS");
  if (process != getpid() || count <= 0) return sockets;
  unsetenv("LISTEN_PID");
  unsetenv("LISTEN_FDS");
  unsetenv("LISTEN_FDNAMES");
  if (count > kMaxPassed)
    return fail(ErrorKind::config, "server: systemd passes more sockets than can be used");
  for (int fd = kFirstPassed; fd < kFirstPassed + count; ++fd) {
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    const int family = socket_option(fd, SO_DOMAIN);
    const bool fits = socket_option(fd, SO_TYPE) == SOCK_STREAM && socket_option(fd, SO_ACCEPTCONN) == 1 &&
                      (family == AF_INET || family == AF_INET6 || family == AF_UNIX);
    if (!fits)
      return fail(ErrorKind::config,
                  "server: what systemd passes must be listening stream sockets (ListenStream=, Accept=no)");
    sockets.push_back({fd, family == AF_UNIX, port_of(fd), {}});
  }
  return sockets;
}

}  // namespace gazette

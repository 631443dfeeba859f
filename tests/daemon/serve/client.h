// Client: a socket that sends what no HTTP library would, and an answer taken apart.
#pragma once

#include <chrono>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace gazette::testing {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

inline constexpr const char* kGet = " HTTP/1.1\r\nHost: x\r\n\r\n";
inline constexpr const char* kGetAndClose = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// A client that sends what no library would.
class Client {
 public:
  /// `from`: the client's own address, of which loopback has many.
  explicit Client(int port, const std::string& from = {}) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in here = address(0, from), to = address(port, "127.0.0.1");
    if (!from.empty()) {
      EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&here), sizeof here), 0);
    }
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  }
  /// To a unix socket.
  explicit Client(const std::string& path) : fd_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::strncpy(to.sun_path, path.c_str(), sizeof to.sun_path - 1);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0) << path;
  }
  ~Client() { close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void end() { shutdown(fd_, SHUT_WR); }

  /// Everything until the server closes; `ended()` is false if it had not by the timeout.
  std::string read_all(std::chrono::milliseconds timeout = 5s) {
    const auto deadline = SteadyClock::now() + timeout;
    while (!ended_ && SteadyClock::now() < deadline) receive(deadline);
    return std::exchange(buffer_, {});
  }
  /// How much read_all() would give, without keeping it: moving what has come takes a while for a large
  /// answer.
  std::size_t count_all(std::chrono::milliseconds timeout = 5s) {
    const auto deadline = SteadyClock::now() + timeout;
    std::size_t count = 0;
    while (!ended_ && SteadyClock::now() < deadline) {
      receive(deadline);
      count += buffer_.size();
      buffer_.clear();
    }
    return count;
  }
  /// One answer with its body, by its Content-Length; empty if none comes.
  std::string read_answer(bool head_only = false, std::chrono::milliseconds timeout = 5s) {
    const auto deadline = SteadyClock::now() + timeout;
    for (;;) {
      const std::size_t head = buffer_.find("\r\n\r\n");
      if (head != std::string::npos) {
        const std::size_t at = buffer_.find("Content-Length: ");
        const std::size_t length = head_only || at > head ? 0 : std::stoul(buffer_.substr(at + 16));
        if (buffer_.size() >= head + 4 + length) {
          const std::string answer = buffer_.substr(0, head + 4 + length);
          buffer_.erase(0, answer.size());
          return answer;
        }
      }
      if (ended_ || SteadyClock::now() >= deadline) return {};
      receive(deadline);
    }
  }
  bool ended() const { return ended_; }

 private:
  static sockaddr_in address(int port, const std::string& ip) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, ip.c_str(), &out.sin_addr);
    return out;
  }
  void receive(SteadyClock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
    pollfd wait{fd_, POLLIN, 0};
    if (poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) <= 0) return;
    char bytes[16384];
    const ssize_t n = recv(fd_, bytes, sizeof bytes, 0);
    if (n > 0)
      buffer_.append(bytes, static_cast<std::size_t>(n));
    else
      ended_ = true;
  }
  int fd_;
  std::string buffer_;
  bool ended_ = false;
};

/// The value of a header line; "-" if there is none.
inline std::string header_of(const std::string& answer, const std::string& name) {
  const std::size_t end = answer.find("\r\n\r\n");
  const std::size_t at = answer.find("\r\n" + name + ": ");
  if (at == std::string::npos || at > end) return "-";
  const std::size_t begin = at + name.size() + 4;
  return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

inline std::string body_of(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? std::string() : answer.substr(end + 4);
}

inline int status_of(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::atoi(answer.c_str() + 9) : 0;
}

}  // namespace gazette::testing

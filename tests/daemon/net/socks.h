// SocksProxy: a SOCKS5 proxy on loopback for tests. It plays the server behind it, too: it never connects
// anywhere, answers every request with "by socks", and remembers what it was asked for. A thread of its own.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace gazette::testing {

class SocksProxy {
 public:
  SocksProxy() : thread_([this] { serve(); }) {}
  SocksProxy(const SocksProxy&) = delete;
  SocksProxy& operator=(const SocksProxy&) = delete;
  ~SocksProxy() {
    stopping_ = true;
    boost::system::error_code ignored;
    Tcp::socket(io_).connect(acceptor_.local_endpoint(), ignored);  // wakes accept()
    thread_.join();
  }

  std::string address() const { return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }
  /// "8.8.8.8:80" or "name:80", as it was asked for.
  std::vector<std::string> asked_for() const {
    const std::scoped_lock lock(mutex_);
    return asked_for_;
  }
  /// "user:password" of the last that gave one.
  std::string credentials() const {
    const std::scoped_lock lock(mutex_);
    return credentials_;
  }

 private:
  using Tcp = boost::asio::ip::tcp;

  void serve() {
    while (!stopping_) {
      boost::system::error_code error;
      Tcp::socket client(io_);
      acceptor_.accept(client, error);
      if (stopping_ || error) continue;
      try {
        talk(client);
      } catch (const boost::system::system_error&) {  // the client went away
      }
    }
  }

  void talk(Tcp::socket& client) {
    const std::string methods = bytes(client, byte(client, 1));
    const bool with_password = methods.find('\2') != std::string::npos;
    put(client, with_password ? std::string("\5\2") : std::string("\5\0", 2));
    if (with_password) {
      const std::string user = bytes(client, byte(client, 1)), word = bytes(client, byte(client, 0));
      put(client, std::string("\1\0", 2));
      const std::scoped_lock lock(mutex_);
      credentials_ = user + ":" + word;
    }
    const std::string head = bytes(client, 4);
    std::string host;
    if (head[3] == 1)
      for (const char c : bytes(client, 4))
        host += (host.empty() ? "" : ".") + std::to_string(static_cast<unsigned char>(c));
    else if (head[3] == 3)
      host = bytes(client, byte(client, 0));
    const std::string port = bytes(client, 2);
    const int number = static_cast<unsigned char>(port[0]) * 256 + static_cast<unsigned char>(port[1]);
    {
      const std::scoped_lock lock(mutex_);
      asked_for_.push_back(host + ":" + std::to_string(number));
    }
    put(client, std::string("\5\0\0\1\0\0\0\0\0\0", 10));
    std::string request;
    boost::asio::read_until(client, boost::asio::dynamic_buffer(request), "\r\n\r\n");
    put(client, "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\nby socks");
  }

  /// The byte after `skipped` others.
  static std::size_t byte(Tcp::socket& client, std::size_t skipped) {
    return static_cast<unsigned char>(bytes(client, skipped + 1).back());
  }
  static std::string bytes(Tcp::socket& client, std::size_t count) {
    std::string read(count, '\0');
    boost::asio::read(client, boost::asio::buffer(read));
    return read;
  }
  static void put(Tcp::socket& client, const std::string& answer) {
    boost::asio::write(client, boost::asio::buffer(answer));
  }

  boost::asio::io_context io_;
  Tcp::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::vector<std::string> asked_for_;
  std::string credentials_;
  std::thread thread_;
};

}  // namespace gazette::testing

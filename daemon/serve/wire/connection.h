// Connection: one client, from its first byte to its last: reads requests, has them answered, writes. A
// coroutine of its own, ended by close() at any time. On the loop's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include "daemon/serve/admission/host_names.h"
#include "daemon/serve/admission/peer.h"
#include "daemon/serve/admission/rate_limiter.h"
#include "daemon/serve/http/resource.h"
#include "daemon/serve/http/serve_counts.h"
#include "daemon/serve/responder.h"
#include "daemon/serve/server.h"
#include "daemon/serve/wire/request_reader.h"
#include "daemon/serve/wire/roster.h"

namespace gazette {

/// "Date: ...\r\nConnection: keep-alive\r\n\r\n", made once a second.
class HeadEnd {
 public:
  const std::string& text(bool keep_alive, Time now);

 private:
  Time second_{Duration{-1}};
  std::string keep_alive_, close_;
};

/// What the connections of a server share.
struct ConnectionContext {
  ServerLimits limits;
  Responder& responder;
  TrustedProxies proxies;
  HostNames hosts;
  RateLimiter limiter;
  Roster roster;
  HeadEnd head_end;
  bool stopping = false;
  ServeCounts counts = {};
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;

  Connection(Socket socket, Peer peer, ConnectionContext& context);

  /// Joins the roster and serves until the end. `refusal` > 0: says only this status.
  boost::asio::awaitable<void> run(int refusal);
  /// Ends what it is doing; run() returns soon after.
  void close();
  /// As close(), for one that took too long with its request: it is told so.
  void expire();

  SteadyTime waiting_since() const { return since_; }
  std::uint64_t client() const { return client_; }

 private:
  enum class Reading { done, refused, nobody };
  struct Stay;

  boost::asio::awaitable<bool> exchange();
  boost::asio::awaitable<Reading> read();
  boost::asio::awaitable<bool> receive();
  boost::asio::awaitable<Reply> answer();
  boost::asio::awaitable<bool> write(Reply reply, bool keep_alive);
  boost::asio::awaitable<bool> write_rest(std::string head, SharedText body, std::size_t sent);
  boost::asio::awaitable<void> turn_away(int status);
  boost::asio::awaitable<void> linger();
  bool send_at_once(std::string_view text);
  int refusal_of(const Peer& client, int& wait);
  void enter(Phase phase);

  Socket socket_;
  Peer peer_;
  ConnectionContext& context_;
  RequestReader reader_;
  std::string buffer_;  ///< bytes that came and are not taken yet: filled_ of them
  std::size_t filled_ = 0;
  Roster::Place place_;
  Phase phase_ = Phase::idle;
  SteadyTime since_;
  std::uint64_t client_ = 0;  ///< its key in the roster
  int requests_ = 0;
};

}  // namespace gazette

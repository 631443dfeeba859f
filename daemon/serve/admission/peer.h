// Peer: who is at the other end. Limits go by a key of the address, which a trusted proxy may tell in a
// header. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "feeds/text/result.h"

namespace gazette {

struct Peer {
  boost::asio::ip::address address;  ///< IPv4 also where it came mapped into IPv6
  bool is_unix = false;              ///< over a unix socket: no address

  /// On this machine: never limited, for it could do us harm in simpler ways.
  bool is_local() const { return is_unix || address.is_loopback(); }
  /// One key for all that one client can easily have: an IPv4 address, an IPv6 /64.
  std::uint64_t key() const;
};

Peer make_peer(const boost::asio::ip::address& address);

/// Whose forwarded headers are believed: "127.0.0.1", "10.0.0.0/8", "fd00::/8", "unix".
class TrustedProxies {
 public:
  /// ErrorKind::config for what is no such text.
  static Result<TrustedProxies> make(const std::vector<std::string>& texts);

  bool trusts(const Peer& peer) const;
  /// The client behind `peer`: the last address in X-Forwarded-For that is not a trusted proxy's. `peer`
  /// itself where it is not trusted or the header says nothing.
  Peer client_of(const Peer& peer, std::string_view forwarded_for) const;

 private:
  struct Range {
    boost::asio::ip::address address;
    unsigned bits = 0;
  };
  static bool holds(const Range& range, const boost::asio::ip::address& address);

  std::vector<Range> ranges_;
  bool unix_ = false;
};

}  // namespace gazette

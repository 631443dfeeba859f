// Which network addresses may be connected to. Pure. Checked at connect time on the real socket address, so
// redirects, DNS rebinding and odd spellings of an address are all covered by one place.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <sys/socket.h>

namespace gazette {

/// False for loopback, private, link-local, carrier NAT, documentation, multicast and reserved addresses,
/// also when mapped or embedded in IPv6 (::ffff:0:0/96, 64:ff9b::/96, 2002::/16), and for families other than
/// IP (RFC 6890 and successors).
bool is_public_address(const sockaddr* address);

/// "10.1.0.0/16", "fd00::/8", or one address. IPv4 is kept as mapped IPv6.
struct Network {
  std::array<std::uint8_t, 16> address{};
  int bits = 128;
};
std::optional<Network> parse_network(std::string_view text);
bool holds(const Network& network, const sockaddr* address);

/// What may be connected to: public addresses, and more where the operator says so.
struct AddressRules {
  bool allow_private = false;
  std::vector<Network> allowed;
  bool allow(const sockaddr* address) const;
};

}  // namespace gazette

#include "daemon/net/address.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace gazette {
namespace {

struct Block4 {
  std::uint32_t network;
  int bits;
};
/// IANA's IPv4 special-purpose registry, as far as it is not globally reachable.
constexpr std::array<Block4, 16> kSpecial4{{
    {0x00000000, 8},   // "this network"
    {0x0a000000, 8},   // private
    {0x64400000, 10},  // carrier NAT
    {0x7f000000, 8},   // loopback
    {0xa9fe0000, 16},  // link-local, cloud metadata
    {0xac100000, 12},  // private
    {0xc0000000, 24},  // IETF protocol assignments
    {0xc0000200, 24},  // documentation
    {0xc0586300, 24},  // 6to4 relays
    {0xc0a80000, 16},  // private
    {0xc6120000, 15},  // benchmarking
    {0xc6336400, 24},  // documentation
    {0xcb007100, 24},  // documentation
    {0xe0000000, 4},   // multicast
    {0xf0000000, 4},   // reserved
    {0xffffffff, 32},  // broadcast
}};

bool is_public4(std::uint32_t host_order) {
  for (const Block4& block : kSpecial4)
    if ((host_order >> (32 - block.bits)) == (block.network >> (32 - block.bits))) return false;
  return true;
}

using Bytes16 = std::array<std::uint8_t, 16>;

bool has_prefix(const Bytes16& address, std::initializer_list<std::uint8_t> prefix, int bits) {
  int i = 0;
  for (std::uint8_t byte : prefix) {
    const int left = bits - 8 * i;
    const auto mask = static_cast<std::uint8_t>(left >= 8 ? 0xff : 0xff << (8 - left));
    if ((address[static_cast<std::size_t>(i)] & mask) != (byte & mask)) return false;
    ++i;
  }
  return true;
}

std::uint32_t embedded4(const Bytes16& address, std::size_t at) {
  return static_cast<std::uint32_t>(address[at]) << 24 | static_cast<std::uint32_t>(address[at + 1]) << 16 |
         static_cast<std::uint32_t>(address[at + 2]) << 8 | address[at + 3];
}

/// IPv4 as mapped IPv6; nothing for other families.
std::optional<Bytes16> bytes_of(const sockaddr* address) {
  Bytes16 bytes{};
  if (address->sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, address, sizeof in);
    bytes[10] = bytes[11] = 0xff;
    std::memcpy(bytes.data() + 12, &in.sin_addr, 4);
    return bytes;
  }
  if (address->sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 in{};
  std::memcpy(&in, address, sizeof in);
  std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
  return bytes;
}

bool is_public6(const Bytes16& a) {
  if (has_prefix(a, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96))
    return is_public4(embedded4(a, 12));  // mapped
  if (has_prefix(a, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}, 96))
    return is_public4(embedded4(a, 12));                                    // NAT64
  if (has_prefix(a, {0x20, 0x02}, 16)) return is_public4(embedded4(a, 2));  // 6to4
  if (has_prefix(a, {0x20, 0x01, 0x0d, 0xb8}, 32)) return false;            // documentation
  if (has_prefix(a, {0x20, 0x01, 0x00}, 23)) return false;  // IETF protocol assignments, Teredo
  if (has_prefix(a, {0x3f, 0xff, 0x00}, 20)) return false;  // documentation
  return has_prefix(a, {0x20}, 3);                          // only 2000::/3 is global unicast
}

}  // namespace

bool is_public_address(const sockaddr* address) {
  const std::optional<Bytes16> bytes = bytes_of(address);
  return bytes && is_public6(*bytes);
}

std::optional<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  Network network;
  int shift = 0;
  if (in_addr v4{}; inet_pton(AF_INET, address.c_str(), &v4) == 1) {
    network.address[10] = network.address[11] = 0xff;
    std::memcpy(network.address.data() + 12, &v4, 4);
    shift = 96;
  } else if (inet_pton(AF_INET6, address.c_str(), network.address.data()) != 1) {
    return std::nullopt;
  }
  if (slash == std::string_view::npos) return network;
  const std::string_view bits = text.substr(slash + 1);
  const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), network.bits);
  if (error != std::errc{} || end != bits.data() + bits.size() || network.bits < 0 ||
      network.bits > 128 - shift)
    return std::nullopt;
  network.bits += shift;
  return network;
}

bool holds(const Network& network, const sockaddr* address) {
  const std::optional<Bytes16> bytes = bytes_of(address);
  if (!bytes) return false;
  for (int bit = 0; bit < network.bits; ++bit) {
    const auto at = static_cast<std::size_t>(bit / 8);
    if (((*bytes)[at] ^ network.address[at]) & (0x80 >> bit % 8)) return false;
  }
  return true;
}

bool AddressRules::allow(const sockaddr* address) const {
  if (allow_private || is_public_address(address)) return true;
  return std::any_of(allowed.begin(), allowed.end(),
                     [address](const Network& network) { return holds(network, address); });
}

}  // namespace gazette

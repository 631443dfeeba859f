#include "daemon/net/address.h"

#include <array>
#include <cstdint>
#include <cstring>

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

bool is_public6(const Bytes16& a) {
  if (has_prefix(a, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96))
    return is_public4(embedded4(a, 12));  // mapped
  if (has_prefix(a, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}, 96))
    return is_public4(embedded4(a, 12));                                    // NAT64
  if (has_prefix(a, {0x20, 0x02}, 16)) return is_public4(embedded4(a, 2));  // 6to4
  if (has_prefix(a, {0x20, 0x01, 0x0d, 0xb8}, 32)) return false;            // documentation
  if (has_prefix(a, {0x20, 0x01, 0x00}, 23)) return false;  // IETF protocol assignments, Teredo
  return has_prefix(a, {0x20}, 3);                          // only 2000::/3 is global unicast
}

}  // namespace

bool is_public_address(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, address, sizeof in);
    return is_public4(ntohl(in.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, address, sizeof in);
    Bytes16 bytes{};
    std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
    return is_public6(bytes);
  }
  return false;
}

}  // namespace gazette

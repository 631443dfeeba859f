#include "daemon/serve/admission/peer.h"

#include <charconv>
#include <optional>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

#include "feeds/text/strings.h"

namespace gazette {

namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t kMaxHops = 32;

ip::address unmapped(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

/// "192.0.2.1", "192.0.2.1:4711", "[2001:db8::1]:4711", "2001:db8::1".
std::optional<ip::address> read_address(std::string_view text) {
  text = trim(text);
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  if (text.starts_with('['))
    text = text.substr(1, std::min(text.find(']'), text.size()) - 1);
  else if (const std::size_t colon = text.find(':'); colon == text.rfind(':'))
    text = text.substr(0, colon);
  boost::system::error_code error;
  const ip::address address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  return unmapped(address);
}

template <class Bytes>
bool same_start(const Bytes& a, const Bytes& b, unsigned bits) {
  for (std::size_t i = 0; i < a.size() && bits > 0; ++i) {
    const unsigned here = std::min(bits, 8U);
    const auto mask = static_cast<unsigned>(0xff00U >> here) & 0xffU;
    if ((a[i] & mask) != (b[i] & mask)) return false;
    bits -= here;
  }
  return true;
}

}  // namespace

Peer make_peer(const ip::address& address) {
  return {unmapped(address), false};
}

std::uint64_t Peer::key() const {
  if (address.is_v4()) return address.to_v4().to_uint();
  std::uint64_t key = 0;
  const auto bytes = address.to_v6().to_bytes();
  for (std::size_t i = 0; i < 8; ++i) key = key << 8 | bytes[i];
  return key;
}

Result<TrustedProxies> TrustedProxies::make(const std::vector<std::string>& texts) {
  TrustedProxies trusted;
  for (const std::string& text : texts) {
    if (text == "unix") {
      trusted.unix_ = true;
      continue;
    }
    const std::size_t slash = text.find('/');
    boost::system::error_code error;
    const ip::address address = ip::make_address(text.substr(0, slash), error);
    const unsigned longest = address.is_v4() ? 32 : 128;
    unsigned bits = longest;
    if (slash != std::string::npos && !error) {
      const char* end = text.data() + text.size();
      const auto [at, wrong] = std::from_chars(text.data() + slash + 1, end, bits);
      if (wrong != std::errc{} || at != end || bits > longest) error = boost::asio::error::invalid_argument;
    }
    if (error)
      return fail(ErrorKind::config,
                  '"' + text + "\" is no address such as \"127.0.0.1\" or \"10.0.0.0/8\", nor \"unix\"");
    trusted.ranges_.push_back({address, bits});
  }
  return trusted;
}

bool TrustedProxies::holds(const Range& range, const ip::address& address) {
  if (range.address.is_v4() != address.is_v4()) return false;
  return address.is_v4()
             ? same_start(range.address.to_v4().to_bytes(), address.to_v4().to_bytes(), range.bits)
             : same_start(range.address.to_v6().to_bytes(), address.to_v6().to_bytes(), range.bits);
}

bool TrustedProxies::trusts(const Peer& peer) const {
  if (peer.is_unix) return unix_;
  for (const Range& range : ranges_)
    if (holds(range, peer.address)) return true;
  return false;
}

Peer TrustedProxies::client_of(const Peer& peer, std::string_view forwarded_for) const {
  Peer client = peer;
  const std::vector<std::string_view> hops = split(forwarded_for, ',');
  for (std::size_t i = hops.size(), seen = 0; i-- > 0 && seen < kMaxHops && trusts(client); ++seen) {
    const std::optional<ip::address> hop = read_address(hops[i]);
    if (!hop) break;
    client = make_peer(*hop);
  }
  return client;
}

}  // namespace gazette

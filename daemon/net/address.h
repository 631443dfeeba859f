// Which network addresses may be connected to. Pure. Checked at connect time on the real socket address, so
// redirects, DNS rebinding and odd spellings of an address are all covered by one place.
#pragma once

#include <sys/socket.h>

namespace gazette {

/// False for loopback, private, link-local, carrier NAT, documentation, multicast and reserved addresses,
/// also when mapped or embedded in IPv6 (::ffff:0:0/96, 64:ff9b::/96, 2002::/16), and for families other than
/// IP (RFC 6890 and successors).
bool is_public_address(const sockaddr* address);

}  // namespace gazette

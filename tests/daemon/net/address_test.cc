#include "daemon/net/address.h"

#include <cstring>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

namespace gazette {
namespace {

bool is_public(const char* text) {
  sockaddr_storage storage{};
  if (std::strchr(text, ':')) {
    auto* in6 = reinterpret_cast<sockaddr_in6*>(&storage);
    in6->sin6_family = AF_INET6;
    EXPECT_EQ(inet_pton(AF_INET6, text, &in6->sin6_addr), 1) << text;
  } else {
    auto* in = reinterpret_cast<sockaddr_in*>(&storage);
    in->sin_family = AF_INET;
    EXPECT_EQ(inet_pton(AF_INET, text, &in->sin_addr), 1) << text;
  }
  return is_public_address(reinterpret_cast<const sockaddr*>(&storage));
}

TEST(Address, SpecialPurposeBlocksAreNotPublicUpToTheirEdges) {
  // First and last address of each block of the special-purpose registries, and embedded forms of them.
  for (const char* text : {
           "0.0.0.0",
           "0.255.255.255",
           "10.0.0.0",
           "10.255.255.255",
           "100.64.0.0",
           "100.127.255.255",
           "127.0.0.1",
           "127.255.255.255",
           "169.254.0.0",
           "169.254.169.254",
           "169.254.255.255",
           "172.16.0.0",
           "172.31.255.255",
           "192.0.0.0",
           "192.0.0.255",
           "192.0.2.1",
           "192.88.99.1",
           "192.168.0.0",
           "192.168.255.255",
           "198.18.0.0",
           "198.19.255.255",
           "198.51.100.7",
           "203.0.113.7",
           "224.0.0.1",
           "239.255.255.255",
           "240.0.0.1",
           "255.255.255.255",  //
           "::",
           "::1",
           "::7f00:1",
           "::ffff:127.0.0.1",
           "::ffff:10.1.2.3",
           "::ffff:169.254.169.254",
           "64:ff9b::7f00:1",
           "64:ff9b::10.0.0.1",
           "64:ff9b:1::1",
           "100::1",
           "2001::1",
           "2001:1ff::1",
           "2001:db8::1",
           "2002:7f00:1::",
           "2002:a00:1::1",
           "2002:c0a8:101::1",
           "3fff::1",
           "3fff:fff::1",
           "fc00::1",
           "fdff::1",
           "fe80::1",
           "febf::1",
           "fec0::1",
           "ff02::1",
       })
    EXPECT_FALSE(is_public(text)) << text;
}

TEST(Address, NeighboursOfTheBlocksArePublic) {
  for (const char* text : {
           "1.0.0.0",          "9.255.255.255",   "11.0.0.0",        "100.63.255.255",       "100.128.0.0",
           "126.255.255.255",  "128.0.0.1",       "169.253.255.255", "169.255.0.0",          "172.15.255.255",
           "172.32.0.0",       "192.0.1.0",       "192.0.3.0",       "192.88.98.255",        "192.88.100.0",
           "192.167.255.255",  "192.169.0.0",     "198.17.255.255",  "198.20.0.0",           "198.51.99.255",
           "198.51.101.0",     "203.0.112.255",   "203.0.114.0",     "223.255.255.255",      "::ffff:8.8.8.8",
           "64:ff9b::808:808", "2002:808:808::1", "2001:200::1",     "2001:4860:4860::8888", "2400:cb00::1",
           "2606:4700::1",     "3ffe::1",         "3fff:1000::1",
       })
    EXPECT_TRUE(is_public(text)) << text;
}

TEST(Address, OtherFamiliesAreRefused) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  EXPECT_FALSE(is_public_address(reinterpret_cast<const sockaddr*>(&local)));
}

}  // namespace
}  // namespace gazette

#include "daemon/serve/admission/peer.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

Peer peer(const char* address) {
  return make_peer(boost::asio::ip::make_address(address));
}

TEST(Peer, KeysAndPlaces) {
  EXPECT_EQ(peer("::ffff:192.0.2.1").key(), peer("192.0.2.1").key());
  EXPECT_NE(peer("192.0.2.1").key(), peer("192.0.2.2").key());
  EXPECT_EQ(peer("2001:db8:1:2::1").key(), peer("2001:db8:1:2:ffff::9").key());
  EXPECT_NE(peer("2001:db8:1:2::1").key(), peer("2001:db8:1:3::1").key());
  for (const char* local : {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(peer(local).is_local());
  for (const char* far : {"192.168.0.1", "fe80::1", "0.0.0.0"}) EXPECT_FALSE(peer(far).is_local());
  EXPECT_TRUE((Peer{{}, true}).is_local());
}

TEST(TrustedProxies, Ranges) {
  const Result<TrustedProxies> trusted =
      TrustedProxies::make({"10.1.0.0/15", "192.0.2.7", "fd00::/8", "unix"});
  ASSERT_TRUE(trusted);
  for (const char* yes : {"10.1.2.3", "10.0.0.1", "192.0.2.7", "::ffff:10.1.2.3", "fd12::1"})
    EXPECT_TRUE(trusted->trusts(peer(yes))) << yes;
  for (const char* no : {"10.2.0.1", "192.0.2.8", "fe00::1", "127.0.0.1", "::a01:203"})
    EXPECT_FALSE(trusted->trusts(peer(no))) << no;
  EXPECT_TRUE(trusted->trusts(Peer{{}, true}));
  EXPECT_FALSE(TrustedProxies().trusts(Peer{{}, true}));
  const Result<TrustedProxies> all = TrustedProxies::make({"0.0.0.0/0"});
  ASSERT_TRUE(all);
  EXPECT_TRUE(all->trusts(peer("8.8.8.8")));
  EXPECT_FALSE(all->trusts(peer("2001:db8::1")));
}

TEST(TrustedProxies, Mistakes) {
  for (const char* bad :
       {"", "proxy.example", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/8x", "fd00::/129"}) {
    const Result<TrustedProxies> made = TrustedProxies::make({bad});
    ASSERT_FALSE(made) << bad;
    EXPECT_EQ(made.error().kind, ErrorKind::config);
  }
}

TEST(TrustedProxies, ClientIsTheLastWhoIsNotTrusted) {
  const TrustedProxies trusted = TrustedProxies::make({"127.0.0.1", "10.0.0.0/8"}).value();
  const struct Case {
    const char *peer, *header, *client;
  } cases[] = {
      {"127.0.0.1", "", "127.0.0.1"},
      {"127.0.0.1", "198.51.100.7", "198.51.100.7"},
      {"127.0.0.1", "203.0.113.9, 198.51.100.7",
       "198.51.100.7"},  // what a client claims of itself stands in front
      {"127.0.0.1", "203.0.113.9, 198.51.100.7, 10.1.1.1", "198.51.100.7"},
      {"127.0.0.1", "10.1.1.2, 10.1.1.1", "10.1.1.2"},
      {"192.0.2.1", "198.51.100.7", "192.0.2.1"},  // no proxy of ours: not believed
      {"127.0.0.1", "198.51.100.7:4711", "198.51.100.7"},
      {"127.0.0.1", "\"[2001:db8::1]:4711\"", "2001:db8::1"},
      {"127.0.0.1", "2001:db8::1", "2001:db8::1"},
      {"127.0.0.1", "unknown", "127.0.0.1"},
      {"127.0.0.1", ", ,", "127.0.0.1"},
      {"127.0.0.1", "198.51.100.7, garbage, 10.1.1.1", "10.1.1.1"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.header);
    EXPECT_EQ(trusted.client_of(peer(c.peer), c.header).address.to_string(), c.client);
  }
}

}  // namespace
}  // namespace gazette

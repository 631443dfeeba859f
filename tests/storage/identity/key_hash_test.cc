#include "storage/identity/key_hash.h"

#include <string>

#include <gtest/gtest.h>

namespace gazette {
namespace {

// The algorithm's published vectors: secret 00..0f, texts of the bytes 00, 00 01, 00 01 02, ...
TEST(KeyHash, is_siphash_2_4) {
  const KeyHash hash("000102030405060708090a0b0c0d0e0f");
  std::string text;
  const auto next = [&] { text += static_cast<char>(text.size()); };
  EXPECT_EQ(hash(text), 0x726fdb47dd0e0e31U);
  next();
  EXPECT_EQ(hash(text), 0x74f839c593dc67fdU);
  while (text.size() < 15) next();
  EXPECT_EQ(hash(text), 0xa129ca6149be45e5U);
}

TEST(KeyHash, depends_on_the_secret) {
  EXPECT_NE(KeyHash("000102030405060708090a0b0c0d0e0f")("x"),
            KeyHash("000102030405060708090a0b0c0d0e10")("x"));
  EXPECT_EQ(KeyHash("")("x"), KeyHash("no secret")("x"));
}

TEST(KeyHash, keys_of_one_source_or_host_stand_together) {
  const KeyHash hash("000102030405060708090a0b0c0d0e0f");
  const auto group = [&](const char* key) { return hash.clustered(key) >> 48; };
  EXPECT_EQ(group("i:lwn:https://lwn.net/1"), group("a:lwn:lwn.net/2"));
  EXPECT_EQ(group("i:lwn:1"), group("t:lwn:Title\n12"));
  EXPECT_EQ(group("u:lwn.net/1\nTitle"), group("v:lwn.net/2\n12"));
  EXPECT_EQ(group("u:lwn.net/1\nTitle"), group("lwn.net/3"));
  EXPECT_EQ(group("u:lwn.net\nTitle"), group("lwn.net"));
  EXPECT_NE(group("i:lwn:1"), group("i:lwm:1"));
  EXPECT_NE(group("u:lwn.net/1\n"), group("u:lwm.net/1\n"));
  EXPECT_NE(hash.clustered("i:lwn:1"), hash.clustered("i:lwn:2"));
  EXPECT_NE(hash.clustered("i:lwn:1"), hash.clustered("a:lwn:1"));
  EXPECT_EQ(hash.clustered("i:lwn:1") & 0xffffffffffffU, hash("i:lwn:1") >> 16);
  for (const char* odd : {"", ":", "u:", "i:", "i:s", "u:\n"})
    EXPECT_EQ(hash.clustered(odd), hash.clustered(odd));
}

}  // namespace
}  // namespace gazette

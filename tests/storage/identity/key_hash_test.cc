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

}  // namespace
}  // namespace gazette

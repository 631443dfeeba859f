#include "feeds/identity/simhash.h"

#include <string>

#include <gtest/gtest.h>

namespace gazette {
namespace {

/// `count` tokens of a vocabulary, beginning at `first`.
std::string tokens(int first, int count) {
  std::string text;
  for (int i = first; i < first + count; ++i)
    text += (text.empty() ? "" : " ") + std::string("w") + std::to_string(i * 7919 % 10'007);
  return text;
}

TEST(SimHash, of_texts) {
  EXPECT_EQ(simhash(""), 0u);
  EXPECT_EQ(simhash(tokens(0, 300)), simhash(tokens(0, 300)));
  const std::uint64_t text = simhash(tokens(0, 300));
  EXPECT_LE(hash_distance(text, simhash(tokens(0, 300) + " one more sentence")), kNearBits);
  EXPECT_LE(hash_distance(text, simhash(tokens(2, 300))), kNearBits) << "two words at each end";
  EXPECT_GT(hash_distance(text, simhash(tokens(1000, 300))), 15) << "other words";
  EXPECT_GT(hash_distance(text, simhash(tokens(150, 300))), kNearBits) << "half of it";
}

/// It is stored: another value would make the articles of yesterday look like others.
TEST(SimHash, stays_what_it_is) {
  EXPECT_EQ(simhash("one two internationalization 软银 a"), 0x7df4ec8ff1a61f43U);
  EXPECT_EQ(simhash("a b internationalization"), 0x15f2ec4c722f8eddU);
  EXPECT_EQ(simhash("w"), 0xdee87a04e1a1f67fU);
}

TEST(SimHash, counters_do_not_overflow) {
  std::string same;
  for (int i = 0; i < 40'000; ++i) same += "w ";
  EXPECT_EQ(simhash(same), simhash("w"));
}

}  // namespace
}  // namespace gazette

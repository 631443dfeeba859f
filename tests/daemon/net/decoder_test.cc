#include "daemon/net/decoder.h"

#include <string>

#include <gtest/gtest.h>
#include <zstd.h>

#include "tests/origin/origin.h"

namespace gazette {
namespace {

using testing::encode;
using testing::Encoding;
using Outcome = Decoder::Outcome;

struct Decoded {
  Outcome outcome = Outcome::ok;
  std::string text;
};

/// In pieces of `step` bytes, as a network brings them.
Decoded decode(std::string_view encoding, std::string_view bytes, std::size_t step = 7,
               std::size_t limit = 1 << 30) {
  Decoded result;
  const auto decoder = make_decoder(encoding, [&](std::string_view part) {
    result.text += part;
    return result.text.size() <= limit;
  });
  if (!decoder) return {Outcome::damaged, "no decoder"};
  for (std::size_t i = 0; i < bytes.size() && result.outcome == Outcome::ok; i += step)
    result.outcome = decoder->write(bytes.substr(i, step));
  if (result.outcome == Outcome::ok) result.outcome = decoder->finish();
  return result;
}

std::string zstd(const std::string& text) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return out;
}

std::string sample() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i * 7919) + '\n';
  return text;
}

TEST(Decoder, EveryEncodingInPiecesOfAnySize) {
  const std::string text = sample();
  struct Case {
    const char* encoding;
    std::string bytes;
  };
  for (const Case& c :
       {Case{"", text}, Case{"identity", text}, Case{"gzip", encode(text, Encoding::gzip)},
        Case{"x-gzip", encode(text, Encoding::gzip)}, Case{"GZip ", encode(text, Encoding::gzip)},
        Case{"deflate", encode(text, Encoding::deflate)},
        Case{"deflate", encode(text, Encoding::raw_deflate)}, Case{"zstd", zstd(text)},
        Case{"deflate, gzip", encode(encode(text, Encoding::deflate), Encoding::gzip)}})
    for (const std::size_t step : {1u, 1000u, 1'000'000u}) {
      SCOPED_TRACE(std::string(c.encoding) + " by " + std::to_string(step));
      const Decoded decoded = decode(c.encoding, c.bytes, step);
      EXPECT_EQ(decoded.outcome, Outcome::ok);
      EXPECT_TRUE(decoded.text == text) << decoded.text.size();
    }
}

TEST(Decoder, GzipOfSeveralMembersIsOneText) {
  const std::string bytes = encode("one ", Encoding::gzip) + encode("two", Encoding::gzip);
  EXPECT_EQ(decode("gzip", bytes, 1).text, "one two");
  EXPECT_EQ(decode("gzip", bytes, 1000).text, "one two");
  EXPECT_EQ(decode("gzip", encode("one", Encoding::gzip) + std::string(5, '\0')).text, "one");
}

TEST(Decoder, NoBytesAreACompleteBody) {
  for (const char* encoding : {"", "gzip", "deflate", "br", "zstd"})
    EXPECT_EQ(decode(encoding, "").outcome, Outcome::ok) << encoding;
}

TEST(Decoder, H33_what_is_cut_or_damaged_is_told) {
  const std::string text = sample();
  struct Case {
    const char* encoding;
    std::string bytes;
  };
  for (Case c : {Case{"gzip", encode(text, Encoding::gzip)}, Case{"deflate", encode(text, Encoding::deflate)},
                 Case{"zstd", zstd(text)}}) {
    SCOPED_TRACE(c.encoding);
    EXPECT_EQ(decode(c.encoding, c.bytes.substr(0, c.bytes.size() - 3)).outcome, Outcome::damaged);
    EXPECT_EQ(decode(c.encoding, c.bytes.substr(0, 1)).outcome, Outcome::damaged);
    c.bytes[c.bytes.size() / 2] = static_cast<char>(c.bytes[c.bytes.size() / 2] ^ 0x55);
    EXPECT_EQ(decode(c.encoding, c.bytes).outcome, Outcome::damaged);
  }
  std::string wrong_sum = encode(text, Encoding::gzip);
  wrong_sum[wrong_sum.size() - 6] = static_cast<char>(wrong_sum[wrong_sum.size() - 6] ^ 1);
  EXPECT_EQ(decode("gzip", wrong_sum).outcome, Outcome::damaged);
  EXPECT_EQ(decode("br", "this is not brotli, believe me").outcome, Outcome::damaged);
}

TEST(Decoder, H34_a_bomb_stops_at_the_limit) {
  const std::string bomb = encode(encode(std::string(30'000'000, '\0'), Encoding::gzip), Encoding::gzip);
  ASSERT_LT(bomb.size(), 2'000u);
  const Decoded decoded = decode("gzip, gzip", bomb, 100'000, 100'000);
  EXPECT_EQ(decoded.outcome, Outcome::refused);
  EXPECT_LT(decoded.text.size(), 200'000u);
  EXPECT_EQ(make_decoder("gzip, gzip, gzip", [](std::string_view) { return true; }), nullptr);
}

TEST(Decoder, UnknownEncodingsHaveNone) {
  for (const char* encoding : {"compress", "x-unknown", "gzip, sdch"})
    EXPECT_EQ(make_decoder(encoding, [](std::string_view) { return true; }), nullptr) << encoding;
}

}  // namespace
}  // namespace gazette

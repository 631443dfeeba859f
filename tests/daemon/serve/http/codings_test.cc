#include "daemon/serve/http/codings.h"

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

namespace gazette {
namespace {

std::string gunzip(const std::string& bytes) {
  std::string out(1'000'000, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

std::string unzstd(const std::string& bytes) {
  std::string out(1'000'000, '\0');
  const std::size_t size = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  EXPECT_FALSE(ZSTD_isError(size));
  out.resize(ZSTD_isError(size) ? 0 : size);
  return out;
}

std::string unbrotli(const std::string& bytes) {
  std::string out(1'000'000, '\0');
  std::size_t size = out.size();
  EXPECT_EQ(BrotliDecoderDecompress(bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                                    reinterpret_cast<std::uint8_t*>(out.data())),
            BROTLI_DECODER_RESULT_SUCCESS);
  out.resize(size);
  return out;
}

TEST(Encode, GivesTheTextBackAndTheSameBytes) {
  for (const std::string& text : {std::string(), std::string("x"), std::string(500'000, 'a')}) {
    SCOPED_TRACE(text.size());
    EXPECT_EQ(gunzip(encode(Coding::gzip, text)), text);
    EXPECT_EQ(unzstd(encode(Coding::zstd, text)), text);
    EXPECT_EQ(unbrotli(encode(Coding::brotli, text)), text);
    EXPECT_EQ(encode(Coding::identity, text), text);
    for (const Coding coding : {Coding::gzip, Coding::zstd, Coding::brotli})
      EXPECT_EQ(encode(coding, text), encode(coding, text));
  }
}

TEST(ChooseCoding, Header) {
  const struct Case {
    const char* in;
    Coding out;
  } cases[] = {
      {"", Coding::identity},
      {"gzip", Coding::gzip},
      {"GZIP", Coding::gzip},
      {"x-gzip", Coding::gzip},
      {"deflate, gzip;q=1.0, *;q=0.5", Coding::gzip},
      {"gzip;q=0", Coding::identity},
      {"gzip; q=0.000", Coding::identity},
      {"gzip;q=0.001", Coding::gzip},
      {"*", Coding::gzip},  // anything, so what everybody can read
      {"*;q=0", Coding::identity},
      {"gzip;q=0, *", Coding::identity},
      {"br, *;q=0", Coding::brotli},
      {"gzip, *;q=0", Coding::gzip},
      {"identity", Coding::identity},
      {"identity;q=0", Coding::identity},
      {"gzipped", Coding::identity},
      {"gzip;q=nan", Coding::gzip},
      {"gzip;q=1e999", Coding::gzip},
      {",,;;q=,gzip", Coding::gzip},
      {"deflate, gzip, br, zstd", Coding::brotli},
      {"gzip, zstd", Coding::zstd},
      {"gzip, br;q=0.9", Coding::gzip},
      {"gzip;q=0.5, zstd;q=0.8, br;q=0.2", Coding::zstd},
      {"gzip;q=0.5, identity", Coding::identity},
      {"gzip;q=0.5, identity;q=0.5", Coding::gzip},
      {"br;q=0.12, gzip;q=0.119", Coding::brotli},
      {"br;q=5", Coding::brotli},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    EXPECT_EQ(coding_name(choose_coding(c.in)), coding_name(c.out));
  }
  EXPECT_EQ(choose_coding(std::string(16'000, ',') + "gzip"), Coding::gzip);
}

}  // namespace
}  // namespace gazette

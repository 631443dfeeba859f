#include "daemon/serve/http/codings.h"

#include <cstdint>
#include <new>
#include <optional>
#include <utility>

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include "feeds/text/strings.h"

namespace gazette {

namespace {

// Chosen on feeds of 90 kB: a level more costs twice the time and gains under 2 %.
constexpr int kGzipLevel = 6;
constexpr int kZstdLevel = 7;
constexpr int kBrotliQuality = 5;

constexpr std::array<std::string_view, kCodings> kNames = {"br", "zstd", "gzip", ""};
constexpr std::array<std::string_view, kCodings> kSuffixes = {"-br", "-zs", "-gz", ""};

/// A weight in thousandths (section 12.4.2); what is not one counts as 1.
int weight(std::string_view parameters) {
  for (const std::string_view parameter : split(parameters, ';')) {
    const std::string_view p = trim(parameter);
    if (!starts_with_ignore_case(p, "q=")) continue;
    const std::string_view digits = p.substr(2);
    if (digits.empty() || (digits[0] != '0' && digits[0] != '1')) return 1000;
    int thousandths = (digits[0] - '0') * 1000, unit = 100;
    for (const char c : digits.substr(1)) {
      if (c == '.') continue;
      if (c < '0' || c > '9') break;
      thousandths += (c - '0') * unit;
      unit /= 10;
    }
    return thousandths > 1000 ? 1000 : thousandths;
  }
  return 1000;
}

std::string gzip(std::string_view text) {
  z_stream stream{};
  constexpr int kGzipFraming = 15 + 16;
  if (deflateInit2(&stream, kGzipLevel, Z_DEFLATED, kGzipFraming, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in =
      reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib's old interface; not written
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(ended == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

std::string zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), kZstdLevel);
  if (ZSTD_isError(size)) throw std::bad_alloc();
  out.resize(size);
  return out;
}

std::string brotli(std::string_view text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string out(size, '\0');
  const auto* in = reinterpret_cast<const std::uint8_t*>(text.data());
  if (BrotliEncoderCompress(kBrotliQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(), in, &size,
                            reinterpret_cast<std::uint8_t*>(out.data())) != BROTLI_TRUE)
    throw std::bad_alloc();
  out.resize(size);
  return out;
}

}  // namespace

std::string_view coding_name(Coding coding) {
  return kNames[static_cast<std::size_t>(coding)];
}

std::string_view coding_suffix(Coding coding) {
  return kSuffixes[static_cast<std::size_t>(coding)];
}

Coding choose_coding(std::string_view accept_encoding) {
  if (accept_encoding.empty()) return Coding::identity;
  std::array<std::optional<int>, kCodings> named;
  int any = 0;
  for (const std::string_view item : split(accept_encoding, ',')) {
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    std::string_view coding = trim(item.substr(0, semicolon));
    if (coding == "*") any = weight(item.substr(semicolon));
    if (equals_ignore_case(coding, "x-gzip")) coding = "gzip";
    for (std::size_t i = 0; i < kCodings; ++i)
      if (equals_ignore_case(coding, i + 1 == kCodings ? "identity" : kNames[i]))
        named[i] = weight(item.substr(semicolon));
  }
  Coding best = Coding::identity;
  int heaviest = named.back().value_or(0);  // of two that are equally welcome, the smaller one is sent
  for (std::size_t i = kCodings - 1; i-- > 0;) {
    // Who takes anything is given what everybody can read.
    const int here = named[i].value_or(static_cast<Coding>(i) == Coding::gzip ? any : 0);
    if (here > 0 && here >= heaviest) best = static_cast<Coding>(i), heaviest = here;
  }
  return best;
}

std::string encode(Coding coding, std::string_view text) {
  switch (coding) {
    case Coding::brotli: return brotli(text);
    case Coding::zstd: return zstd(text);
    case Coding::gzip: return gzip(text);
    case Coding::identity: break;
  }
  return std::string(text);
}

}  // namespace gazette

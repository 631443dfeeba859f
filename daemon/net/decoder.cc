#include "daemon/net/decoder.h"

#include <array>
#include <string>
#include <utility>

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxLayers = 2;
using Outcome = Decoder::Outcome;
using Buffer = std::array<char, 16'384>;

class Identity final : public Decoder {
 public:
  explicit Identity(Output output) : output_(std::move(output)) {}
  Outcome write(std::string_view bytes) override { return output_(bytes) ? Outcome::ok : Outcome::refused; }
  Outcome finish() override { return Outcome::ok; }

 private:
  Output output_;
};

/// gzip or deflate. Some servers send deflate without zlib's frame: told by the first two bytes.
class Zlib final : public Decoder {
 public:
  Zlib(bool gzip, Output output) : gzip_(gzip), output_(std::move(output)) {}
  ~Zlib() override {
    if (begun_) inflateEnd(&stream_);
  }

  Outcome write(std::string_view bytes) override {
    if (begun_) return inflate_all(bytes);
    start_.append(bytes);
    return start_.size() < 2 ? Outcome::ok : begin();
  }

  Outcome finish() override {
    if (!begun_) return start_.empty() ? Outcome::ok : Outcome::damaged;
    return ended_ ? Outcome::ok : Outcome::damaged;
  }

 private:
  Outcome begin() {
    begun_ = true;
    const auto first = static_cast<unsigned char>(start_[0]), second = static_cast<unsigned char>(start_[1]);
    const bool framed = (first & 0x0f) == 8 && (first * 256 + second) % 31 == 0;  // RFC 1950
    const int window = gzip_ ? 15 + 16 : framed ? 15 : -15;
    if (inflateInit2(&stream_, window) != Z_OK) return Outcome::damaged;
    return inflate_all(std::exchange(start_, {}));
  }

  Outcome inflate_all(std::string_view bytes) {
    Buffer buffer;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      if (ended_ && !next_member()) return Outcome::ok;  // what follows the last member is ignored
      stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream_.avail_out = static_cast<uInt>(buffer.size());
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return Outcome::damaged;
      const std::size_t made = buffer.size() - stream_.avail_out;
      if (made > 0 && !output_({buffer.data(), made})) return Outcome::refused;
      ended_ = code == Z_STREAM_END;
    } while (stream_.avail_in > 0 || (stream_.avail_out == 0 && !ended_));
    return Outcome::ok;
  }

  /// A gzip file may be several, one after the other (RFC 1952 2.2).
  bool next_member() {
    if (!gzip_ || stream_.avail_in == 0 || stream_.next_in[0] != 0x1f) return false;
    inflateReset(&stream_);
    ended_ = false;
    return true;
  }

  bool gzip_;
  Output output_;
  std::string start_;
  z_stream stream_{};
  bool begun_ = false, ended_ = false;
};

class Brotli final : public Decoder {
 public:
  explicit Brotli(Output output)
      : output_(std::move(output)), state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {}
  ~Brotli() override { BrotliDecoderDestroyInstance(state_); }

  Outcome write(std::string_view bytes) override {
    Buffer buffer;
    const auto* in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    std::size_t left = bytes.size();
    empty_ = empty_ && bytes.empty();
    while (true) {
      auto* out = reinterpret_cast<std::uint8_t*>(buffer.data());
      std::size_t room = buffer.size();
      const BrotliDecoderResult result =
          BrotliDecoderDecompressStream(state_, &left, &in, &room, &out, nullptr);
      if (result == BROTLI_DECODER_RESULT_ERROR) return Outcome::damaged;
      const std::size_t made = buffer.size() - room;
      if (made > 0 && !output_({buffer.data(), made})) return Outcome::refused;
      if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) return Outcome::ok;
    }
  }
  Outcome finish() override {
    return empty_ || BrotliDecoderIsFinished(state_) ? Outcome::ok : Outcome::damaged;
  }

 private:
  Output output_;
  BrotliDecoderState* state_;
  bool empty_ = true;
};

class Zstd final : public Decoder {
 public:
  explicit Zstd(Output output) : output_(std::move(output)), stream_(ZSTD_createDStream()) {
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, 23);  // 8 MB, as RFC 9659 has it
  }
  ~Zstd() override { ZSTD_freeDStream(stream_); }

  Outcome write(std::string_view bytes) override {
    Buffer buffer;
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    bool full = true;
    while (in.pos < in.size || full) {
      ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
      const std::size_t hint = ZSTD_decompressStream(stream_, &out, &in);
      if (ZSTD_isError(hint)) return Outcome::damaged;
      if (out.pos > 0 && !output_({buffer.data(), out.pos})) return Outcome::refused;
      full = out.pos == out.size;
      if (out.pos > 0 || in.size > 0) complete_ = hint == 0;
    }
    return Outcome::ok;
  }
  Outcome finish() override { return complete_ ? Outcome::ok : Outcome::damaged; }

 private:
  Output output_;
  ZSTD_DStream* stream_;
  bool complete_ = true;
};

/// Hands what it decodes to the decoder of the encoding that was put on before.
class Chain final : public Decoder {
 public:
  Chain(std::unique_ptr<Decoder> outer, std::unique_ptr<Decoder> inner, std::shared_ptr<Outcome> failed)
      : outer_(std::move(outer)), inner_(std::move(inner)), failed_(std::move(failed)) {}
  Outcome write(std::string_view bytes) override { return first_failure(outer_->write(bytes)); }
  Outcome finish() override {
    const Outcome outer = first_failure(outer_->finish());
    return outer == Outcome::ok ? inner_->finish() : outer;
  }

 private:
  Outcome first_failure(Outcome outer) const { return *failed_ == Outcome::ok ? outer : *failed_; }
  std::unique_ptr<Decoder> outer_, inner_;
  std::shared_ptr<Outcome> failed_;  ///< the inner one's
};

std::unique_ptr<Decoder> make_layer(std::string_view name, Decoder::Output output) {
  if (name == "gzip" || name == "x-gzip") return std::make_unique<Zlib>(true, std::move(output));
  if (name == "deflate") return std::make_unique<Zlib>(false, std::move(output));
  if (name == "br") return std::make_unique<Brotli>(std::move(output));
  if (name == "zstd") return std::make_unique<Zstd>(std::move(output));
  return nullptr;
}

}  // namespace

std::unique_ptr<Decoder> make_decoder(std::string_view content_encoding, Decoder::Output output) {
  std::vector<std::string> layers;
  for (const std::string_view part : split(content_encoding, ','))
    if (const std::string name = to_lower(trim(part)); !name.empty() && name != "identity")
      layers.push_back(name);
  if (layers.empty()) return std::make_unique<Identity>(std::move(output));
  if (layers.size() > kMaxLayers) return nullptr;
  std::unique_ptr<Decoder> inner = make_layer(layers.front(), std::move(output));
  if (!inner || layers.size() == 1) return inner;
  const auto failed = std::make_shared<Outcome>(Outcome::ok);
  std::unique_ptr<Decoder> outer =
      make_layer(layers.back(), [to = inner.get(), failed](std::string_view bytes) {
        *failed = to->write(bytes);
        return *failed == Outcome::ok;
      });
  if (!outer) return nullptr;
  return std::make_unique<Chain>(std::move(outer), std::move(inner), failed);
}

}  // namespace gazette

// Decoders of Content-Encoding: gzip, deflate (with and without zlib's frame), br, zstd, and at most two of
// them over each other. Streaming, so that a small answer that decodes to a huge one is stopped on the way. A
// body that ends too early or does not match its check sum is an error: curl's own decoding lets it pass.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace gazette {

class Decoder {
 public:
  /// Takes decoded bytes; false: no more are wanted.
  using Output = std::function<bool(std::string_view)>;
  enum class Outcome { ok, damaged, refused };  ///< refused: the output wanted no more

  virtual ~Decoder() = default;
  virtual Outcome write(std::string_view bytes) = 0;
  /// Call once at the end; damaged if the body is not complete. A body of no bytes is complete.
  virtual Outcome finish() = 0;
};

/// What to say in Accept-Encoding.
inline constexpr std::string_view kAcceptEncoding = "gzip, deflate, br, zstd";

/// `content_encoding`: the header's value, "" for none. Null for encodings that were not asked for and for
/// more than two.
std::unique_ptr<Decoder> make_decoder(std::string_view content_encoding, Decoder::Output output);

}  // namespace gazette

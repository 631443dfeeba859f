// zstd with its contexts kept (making one costs more than a small text does), also against another text as a
// prefix: what the two have in common costs nothing. Throws SqlFailure.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace gazette {

class Compressor {
 public:
  Compressor();

  /// Until the next call.
  std::string_view compress(std::string_view text, int level, std::string_view prefix = {});
  /// With the prefix it was made with; `what` names it in the message of a failure.
  std::string decompress(std::string_view bytes, std::string_view prefix, const std::string& what);

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
    void operator()(ZSTD_DCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, Free> pack_;
  std::unique_ptr<ZSTD_DCtx_s, Free> unpack_;
  std::unique_ptr<char[]> buffer_;  ///< what was never written of it takes no memory: the bound is generous
  std::size_t room_ = 0;
};

}  // namespace gazette

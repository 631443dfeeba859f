// A key's text as 64 bits: SipHash-2-4 under a secret of the database, so that nobody outside can make two
// keys meet. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gazette {

class KeyHash {
 public:
  /// 32 hex digits; anything else counts as zeros.
  explicit KeyHash(std::string_view secret_hex);

  std::uint64_t operator()(std::string_view text) const;

 private:
  std::array<std::uint64_t, 2> secret_{};
};

}  // namespace gazette

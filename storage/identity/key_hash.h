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
  /// The same with the upper 16 bits of the key's group: keys of one source, or one host, stand beside each
  /// other in the table, so that a poll reads and writes a few pages of it instead of a page a key.
  std::uint64_t clustered(std::string_view key) const;

 private:
  std::array<std::uint64_t, 2> secret_{};
};

}  // namespace gazette

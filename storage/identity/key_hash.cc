#include "storage/identity/key_hash.h"

#include <bit>
#include <charconv>

namespace gazette {

namespace {

/// Little-endian, up to eight bytes.
std::uint64_t word_at(std::string_view text, std::size_t pos) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8 && pos + i < text.size(); ++i)
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[pos + i])) << (8 * i);
  return word;
}

/// Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012).
struct SipState {
  std::uint64_t a, b, c, d;

  void round() {
    a += b, c += d;
    b = std::rotl(b, 13) ^ a, d = std::rotl(d, 16) ^ c;
    a = std::rotl(a, 32);
    c += b, a += d;
    b = std::rotl(b, 17) ^ c, d = std::rotl(d, 21) ^ a;
    c = std::rotl(c, 32);
  }
  void take(std::uint64_t word) {
    d ^= word;
    round(), round();
    a ^= word;
  }
};

/// Of "i:S:...", "a:S:...": S. Of "u:<host>/...", "v:<host>/..." and "<host>/...": the host.
std::string_view group_of(std::string_view key) {
  const bool has_kind = key.size() > 1 && key[1] == ':';
  const bool is_of_source = has_kind && key[0] != 'u' && key[0] != 'v';
  if (has_kind) key.remove_prefix(2);
  return key.substr(0, key.find_first_of(is_of_source ? ":" : "/\n"));
}

}  // namespace

KeyHash::KeyHash(std::string_view secret_hex) {
  if (secret_hex.size() != 32) return;
  for (std::size_t i = 0; i < 16; ++i) {
    unsigned byte = 0;
    std::from_chars(secret_hex.data() + 2 * i, secret_hex.data() + 2 * i + 2, byte, 16);
    secret_[i / 8] |= static_cast<std::uint64_t>(byte) << (8 * (i % 8));
  }
}

std::uint64_t KeyHash::operator()(std::string_view text) const {
  SipState state{secret_[0] ^ 0x736f6d6570736575U, secret_[1] ^ 0x646f72616e646f6dU,
                 secret_[0] ^ 0x6c7967656e657261U, secret_[1] ^ 0x7465646279746573U};
  std::size_t pos = 0;
  for (; pos + 8 <= text.size(); pos += 8) state.take(word_at(text, pos));
  state.take(word_at(text, pos) | static_cast<std::uint64_t>(text.size()) << 56);
  state.c ^= 0xff;
  for (int i = 0; i < 4; ++i) state.round();
  return state.a ^ state.b ^ state.c ^ state.d;
}

std::uint64_t KeyHash::clustered(std::string_view key) const {
  constexpr int kGroupBits = 16;
  return (*this)(group_of(key)) << (64 - kGroupBits) | (*this)(key) >> kGroupBits;
}

}  // namespace gazette

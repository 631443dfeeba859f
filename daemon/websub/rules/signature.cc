#include "daemon/websub/rules/signature.h"

#include <array>
#include <stdexcept>
#include <utility>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "daemon/serve/api/tokens.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

std::string to_hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out += {kDigits[bytes[i] >> 4], kDigits[bytes[i] & 15]};
  return out;
}

std::string hmac_hex(const EVP_MD* method, std::string_view secret, std::string_view body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(method, secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data(), &size);
  return to_hex(digest.data(), size);
}

const EVP_MD* method_named(std::string_view name) {
  if (equals_ignore_case(name, "sha1")) return EVP_sha1();
  if (equals_ignore_case(name, "sha256")) return EVP_sha256();
  if (equals_ignore_case(name, "sha384")) return EVP_sha384();
  return equals_ignore_case(name, "sha512") ? EVP_sha512() : nullptr;
}

}  // namespace

std::string hub_signature(std::string_view secret, std::string_view body) {
  return "sha256=" + hmac_hex(EVP_sha256(), secret, body);
}

bool is_signed(std::string_view header, std::string_view secret, std::string_view body) {
  const std::size_t equals = header.find('=');
  if (equals == header.npos || secret.empty()) return false;
  const EVP_MD* method = method_named(trim(header.substr(0, equals)));
  if (!method) return false;
  return equal_in_constant_time(to_lower(trim(header.substr(equals + 1))), hmac_hex(method, secret, body));
}

std::string random_hex(std::size_t bytes) {
  std::string random(bytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), static_cast<int>(bytes)) != 1)
    throw std::runtime_error("no random numbers");  // nothing of ours is safe without
  return to_hex(reinterpret_cast<const unsigned char*>(random.data()), bytes);
}

}  // namespace gazette

#include "daemon/serve/api/tokens.h"

#include <openssl/crypto.h>

#include "feeds/text/strings.h"

namespace gazette {

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

const ApiToken* find_token(const std::vector<ApiToken>& tokens, std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";  // RFC 6750 section 2.1; schemes know no case
  if (!starts_with_ignore_case(authorization, kScheme)) return nullptr;
  const std::string given = sha256_hex(trim(authorization.substr(kScheme.size())));
  const ApiToken* found = nullptr;
  for (const ApiToken& token : tokens)  // all of them, whichever it is
    if (equal_in_constant_time(sha256_hex(token.token), given) && !token.token.empty()) found = &token;
  return found;
}

}  // namespace gazette

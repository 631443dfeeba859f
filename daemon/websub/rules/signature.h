// X-Hub-Signature (WebSub section 7.1): an HMAC over the bytes of a body as they are. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace gazette {

/// "sha256=..."
std::string hub_signature(std::string_view secret, std::string_view body);
/// By sha1, sha256, sha384 or sha512; compared in constant time.
bool is_signed(std::string_view header, std::string_view secret, std::string_view body);
/// So many random bytes in hexadecimal: for tokens, secrets, challenges.
std::string random_hex(std::size_t bytes);

}  // namespace gazette

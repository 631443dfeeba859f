// Base64 as Atom 0.3 allowed it. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gazette::parse {

/// White space is skipped; absent if it is not base64.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace gazette::parse

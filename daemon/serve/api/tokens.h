// Tokens of the API: who is it, and what may they do. Pure; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "config/config.h"

namespace gazette {

/// The one in "Bearer ..."; null: none of ours. Takes as long for any wrong token.
const ApiToken* find_token(const std::vector<ApiToken>& tokens, std::string_view authorization);

/// In a time that tells nothing of either but their lengths.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace gazette

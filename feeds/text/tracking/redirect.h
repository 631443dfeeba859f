// Addresses of pages that only count a reader and lead on to another address, which stands in them. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gazette {

/// Where such an address leads ("https://www.google.com/url?url=https%3A%2F%2Fexample.org%2F" ->
/// "https://example.org/"), as it is written there; nothing if it is none, or leads nowhere on the web. What
/// it leads to may lead on, too.
std::optional<std::string> redirect_target(std::string_view url);

}  // namespace gazette

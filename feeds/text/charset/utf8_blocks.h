// Well-formed UTF-8 told 16 bytes at a time, by three table lookups a byte (Keiser and Lemire, "Validating
// UTF-8 In Less Than One Instruction Per Byte", 2021). Pure; any thread; never fails.
#pragma once

#include <cstddef>
#include <string_view>

namespace gazette {

/// A beginning of `s` that is well-formed and ends between characters; nearly all of it if all is well. 0 on
/// a machine that cannot.
std::size_t valid_utf8_blocks(std::string_view s);

}  // namespace gazette

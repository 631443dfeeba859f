// Text that is nearly JSON, made JSON. Pure; any thread; never fails.
#pragma once

#include <string>
#include <string_view>

namespace gazette {

/// Within strings: line breaks and other control characters become their escapes (RFC 8259 section 7), and
/// escapes of half a UTF-16 pair become U+FFFD. What is behind the end of a string is left alone.
std::string repair_json(std::string_view text);

}  // namespace gazette

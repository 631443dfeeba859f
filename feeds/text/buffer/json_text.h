// What stands between the quotes of a JSON string (RFC 8259 section 7), DEL escaped too. Pure; any thread.
#pragma once

#include <string_view>

#include "feeds/text/buffer/text_buffer.h"

namespace gazette {

/// The longest escape is \u001f.
constexpr std::size_t kLongestJsonEscape = 6;

/// The escape of a byte that needs one; the end of what it wrote. There is room.
char* write_json_escape(char* to, char c);

/// Valid UTF-8.
void add_json(TextBuffer& out, std::string_view text);

}  // namespace gazette

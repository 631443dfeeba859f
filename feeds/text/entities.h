// HTML5 named and numeric character references. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace gazette {

/// The text for a name without & and ; ("nbsp" -> U+00A0); empty if unknown.
std::string_view named_entity(std::string_view name);

/// All references in `s` resolved once: "&amp;lt;" -> "&lt;". Windows-1252 numbers (&#146;) as HTML5 says;
/// not a scalar value -> U+FFFD.
std::string decode_entities(std::string_view s);

}  // namespace gazette

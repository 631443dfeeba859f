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

/// A title, name or label as its author meant it, where tools escaped it more often than the format asks:
/// "R&amp;D" -> "R&D". Decoded only where every "&" begins a reference and no "<" stands: a text with either
/// of them bare was not escaped as a whole. What comes out comes out of it again.
std::string as_meant(std::string_view plain);

}  // namespace gazette

// Small operations on UTF-8 text that several folders need. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gazette {

std::string_view trim(std::string_view s);  ///< ASCII white space off both ends
std::string to_lower(std::string_view s);   ///< ASCII only
bool equals_ignore_case(std::string_view a, std::string_view b);
bool starts_with_ignore_case(std::string_view s, std::string_view prefix);
std::vector<std::string_view> split(std::string_view s, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
void replace_all(std::string& s, std::string_view from, std::string_view to);

/// Number of code points.
std::size_t count_code_points(std::string_view utf8);
/// The first n code points, never cutting one.
std::string_view first_code_points(std::string_view utf8, std::size_t n);
/// Appends the code point as UTF-8 (U+FFFD for what is not a scalar value).
void append_utf8(std::string& out, char32_t code_point);
/// The code point at `pos` (advanced past it); U+FFFD for an invalid byte (advanced by one).
char32_t next_code_point(std::string_view utf8, std::size_t& pos);

/// White space runs (incl. newlines) to one space, ends trimmed; U+00A0 and U+3000 stay.
std::string collapse_whitespace(std::string_view s);
/// Without characters that XML 1.0, YAML and Hugo refuse: C0 but tab and newline, C1, U+FFFE, U+FFFF.
std::string remove_control_characters(std::string_view utf8);

/// "a/b" of "a%2Fb"; a % that begins no such code stays.
std::string percent_decoded(std::string_view s);
/// "1 source", "3 sources"
std::string count_of(std::size_t count, std::string_view noun);

/// & < > " escaped: safe as HTML or XML text and inside a quoted attribute.
std::string escape_markup(std::string_view s);
/// For logs and terminals: C0, C1, ESC, bidi controls as \x1b, \u202e ...; one line.
std::string escape_for_log(std::string_view s);

/// Lower-case hex SHA-256 / MD5.
std::string sha256_hex(std::string_view bytes);
std::string md5_hex(std::string_view bytes);
/// A fast 64-bit hash, the same on every machine and in every version (stored on disk).
std::uint64_t stable_hash(std::string_view bytes);

}  // namespace gazette

// What CommonMark wants to know of a character (section 2.1 and 6.2). Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace gazette::html {

/// `symbol`: Unicode S outside ASCII. It counts as punctuation since CommonMark 0.31 and did not before:
/// what we write must hold under both readings.
enum class CharKind : std::uint8_t { space, punctuation, symbol, letter };

CharKind char_kind(char32_t c);
bool is_ascii_punctuation(char c);
bool is_ascii_space(char c);
bool is_ascii_letter(char c);
bool is_ascii_digit(char c);

/// Where the last code point of a text that is not empty begins.
std::size_t last_code_point_at(std::string_view text);

/// Bytes at `pos` that are a Unicode space other than ASCII (U+00A0, U+3000, ...); 0 if there is none.
std::size_t unicode_space_at(std::string_view text, std::size_t pos);

}  // namespace gazette::html

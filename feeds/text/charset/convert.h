// Any charset to UTF-8. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gazette {

/// `encoding`: a canonical name of encoding_for_label(), not "utf-8"; one that ICU does not know is
/// windows-1252. What is invalid becomes U+FFFD, counted in `replaced`.
std::string convert_to_utf8(std::string_view bytes, std::string_view encoding, std::size_t& replaced);

/// The IANA name, in lower case, of a charset that ICU knows by this lower-case label; the label itself where
/// IANA has none. Empty if it is unknown, has states (HZ, ISO 2022, UTF-7: they hide markup), or puts other
/// characters in the place of ASCII's (EBCDIC).
std::string icu_charset(const std::string& label);

}  // namespace gazette

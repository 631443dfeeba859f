// Content codings (RFC 9110 section 8.4): which one a client wants, and the text in it. Pure; any thread. The
// same text gives the same bytes.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace gazette {

/// In the order in which we prefer them: the smallest first.
enum class Coding { brotli, zstd, gzip, identity };
inline constexpr std::size_t kCodings = 4;

/// "br", "zstd", "gzip", "".
std::string_view coding_name(Coding coding);
/// What is put behind a document's entity tag, for each coding is a representation of its own: "-br".
std::string_view coding_suffix(Coding coding);

/// RFC 9110 section 12.5.3: the one with the highest weight, of equal ones the first. identity if none is
/// wanted (a client that wants nothing at all gets it, too).
Coding choose_coding(std::string_view accept_encoding);

/// Throws std::bad_alloc, the only failure the libraries have here.
std::string encode(Coding coding, std::string_view text);

}  // namespace gazette

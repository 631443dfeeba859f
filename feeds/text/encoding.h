// Bytes of any charset to UTF-8. Labels by the WHATWG Encoding Standard (gb2312 and gbk are gb18030,
// iso-8859-1 is windows-1252, ...). Pure; any thread. Never fails: what is invalid becomes U+FFFD and is
// counted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gazette {

enum class MarkupKind { xml, html, json, text };

struct Decoded {
  std::string text;      ///< valid UTF-8, no BOM; control characters are left to the reader
  std::string encoding;  ///< canonical lower-case name: "utf-8", "gb18030", "windows-1252", ...; "us-ascii"
                         ///< for an all-ASCII document that says so, or whose transport does (RFC 3023 8.5)
  std::size_t replaced = 0;  ///< how many invalid sequences became U+FFFD
  std::string how;           ///< "bom", "http", "declaration", "utf-8", "detected", "fallback"
};

/// Order: BOM > null-pattern sniff > HTTP charset > declaration in the document (XML declaration, <meta>) >
/// validity of UTF-8 > detector > windows-1252. A declared charset in which the bytes are not valid, while
/// they are valid UTF-8, loses to UTF-8. UTF-7 is never decoded. `content_type`: the HTTP header's value, may
/// be empty.
Decoded decode_document(std::string_view bytes, std::string_view content_type, MarkupKind kind);

/// WHATWG name for a label ("GB2312" -> "gb18030"), whatever stands between its letters and digits
/// ("windows_1252"). A charset that the standard does not have ("ibm850") goes by its IANA name if markup
/// reads in it as in ASCII. Empty if unknown.
std::string encoding_for_label(std::string_view label);
/// Decodes with a label; an unknown label is windows-1252.
Decoded decode_as(std::string_view bytes, std::string_view label);

/// True for well-formed UTF-8 (no surrogates, no overlong forms).
bool is_valid_utf8(std::string_view bytes);
/// Invalid sequences replaced by U+FFFD.
std::string make_valid_utf8(std::string_view bytes);

}  // namespace gazette

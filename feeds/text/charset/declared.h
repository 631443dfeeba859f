// What a document's owner says about its charset. Labels as written, trimmed; empty when nothing is said.
// Pure; any thread.
#pragma once

#include <string_view>

namespace gazette {

/// The charset parameter of a Content-Type value, unquoted ("text/xml; charset = 'gbk'" -> "gbk").
std::string_view http_charset(std::string_view content_type);

/// The media type of a Content-Type value, as written ("text/xml").
std::string_view media_type(std::string_view content_type);

/// The encoding of an XML declaration near the beginning.
std::string_view xml_charset(std::string_view bytes);

/// The charset of a <meta> near the beginning (HTML Standard 13.2.3.2, "prescan a byte stream").
std::string_view meta_charset(std::string_view bytes);

}  // namespace gazette

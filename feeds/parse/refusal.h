// What a document is that is not a feed, in words for whoever subscribed to it. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include <pugixml.hpp>

namespace gazette::parse {

/// For bytes that are no text at all (images, archives, PDF, compressed twice); empty if they may be text.
std::string describe_binary(std::string_view bytes);

/// For text that no feed was found in; `tree` is what the XML parser made of it. "an HTML page titled \"Log
/// in\"", ...
std::string describe_text(std::string_view text, const pugi::xml_document& tree);

}  // namespace gazette::parse

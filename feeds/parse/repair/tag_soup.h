// XML that no XML parser accepts, made well-formed by guessing what was meant: missing and crossed end tags,
// attributes without quotes, bare angle brackets, documents that break off. Linear; pure; any thread; never
// fails.
#pragma once

#include <string>
#include <string_view>

namespace gazette::parse {

/// Well-formed XML; `text` has gone through repair_xml().
std::string untangle(std::string_view text);

}  // namespace gazette::parse

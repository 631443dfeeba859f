// The bytes of an XML document to a tree: decoded, repaired, parsed; as tag soup where the XML parser
// refuses. Bounded in time and memory; the tree is never walked by recursion. Pure; any thread.
#pragma once

#include <memory>
#include <string>

#include <pugixml.hpp>

#include "feeds/feed.h"
#include "feeds/parse/problems.h"
#include "feeds/text/encoding.h"
#include "feeds/text/result.h"

namespace gazette::parse {

/// Owns the text that the tree points into.
struct XmlDocument {
  std::string text;
  pugi::xml_document tree;
};

/// `decoded` is what decode_document() made of `document`; it is used up. ErrorKind::too_large for more tags
/// than are read.
Result<std::unique_ptr<XmlDocument>> load_xml(Decoded decoded, const Document& document, Problems& problems);

}  // namespace gazette::parse

// An XML tree to Feed: RSS of all versions, RDF, Atom, CDF read by one walk over what their elements mean.
// Pure; any thread.
#pragma once

#include <pugixml.hpp>

#include "feeds/feed.h"
#include "feeds/parse/problems.h"

namespace gazette::parse {

/// The root of a feed; empty if the tree holds none.
pugi::xml_node find_feed_root(const pugi::xml_document& tree);

/// `root` is what find_feed_root() found.
Feed read_feed(pugi::xml_node root, const Document& document, Problems& problems);

}  // namespace gazette::parse

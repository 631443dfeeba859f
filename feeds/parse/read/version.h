// Which format, and which version of it, the root of a document announces. Pure.
#pragma once

#include <string>

#include <pugixml.hpp>

#include "feeds/feed.h"
#include "feeds/parse/xml/scope.h"

namespace gazette::parse {

struct Version {
  FeedFormat format = FeedFormat::rss;
  std::string number;  ///< empty if it does not say
};

/// `scope` stands inside `root`.
Version version_of(pugi::xml_node root, const Scope& scope);

}  // namespace gazette::parse

// Any XML as the tree that selectors work on: names in lower case, the colon of a prefixed name written as a
// hyphen
// ("dc:date" is dc-date), CDATA as text. Bounded in nodes and depth; walked without recursion. Pure; any
// thread.
#pragma once

#include <string>

#include "feeds/html/tree.h"
#include "feeds/text/result.h"

namespace gazette::sites {

/// ErrorKind::parse if it is not XML at all.
Result<html::Tree> parse_xml_tree(const std::string& utf8);

}  // namespace gazette::sites

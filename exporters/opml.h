// OPML 2.0 (opml.org/spec2.opml; POLITENESS O10): a list of feeds for other readers. Pure: same list, same
// bytes. Any thread; never fails.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "feeds/text/time.h"

namespace gazette {

struct OpmlFeed {
  std::string title, url, home, language;  ///< url: http(s), else it is left out; home, language may be empty
  std::vector<std::string> tags;
};

struct OpmlHead {
  std::string title, owner;  ///< owner: a name
  Time created;
};

std::string write_opml(const OpmlHead& head, std::span<const OpmlFeed> feeds);

}  // namespace gazette

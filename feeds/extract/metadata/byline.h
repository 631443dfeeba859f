// Who wrote an article: data, tags, elements named for it, links to authors' pages, "By ..." near the title.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "feeds/extract/metadata/json_ld.h"
#include "feeds/extract/metadata/meta_tags.h"
#include "feeds/html/tree.h"

namespace gazette::extract {

/// Names, separated by ", "; empty if unknown. An account ("janedoe") or an organisation only if no name is
/// found.
std::string read_byline(const html::Tree& tree, const MetaTags& meta, const LinkedData& data,
                        std::string_view title);

}  // namespace gazette::extract

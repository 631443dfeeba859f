// How much of an article is given out again: all, an excerpt, or only its link, as the source's owner wants
// it. Pure; any thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "exporters/exporter.h"
#include "feeds/source.h"

namespace gazette {

/// By source; what is not there is given out in full.
using Republish = std::map<std::string, Amount, std::less<>>;

Amount amount_of(const Article& article, const Republish& amounts);

/// The article with no more text than its source's amount and `most`: the body is the summary and the link,
/// or the link alone.
ExportArticle republished(ExportArticle article, const Republish& amounts, Amount most = Amount::full);
std::vector<ExportArticle> republished(std::span<const ExportArticle> articles, const Republish& amounts,
                                       Amount most = Amount::full);

}  // namespace gazette

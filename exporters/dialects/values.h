// What front matter says of an article, cleaned for any generator. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exporters/exporter.h"

namespace gazette {

/// Names that generators make pages and folders of: "..", "/" and empty ones end a build or leave the site's
/// folder. Without doubles, bounded in length and number.
std::vector<std::string> terms(const std::vector<std::string>& given);

/// The publisher's categories, then the operator's tags, as terms.
std::vector<std::string> all_tags(const Article& article);

std::vector<std::string> author_names(const Article& article);

/// The addresses of the article's files of a kind: "audio", "video".
std::vector<std::string> media_files(const Article& article, std::string_view kind);

/// When it was edited: the source's own word, else when we saw it change; absent if it never was.
std::optional<Time> edited(const ExportArticle& article);

/// The publisher's rights and licence as a paragraph of Markdown; empty if nothing is known of either.
std::string rights_line(const Article& article);

/// The Markdown without line feeds at its begin, with one at its end.
std::string trimmed_body(const Article& article);

}  // namespace gazette

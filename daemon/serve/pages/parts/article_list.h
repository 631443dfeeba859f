// Lists of articles and the way to older ones; what pages of one article share. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "daemon/serve/pages/pages.h"
#include "daemon/serve/pages/text/fragment.h"

namespace gazette {

/// <ol> of title, source, age, summary; the words that were searched for are marked.
Fragment article_list(const PageFrame& frame, std::span<const ExportArticle> articles,
                      std::string_view searched = {});

/// The links under a list. `address`: of the list, with a query or without.
Fragment pager(const PageFrame& frame, const std::string& address, const std::string& next, bool is_first);

/// The title, or "Untitled".
std::string_view shown_title(const PageFrame& frame, const Article& article);
/// A heading that is set smaller.
bool is_long(std::string_view title);
/// "2025-02-08 07:44 Asia/Shanghai", in the article's own zone.
Fragment exact_time(const Article& article, Time t);
/// A record ends with a link to where it is from; pages say that elsewhere.
std::string_view without_source_link(std::string_view body, const Article& article);

}  // namespace gazette

// Pictures of an article as links: a page of ours asks nobody else for anything (whoever has the picture
// would learn who reads what, and when). Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "daemon/serve/pages/text/phrases.h"

namespace gazette {

/// `safe_html`: of render_markdown(), whose <img> all have the form that cmark writes. Each becomes a link
/// that shows its text; inside a link, the text alone.
std::string pictures_as_links(const Phrases& phrases, std::string_view safe_html);

}  // namespace gazette

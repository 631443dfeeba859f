// What the API says, as JSON texts by openapi.json. Pure; any thread. What is absent is left out.
#pragma once

#include <string>
#include <string_view>

#include "daemon/serve/serve_model.h"

namespace gazette {

std::string articles_json(const ArticleList& list);
std::string article_json(const ArticleView& view);
std::string sources_json(const ServiceStatus& status, const std::string& base_url);
std::string status_json(const ServiceStatus& status);
std::string problem_json(int status, std::string_view title);  ///< RFC 9457
std::string polled_json(const std::string& source);

/// Server-sent events (HTML, section 9.2): each change with its number as its id, and where to go on.
std::string events_text(const ChangeList& changes);

}  // namespace gazette

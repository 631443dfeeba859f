// The pages for people, whole HTML documents. Pure functions of what they show: same arguments, same bytes;
// time is an argument; they never fail. Nothing foreign gets in unescaped (pages/fragment.h sees to it), and
// no page has a script.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/serve/serve_model.h"

namespace gazette {

/// How a source is called, by its name; those without a title are not in it.
using SourceTitles = std::map<std::string, std::string>;

/// What is around every page.
struct PageFrame {
  std::string title;  ///< of the whole site
  std::string root;   ///< "" for pages beside /, "../" below: links stay right behind any proxy
  std::string style;  ///< version of the style sheet, so that a new one is fetched at once
  std::shared_ptr<const SourceTitles> titles;  ///< may be null
};

/// Latest articles, sources and their health, feeds to subscribe to. `feeds`: ServeModel::feed_names().
std::string overview_page(const PageFrame& frame, const ServiceStatus& status,
                          std::span<const ExportArticle> latest, const std::vector<std::string>& feeds);
std::string article_page(const PageFrame& frame, const ExportArticle& article);
/// `words` empty: only the form.
std::string search_page(const PageFrame& frame, std::string_view words, std::span<const ExportArticle> found,
                        Time now);
std::string error_page(const PageFrame& frame, int status, std::string_view message);

}  // namespace gazette

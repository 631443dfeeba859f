// The pages for people, whole HTML documents. Pure functions of what they show: same arguments, same bytes;
// time is an argument; they never fail. Nothing foreign gets in unescaped (pages/text/fragment.h sees to it),
// and no page has a script.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/serve/pages/text/phrases.h"
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
  const Phrases* phrases = &phrases_in(Tongue::english);
  Time now;
};

/// Which articles a list shows; one of them, or none for all.
struct ListSubject {
  std::string tag, language;
};

/// The latest articles, all sources in short, what else there is. `is_first`: not a page of older ones.
std::string front_page(const PageFrame& frame, const ServiceStatus& status, const ArticleList& list,
                       bool is_first);
/// The articles of a tag or a language.
std::string list_page(const PageFrame& frame, const ListSubject& subject, const ArticleList& list,
                      bool is_first);
/// One source: how it is, how often it publishes, its articles.
std::string source_page(const PageFrame& frame, const SourceStatus& source, const ArticleList& list,
                        bool is_first);
/// Every source and its health.
std::string status_page(const PageFrame& frame, const ServiceStatus& status);
std::string article_page(const PageFrame& frame, const ArticleView& view);
/// What was changed from one version to another.
std::string changes_page(const PageFrame& frame, const ArticleView& view, const VersionDiff& diff);
/// `words` empty: only the form.
std::string search_page(const PageFrame& frame, std::string_view words, const ArticleList& found);
std::string about_page(const PageFrame& frame, const ServiceStatus& status,
                       const std::vector<ListedFeed>& feeds);
std::string error_page(const PageFrame& frame, int status, std::string_view message);

/// Atom: the troubles of the service.
std::string status_feed(const std::string& base_url, const std::string& title, const ServiceStatus& status);

}  // namespace gazette

// The site exporter: one Markdown file an article in a site generator's content folder, and one git commit a run. Files are
// written atomically; what did not change is not touched; a file that the owner edited is left alone and reported; nothing
// is ever written outside `path`. See exporters/exporter.h for the contract.
#pragma once

#include <memory>
#include <string>

#include "exporters/exporter.h"

namespace gazette {

struct SiteOptions {
  std::string name;                 ///< of the exporter
  std::string path;                 ///< the site's root
  std::string dialect = "hugo";
  std::string profile = "mainroad"; ///< mainroad (the seed's fields: Article::record as it is), hugo
  std::string layout = "content/{lang}/news/{source}/{id}.{lang}.md";  ///< {lang} {source} {id} {slug} {year} {month} {day}
  Selection selection;
  bool commit = false, push = false;
  std::string author;               ///< "Name <mail>" for commits; empty: as git is configured
};

/// ErrorKind::config for an unknown dialect, profile or layout field.
Result<std::unique_ptr<Exporter>> make_site_exporter(SiteOptions options);

/// The file of an article below the site's root: safe ASCII segments, at most 120 bytes each, never leaving the folder.
std::string site_path(const SiteOptions& options, const Article& article);

}  // namespace gazette
